import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity'
import { GuijiError, type ErrorRecord } from '../core/errors.ts'
import type { Json } from '../core/values.ts'

/** What an activity is given of the place where it runs. */
export interface ActivityContext {
  /** Aborted when the run was cancelled, the attempt has timed out, or this worker stops. */
  readonly signal: AbortSignal
  heartbeat(details?: Json): void
}
export type ActivityFunctions = { readonly [name: string]: (input: never, context: ActivityContext) => Promise<Json | void> }
type Wrapped = { [name: string]: (input: never) => Promise<Json | void> }

/** Activities as Temporal calls them; what they throw becomes a failure that the UI shows in our words. */
export function wrapActivities(activities: ActivityFunctions): Wrapped {
  return Object.fromEntries(Object.entries(activities).map(([name, activity]) => [name, wrap(name, activity)]))
}

function wrap(name: string, activity: ActivityFunctions[string]): Wrapped[string] {
  return async (input) => {
    const context = Context.current()
    const signal = context.cancellationSignal
    const heartbeat = (details?: Json) => {
      context.heartbeat(details)
    }
    try {
      return await activity(input, { signal, heartbeat })
    } catch (error) {
      throw asFailure(name, error, signal)
    }
  }
}

/**
 * A failure that carries the error for the workflow and says for the UI what failed, whether it is tried again and what to
 * do. Of an error that is not ours only kind, code and place are told: its message may quote a row.
 */
export function asFailure(activity: string, error: unknown, signal: AbortSignal): Error {
  const reason: unknown = signal.aborted ? signal.reason : undefined
  if (reason instanceof CancelledFailure) {
    // a worker that stops has not cancelled the run: another worker goes on
    if (reason.message !== 'WORKER_SHUTDOWN') return reason
    const message = 'WORKER_STOPPED 工作进程停止，由其他进程接着做 / the worker stopped, another one goes on'
    return ApplicationFailure.create({ type: 'WORKER_STOPPED', message, nonRetryable: false })
  }
  const record = recordOf(error)
  if (record === null) return unexpected(activity, error)
  const again = record.recovery === 'abort' ? { zh: '', en: '' } : { zh: '；自动重试', en: '; tried again by itself' }
  const say = (language: 'zh' | 'en') => `${record.text[language]}${again[language]} → ${record.remedy[language]}`
  return ApplicationFailure.create({
    type: record.code,
    message: `${record.code} ${say('zh')} / ${say('en')}`,
    nonRetryable: record.recovery === 'abort',
    details: [record],
  })
}

/** An error of ours also when it was made by another copy of the module, as in a project's own connector. */
function recordOf(error: unknown): ErrorRecord | null {
  if (error instanceof GuijiError) return error.toJSON() as unknown as ErrorRecord
  if (!(error instanceof Error) || error.name !== 'GuijiError') return null
  const { toJSON } = error as { toJSON?: unknown }
  return typeof toJSON === 'function' ? (toJSON.call(error) as ErrorRecord) : null
}

function unexpected(activity: string, error: unknown): ApplicationFailure {
  const known = error instanceof Error ? error : new Error()
  const code = (error as { code?: unknown } | null)?.code
  // a system error's code or a database's class; other texts may be anything
  const shown = typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? ` ${code}` : ''
  const kind = `${error instanceof Error ? known.name : typeof error}${shown}`
  const message =
    `UNEXPECTED ${activity} 意外失败：${kind}；自动重试 → 调用栈在失败详情中，请报告给开发者` +
    ` / ${activity} failed unexpectedly: ${kind}; tried again by itself → its stack stands in the failure, report it to the developers`
  const failure = ApplicationFailure.create({ type: 'UNEXPECTED', message, nonRetryable: false })
  failure.stack = `${kind}\n${frames(known)}`
  return failure
}

/** An error's stack without its message, which stands before it and may have lines that look like the stack's. */
function frames({ stack = '', message }: Error): string {
  const start = stack.indexOf(message)
  const behind = start < 0 ? stack : stack.slice(start + message.length)
  return behind
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .join('\n')
}
