import { IllegalStateError, type LogLevel, type LogMetadata } from '@temporalio/common'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import type { Log } from '../core/values.ts'

/**
 * Makes the SDK's one runtime of this process quiet: warnings go to our log. The command handles signals itself, since it stops
 * the servers after the worker. Does nothing from the second time on; must come before anything else of the SDK's worker.
 */
export function installRuntime(log: Log): void {
  const write = ({ level, message, meta }: { level: LogLevel; message: string; meta?: LogMetadata }) => {
    log.info({ level, ...described(meta) }, message)
  }
  try {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('WARN', write),
      telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    })
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error
  }
}

/** Of what the SDK says beside its messages, only what can't hold data. */
function described(meta: LogMetadata | undefined): { [name: string]: string | number } {
  const kept: { [name: string]: string | number } = {}
  for (const name of ['workflowId', 'workflowType', 'activityType', 'attempt', 'durationMs']) {
    const value = meta?.[name] as unknown
    if (typeof value === 'string' || typeof value === 'number') kept[name] = value
  }
  let error = meta?.['error'] as unknown
  while (error instanceof Error && error.cause instanceof Error) error = error.cause
  // a failure was put in our own words; another error's text may quote anything
  if (error instanceof Error) kept['error'] = error.name === 'ApplicationFailure' ? error.message : error.name
  return kept
}
