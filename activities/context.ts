import type { Activities } from '../core/activities.ts'
import type { Json } from '../core/values.ts'

/** What an activity gets from where it runs. */
export interface ActivityContext {
  /** Aborted when the run is cancelled or the attempt has been given up. */
  readonly signal: AbortSignal
  /** Says that the attempt is alive; what it says is for people, never read back. */
  heartbeat(details?: Json): void
}

/** The activities as functions of an input and a context, whatever host calls them. */
export type BoundActivities = {
  readonly [K in keyof Activities]: (input: Parameters<Activities[K]>[0], context: ActivityContext) => ReturnType<Activities[K]>
}
