import type { DatasetSpec, ServiceSpec, TableSpec } from '../core/spec.ts'
import type { StoredPlan } from './plans.ts'
import { landingTable } from './landing-table.ts'
import { resubmissionOf } from './resubmissions.ts'
import { qualified } from './_sql.ts'

/**
 * Rows of a plan that were published already and stand unchanged, found by comparing while it landed: they are not landed a
 * second time. They are the published rows up to `place`, without those of the temporary table `missed` (rid).
 */
export interface Standing {
  /** A row's place (ctid). */
  readonly place: string
  readonly count: number
}

/** What publishing needs to know of a plan, datasets and services alike. */
export interface Publishable {
  readonly plan: string
  readonly number: number
  readonly asset: string
  readonly table: TableSpec
  /** The published table and the plan's landing table, quoted. */
  readonly target: string
  readonly landing: string
  readonly version: string | null
  readonly write: DatasetSpec['write']
  readonly deletion: DatasetSpec['deletion']
  readonly indexes: DatasetSpec['indexes']
  /** What this plan no longer has is removed, where nothing speaks against it. */
  readonly removesAbsent: boolean
  readonly limits: DatasetSpec['limits']
  readonly feeds: DatasetSpec['feeds']
  readonly expectedRows: number | null
  /** Its rows are corrected ones of this resubmission; null for a source's. */
  readonly resubmission: number | null
  readonly standing: Standing | null
}

/** A service's result is always the whole of it; a dataset's only when the plan proves it and the dataset wants it. */
export function asPublishable({ plan, number, asset, spec, complete, rows, splits }: StoredPlan): Publishable {
  const common = {
    ...{ plan, number, asset, table: spec.table, target: qualified(spec.table), landing: landingTable(number) },
    expectedRows: rows,
    resubmission: resubmissionOf(splits[0]?.split ?? null)?.id ?? null,
    standing: null,
  }
  const isWhole = complete && splits.length > 0
  if (isService(spec)) return { ...common, ...noChoices, removesAbsent: isWhole }
  const { version, write, deletion, indexes, limits, feeds } = spec
  // plans of an earlier version's making say nothing of the newer choices
  const chosen = { write: write ?? 'merge', deletion: deletion ?? 'hard', indexes: indexes ?? [] }
  const removesAbsent = isWhole && spec.holds === 'all' && (spec.absent === 'remove' || write === 'replace')
  return { ...common, ...chosen, version, limits, feeds, removesAbsent }
}

function isService(spec: DatasetSpec | ServiceSpec): spec is ServiceSpec {
  return spec.kind === 'service'
}

const noLimits: DatasetSpec['limits'] = { quarantinedRows: null, quarantinedShare: null, removedRows: null, removedShare: null }
const noChoices = { version: null, write: 'merge', deletion: 'hard', indexes: [], limits: noLimits, feeds: [] } as const
