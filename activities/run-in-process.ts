import type { Activities } from '../core/activities.ts'
import type { Procedure } from '../core/procedure.ts'
import { createActivities } from './create-activities.ts'
import type { Engine } from './engine.ts'
import { createInProcessHost, type RunEvent } from './in-process-host.ts'

export interface RunInProcessOptions {
  readonly signal?: AbortSignal
  onEvent?(event: RunEvent): void
}

/**
 * Runs a procedure in this process, under the claims and leases that it has on Temporal. Throws what the run throws;
 * RUN_WAITING when a person must answer first: the plan is kept, and the next run resumes it.
 */
export function runInProcess<I, O>(
  engine: Engine,
  procedure: Procedure<Activities, I, O>,
  input: I,
  options: RunInProcessOptions = {},
): Promise<O> {
  const host = createInProcessHost({
    activities: createActivities(engine),
    signal: options.signal ?? new AbortController().signal,
    now: () => engine.now(),
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent.bind(options) }),
  })
  return procedure(host, input)
}
