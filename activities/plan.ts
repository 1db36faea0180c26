import type { Activities, PlanSummary } from '../core/activities.ts'
import { specDigest } from '../catalog/spec-digest.ts'
import type { Plan } from '../core/connector.ts'
import { shanghaiDate } from '../core/cadence.ts'
import { fieldsOf } from '../core/expression.ts'
import type { DatasetSpec, ServiceSpec } from '../core/spec.ts'
import type { Json } from '../core/values.ts'
import { libraryMarks } from '../databases/library-marks.ts'
import { cursorOf, openPlanOf, storePlan, type StoredPlan } from '../databases/plans.ts'
import type { ActivityContext } from './context.ts'
import type { Engine } from './engine.ts'
import { driftNotes, judgeDrift, withoutDropped } from './judge-drift.ts'
import { splitCompiler } from './land.ts'
import { openSource } from './open-source.ts'
import { planResubmission } from './plan-resubmission.ts'

type Input = Parameters<Activities['plan']>[0]
type Bounds = Plan<Json, Json>

/** Plans a dataset's corrected rows where a resubmission is named. Otherwise an unfinished plan goes on with its own bounds; else what is there now becomes a new one, stored before anything is read. */
export function createPlan(engine: Engine): (input: Input, context: ActivityContext) => Promise<PlanSummary> {
  return async ({ asset, generation, resubmission }, context) => {
    const open = await openPlanOf(engine.database, asset)
    if (open !== null && resubmission === undefined) return summarise(open, true, driftNotes(open.drift))
    const { spec } = await engine.asset(asset)
    if (resubmission !== undefined && spec.kind === 'dataset') {
      const { stored, resumed } = await planResubmission(engine, { asset, generation, resubmission }, spec, open)
      return summarise(stored, resumed, [])
    }
    if (spec.kind === 'library') throw new Error(`${asset} is a library: it has no plan`)
    const mode = spec.kind === 'dataset' ? spec.mode : 'snapshot'
    const found = spec.kind === 'dataset' ? await planDataset(engine, spec, generation, context) : await planService(engine, spec)
    const left = found.left ?? []
    if (found.empty !== undefined) return { plan: '', splits: [], resumed: false, empty: found.empty, asks: null, left }
    const { plan, drift } = spec.kind === 'dataset' ? await judgeDrift(engine.database, spec, found) : { plan: found, drift: null }
    if (spec.kind === 'dataset' && drift?.quarantines !== true) await requireColumns(engine, spec, plan, drift?.dropped ?? [])
    const stored = await storePlan(engine.database, { asset, generation, spec, specDigest: specDigest(spec), plan, mode, drift })
    return summarise(stored, false, [...left, ...driftNotes(stored.drift)])
  }
}

function summarise(stored: StoredPlan, resumed: boolean, left: PlanSummary['left']): PlanSummary {
  const splits = stored.splits.map(({ id, rows }) => ({ id, rows }))
  return { plan: stored.plan, splits, resumed, empty: null, asks: stored.asks, left }
}

async function planDataset(engine: Engine, spec: DatasetSpec, generation: number, context: ActivityContext): Promise<Bounds> {
  const after = await cursorOf(engine.database, spec.asset)
  const session = await openSource(engine, spec.connection)
  try {
    const { asset, source, mode, parallel } = spec
    return await session.plan(
      { plan: `${asset}@${generation}`, source, columns: sourceColumns(spec), mode, after, parallel },
      context.signal,
    )
  } finally {
    await session.close()
  }
}

/** Told before the plan is stored: an open plan keeps its columns and its fields, so neither could be put right any more. */
async function requireColumns(engine: Engine, spec: DatasetSpec, { splits }: Bounds, dropped: readonly string[]): Promise<void> {
  const different = new Map(splits.map(({ columns }) => [JSON.stringify(columns), columns]))
  for (const columns of different.values()) await splitCompiler(engine, withoutDropped(spec, columns, dropped), 0, columns)
}

/** Source columns that something names; the others are not even asked for (Article 26). */
export function sourceColumns(spec: DatasetSpec): readonly string[] {
  const named = spec.fields.flatMap(({ inputs, companions }) => [...inputs, ...companions].flat())
  return [...new Set([...named, ...(spec.deletes?.item ?? []), ...(spec.where === null ? [] : fieldsOf(spec.where))])]
}

/** A service is made again when a library it reads has changed, its file has, or it depends on the day and that is another. */
async function planService(engine: Engine, spec: ServiceSpec): Promise<Bounds> {
  const today = shanghaiDate(engine.now())
  const until: Json = {
    libraries: await libraryMarks(engine.database, spec.inputs),
    spec: specDigest(spec),
    today: spec.sql.includes(':today') ? today : null,
  }
  const after = await cursorOf(engine.database, spec.asset)
  const common = { available: [], until, complete: true }
  if (JSON.stringify(after) === JSON.stringify(until)) return { ...common, splits: [], empty: 'unchanged' }
  return { ...common, splits: [{ id: 'query', columns: [], split: { today } }] }
}
