import type { PlanSummary } from '../core/activities.ts'
import type { Plan } from '../core/connector.ts'
import { aliasHints, describeDifference, findDrift, isNamed, type Difference, type NamedColumn } from '../core/drift.ts'
import { defineErrors } from '../core/errors.ts'
import { fieldsOf } from '../core/expression.ts'
import type { DatasetSpec, FieldSpec } from '../core/spec.ts'
import type { Column, Json, Reason } from '../core/values.ts'
import type { Database } from '../databases/database.ts'
import type { PlanDrift } from '../databases/plans.ts'
import { acceptedColumns, keepPending } from '../databases/source-columns.ts'

const errors = defineErrors({
  SOURCE_DRIFTED: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的来源的列变了，没有读取任何行：{changes}',
      en: 'the columns of the source of dataset {dataset} have changed, nothing was read: {changes}',
    },
    remedy: {
      zh: '列改了名：新旧名称都写进 item（item: [旧, 新]），旧文件仍可读；列没有了：与部门核实，信息项写 optional: true；核实后 guiji drift accept {dataset} --reason …，再运行',
      en: 'a renamed column: write both names (item: [old, new]), old files stay readable; one that is gone: ask the agency, and write optional: true; then guiji drift accept {dataset} --reason …, and run again',
    },
  },
})
/** What a run notes of columns that the dataset does not read. */
defineErrors({
  COLUMN_ADDED: {
    recovery: 'reject',
    message: { zh: '来源多了一列，没有读取', en: 'the source has one more column, which is not read' },
    remedy: { zh: '需要它就在数据资源中加一个信息项', en: 'where it is needed, add a field to the dataset' },
  },
  COLUMN_DROPPED: {
    recovery: 'reject',
    message: { zh: '来源少了一列，没有信息项用到它', en: 'the source has lost a column, which no field reads' },
    remedy: { zh: '无需处理', en: 'nothing to do' },
  },
  COLUMN_RETYPED: {
    recovery: 'reject',
    message: { zh: '来源的一列换了类型，没有信息项用到它', en: 'a column of the source, which no field reads, has another type' },
    remedy: { zh: '无需处理', en: 'nothing to do' },
  },
})

export interface Judged {
  /** The plan as it may be stored: it may ask a question, and proves no absence while its rows are quarantined. */
  readonly plan: Plan<Json, Json>
  readonly drift: PlanDrift | null
}

/**
 * Holds a plan's columns against the accepted ones, by the dataset's policy. What a person must accept is written down before the
 * run stops. Throws SOURCE_DRIFTED.
 */
export async function judgeDrift(database: Database, spec: DatasetSpec, plan: Plan<Json, Json>): Promise<Judged> {
  const { asset } = spec
  const { available } = plan
  const accepted = available.length === 0 ? null : await acceptedColumns(database, asset)
  if (accepted === null) return { plan, drift: null }
  const differences = findDrift(accepted.columns, available, namedColumns(spec))
  const present = new Set(available.map(({ name }) => name))
  const gone = differences.filter(({ change }) => change === 'dropped' || change === 'renamed').filter(isNamed)
  const dropped = [...new Set([...accepted.dropped, ...gone.map(({ column }) => column)])].filter((name) => !present.has(name))
  if (differences.length === 0) return { plan, drift: dropped.length === 0 ? null : { differences, dropped, quarantines: false } }
  const stops = mustStop(spec, differences)
  const asks = spec.drift === 'ask' && !stops
  const quarantines = spec.drift === 'quarantine' && !stops && differences.some(isNamed)
  if (stops || asks || quarantines) await keepPending(database, { asset, columns: available, dropped, differences })
  if (stops) {
    const changes = differences.map(describeDifference)
    throw errors('SOURCE_DRIFTED', { dataset: asset, changes, meant: differences.flatMap(aliasHints).join('; ') })
  }
  return {
    plan: { ...plan, ...(asks ? { asks: question(differences, plan.asks) } : {}), ...(quarantines ? { complete: false } : {}) },
    drift: { differences, dropped, quarantines },
  }
}

/** Where neither a person's yes nor the quarantine could help, the run stops whatever the policy says. */
function mustStop(spec: DatasetSpec, differences: readonly Difference[]): boolean {
  const named = differences.filter(isNamed)
  const uses = (difference: Difference) => (difference.change === 'added' ? [] : difference.uses)
  switch (spec.drift) {
    case 'evolve':
      return named.length > 0
    case 'freeze':
      return named.length > 0 || differences.some(({ change }) => change === 'added')
    case 'ask':
      return named.some((difference) => difference.change !== 'retyped' && uses(difference).some((use) => !canLack(spec, use)))
    case 'quarantine':
      // a renamed column's values would not be in the quarantine; which rows count, or stay, could not be told
      return named.some(
        (difference) =>
          spec.write === 'replace' ||
          difference.change === 'renamed' ||
          uses(difference).some((use) => use === 'where' || use === 'deletes'),
      )
  }
}

/** A person who is asked twice before reading answers both at once. */
function question(differences: readonly Difference[], other: Reason | undefined): Reason {
  const asked = other === undefined ? [] : [[other.code, other.suggestion].filter((part) => part !== undefined).join(' ')]
  const hints = differences.flatMap(aliasHints)
  return { code: 'SOURCE_DRIFTED', suggestion: [...differences.map(describeDifference), ...hints, ...asked].join('; ') }
}

/** For the run's note: what does not stop it. */
export function driftNotes(drift: PlanDrift | null): PlanSummary['left'] {
  return (drift?.differences ?? []).map((difference) => {
    const code = isNamed(difference) ? 'SOURCE_DRIFTED' : `COLUMN_${difference.change.toUpperCase()}`
    return { at: difference.column, reason: { code } }
  })
}

/** Every column that a dataset reads, with all its names. */
export function namedColumns(spec: DatasetSpec): readonly NamedColumn[] {
  const fields = spec.fields.flatMap(({ name, inputs, companions }) => [...inputs, ...companions].map((names) => ({ use: name, names })))
  const deletes = spec.deletes === null ? [] : [{ use: 'deletes', names: spec.deletes.item }]
  const where = spec.where === null ? [] : fieldsOf(spec.where).map((name) => ({ use: 'where', names: [name] }))
  return [...fields, ...deletes, ...where].filter(({ names }) => names.length > 0)
}

/** The dataset as it reads a split whose source has lost columns: an optional field that had one of them is empty. */
export function withoutDropped(spec: DatasetSpec, columns: readonly Column[], dropped: readonly string[]): DatasetSpec {
  if (dropped.length === 0) return spec
  const isGone = (names: readonly string[]) =>
    names.some((name) => dropped.includes(name)) && !names.some((name) => columns.some((column) => column.name === name))
  const left = (all: FieldSpec['inputs']) => all.map((names) => (isGone(names) ? [] : names))
  const fields = spec.fields.map((field) =>
    canLack(spec, field.name) ? { ...field, inputs: left(field.inputs), companions: left(field.companions) } : field,
  )
  return { ...spec, fields }
}

/** The dataset as it reads rows that were kept without the columns of some optional fields. */
export function withoutMissing(spec: DatasetSpec, columns: readonly Column[]): DatasetSpec {
  const has = (names: readonly string[]) => names.some((name) => columns.some((column) => column.name === name))
  const left = (all: FieldSpec['inputs']) => all.map((names) => (has(names) ? names : []))
  const fields = spec.fields.map((field) =>
    canLack(spec, field.name) ? { ...field, inputs: left(field.inputs), companions: left(field.companions) } : field,
  )
  return { ...spec, fields }
}

function canLack({ fields, table, version }: DatasetSpec, use: string): boolean {
  return fields.find(({ name }) => name === use)?.optional === true && !table.key.includes(use) && version !== use
}
