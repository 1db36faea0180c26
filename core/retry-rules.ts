import type { Activities } from './activities.ts'

/** How often and how long an activity is tried; both hosts follow it. An error whose recovery is `abort` is never tried again. */
export interface RetryRule {
  /** One attempt, start to end. */
  readonly timeoutSeconds: number
  /** An attempt that has not been heard of for so long is taken for dead. */
  readonly heartbeatSeconds: number
  readonly attempts: number
  readonly firstDelaySeconds: number
  readonly maxDelaySeconds: number
}

const brief: RetryRule = { timeoutSeconds: 120, heartbeatSeconds: 12, attempts: 20, firstDelaySeconds: 1, maxDelaySeconds: 20 }
const long: RetryRule = { timeoutSeconds: 6 * 3600, heartbeatSeconds: 12, attempts: 20, firstDelaySeconds: 1, maxDelaySeconds: 20 }

export const retryRules: { readonly [K in keyof Activities]: RetryRule } = {
  begin: brief,
  plan: { ...long, attempts: 5, maxDelaySeconds: 8 }, // most often the source that can't be reached: its owner should hear soon
  land: long,
  check: long,
  answer: brief,
  publish: long,
  acknowledge: { ...long, attempts: 5, maxDelaySeconds: 8 },
  abandon: brief,
  consolidate: long,
  behind: brief,
  finish: brief,
  levels: brief,
}

/** The pause before attempt `attempt` (2 is the first retry), in seconds: doubling, up to the rule's most. */
export function delayBefore(attempt: number, rule: RetryRule): number {
  return Math.min(rule.maxDelaySeconds, rule.firstDelaySeconds * 2 ** (attempt - 2))
}
