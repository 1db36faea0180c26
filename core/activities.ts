import type { Json, Reason } from './values.ts'

export type Outcome = 'published' | 'unchanged' | 'skipped' | 'failed'
export type AssetKind = 'dataset' | 'library' | 'service'
export type Stage = 'lease' | 'plan' | 'land' | 'check' | 'waiting' | 'publish' | 'consolidate' | 'done'

/** The balance's terms, each by its own count: read = filtered + quarantined + landed; landed = inserted + updated + unchanged + superseded + deleted. */
export interface Counts {
  readonly read: number
  readonly filtered: number
  readonly quarantined: number
  readonly landed: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly superseded: number
  readonly deleted: number
  readonly removed: number
}

/** Who runs: the lease's holder is made of it. */
export type RunIdentity =
  | { readonly host: 'temporal'; readonly namespace: string; readonly workflowId: string; readonly runId: string }
  | { readonly host: 'process'; readonly runId: string }

export interface Begun {
  readonly asset: string
  readonly kind: AssetKind
  readonly agency: string
  readonly name: string
  readonly generation: number
}
export interface PlanSummary {
  readonly plan: string
  readonly splits: readonly { readonly id: string; readonly rows: number | null }[]
  readonly resumed: boolean
  /** Nothing to load: the reason, in words of the plan. */
  readonly empty: 'nothing-produced' | 'no-file' | 'unchanged' | null
  /** A person must answer before reading. */
  readonly asks: Reason | null
  readonly left: readonly { readonly at: string; readonly reason: Reason }[]
}
export interface SplitSummary {
  readonly split: string
  readonly batches: number
  readonly read: number
  readonly landed: number
  readonly quarantined: number
}
/** `questions` is empty when nothing stands against publishing. */
export interface Verdict {
  readonly questions: readonly Reason[]
  readonly ledgerDigest: string
  readonly counts: Pick<Counts, 'read' | 'filtered' | 'quarantined' | 'landed'>
}
export interface Answer {
  readonly approve: boolean
  readonly by: string
  readonly reason: string
}
export interface RunSummary extends Counts {
  readonly asset: string
  readonly kind: AssetKind
  readonly outcome: Outcome
  readonly seconds: number
  readonly plan: string | null
  readonly note: string | null
}

export interface AssetRef {
  readonly asset: string
  readonly kind: AssetKind
}

/** What procedures may have done: one file each under activities/. All inputs and results are small: ids, counts, positions. */
export interface Activities {
  begin(input: { readonly asset: string; readonly run: RunIdentity }): Promise<Begun>
  /** `resubmission`: rows of quarantine, by its number, instead of what the source has. */
  plan(input: { readonly asset: string; readonly generation: number; readonly resubmission?: number }): Promise<PlanSummary>
  land(input: { readonly plan: string; readonly split: string; readonly generation: number }): Promise<SplitSummary>
  check(input: { readonly plan: string; readonly generation: number }): Promise<Verdict>
  /** The answer stored for this plan and ledger digest, if a person has given one. */
  answer(input: { readonly plan: string; readonly ledgerDigest: string; readonly given: Answer | null }): Promise<Answer | null>
  publish(input: { readonly plan: string; readonly generation: number; readonly ledgerDigest: string }): Promise<Counts>
  /** Tells the source, whose files move only now, that a plan is published. */
  acknowledge(input: { readonly plan: string }): Promise<void>
  abandon(input: { readonly plan: string; readonly generation: number; readonly reason: string }): Promise<void>
  consolidate(input: { readonly asset: string; readonly generation: number }): Promise<Counts>
  /** Libraries of a service that have not consolidated what their datasets published. */
  behind(input: { readonly asset: string }): Promise<readonly string[]>
  finish(input: {
    readonly asset: string
    readonly kind: AssetKind
    readonly generation: number
    readonly run: RunIdentity
    readonly outcome: Outcome
    readonly stage: Stage
    readonly plan: string | null
    readonly counts: Counts | null
    readonly error: Json
    readonly startedAt: string
    readonly note: string | null
  }): Promise<RunSummary>
  /** The assets asked for, with what lies downstream if wished, as levels: each level's inputs lie in earlier ones. */
  levels(input: { readonly assets: readonly string[]; readonly downstream: boolean }): Promise<readonly (readonly AssetRef[])[]>
}

export const noCounts: Counts = {
  read: 0,
  filtered: 0,
  quarantined: 0,
  landed: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  superseded: 0,
  deleted: 0,
  removed: 0,
}
