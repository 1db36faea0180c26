import type { DatasetSpec, ServiceSpec, TableSpec } from '../core/spec.ts'
import type { StoredPlan } from './plans.ts'
import { landingTable } from './landing-table.ts'
import { qualified } from './_sql.ts'

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
  /** What this plan no longer has is removed, where nothing speaks against it. */
  readonly removesAbsent: boolean
  readonly limits: DatasetSpec['limits']
  readonly feeds: DatasetSpec['feeds']
  readonly expectedRows: number | null
}

/** A service's result is always the whole of it; a dataset's only when the plan proves it and the dataset wants it. */
export function asPublishable({ plan, number, asset, spec, complete, rows, splits }: StoredPlan): Publishable {
  const common = {
    ...{ plan, number, asset, table: spec.table, target: qualified(spec.table), landing: landingTable(number) },
    expectedRows: rows,
  }
  if (isService(spec)) return { ...common, version: null, removesAbsent: complete && splits.length > 0, limits: noLimits, feeds: [] }
  return {
    ...common,
    version: spec.version,
    removesAbsent: spec.absent === 'remove' && spec.holds === 'all' && complete && splits.length > 0,
    limits: spec.limits,
    feeds: spec.feeds,
  }
}

function isService(spec: DatasetSpec | ServiceSpec): spec is ServiceSpec {
  return spec.kind === 'service'
}

const noLimits: DatasetSpec['limits'] = { quarantinedRows: null, quarantinedShare: null, removedRows: null, removedShare: null }
