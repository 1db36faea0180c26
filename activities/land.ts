import type { Activities, SplitSummary } from '../core/activities.ts'
import { GuijiError } from '../core/errors.ts'
import type { DatasetSpec } from '../core/spec.ts'
import type { Column } from '../core/values.ts'
import { claimBroken, claimSplit } from '../databases/claim.ts'
import { landQuery } from '../databases/land-query.ts'
import { readPlan, type StoredPlan } from '../databases/plans.ts'
import { resubmissionOf } from '../databases/resubmissions.ts'
import { loadTransforms } from '../project/registries.ts'
import { compileRowValidator, type RowValidator } from '../schemas/row-validator.ts'
import { compileRows, type RowCompiler } from '../transforms/compile-rows.ts'
import type { Registry } from '../transforms/registry.ts'
import { describeRowColumns } from '../transforms/row-columns.ts'
import { compileContext } from './compile-context.ts'
import { compileDriftedRows } from './drifted-rows.ts'
import type { ActivityContext } from './context.ts'
import type { Engine } from './engine.ts'
import { gatherSplit } from './gather.ts'
import { openResubmission, resubmittedSpec } from './open-resubmission.ts'
import { openSource } from './open-source.ts'
import { withoutDropped } from './judge-drift.ts'

type Input = Parameters<Activities['land']>[0]

/** One split into the plan's landing table, from where the last committed batch ended. */
export function createLand(engine: Engine): (input: Input, context: ActivityContext) => Promise<SplitSummary> {
  return async ({ plan, split, generation }, context) => {
    const stored = await readPlan(engine.database, plan)
    if (stored.spec.kind === 'service') {
      const { today } = stored.splits[0]?.split as { today: string }
      const { read, landed, quarantined } = await landQuery(engine.database, { plan, generation, sql: stored.spec.sql, today })
      return { split, batches: 1, read, landed, quarantined }
    }
    const claim = await claimSplit(engine.database, { plan, split, generation })
    try {
      const none = { batches: 0, read: 0, landed: 0, quarantined: 0 }
      const part = claim.plan.splits[claim.splitNo]
      if (claim.done || part === undefined) return { split, ...none }
      const { spec } = stored
      const resubmission = resubmissionOf(part.split)
      const compiler =
        resubmission === null
          ? await planCompiler(engine, stored, spec, claim.splitNo, part.columns)
          : await splitCompiler(engine, resubmittedSpec(spec, part.columns), claim.splitNo, part.columns)
      const signal = AbortSignal.any([context.signal, claim.lost])
      const source =
        resubmission === null
          ? await openSource(engine, spec.connection)
          : openResubmission(engine.database, spec, resubmission, part.columns)
      try {
        return {
          split,
          ...(await gatherSplit(source, part.split, claim, compiler, {
            signal,
            heartbeat: (details) => {
              context.heartbeat(details)
            },
          })),
        }
      } catch (error) {
        throw claim.lost.aborted && !context.signal.aborted && !isRetried(error) ? claimBroken(split) : error
      } finally {
        await source.close()
      }
    } finally {
      await claim.close()
    }
  }
}

function isRetried(error: unknown): boolean {
  return error instanceof GuijiError && error.recovery === 'retry'
}

function planCompiler(engine: Engine, { drift }: StoredPlan, spec: DatasetSpec, no: number, columns: readonly Column[]) {
  if (drift?.quarantines === true) return compileDriftedRows(spec, columns, drift.differences)
  return splitCompiler(engine, withoutDropped(spec, columns, drift?.dropped ?? []), no, columns)
}

/** One split's rows by the dataset's fields. Throws COLUMN_MISSING, and what else of the fields does not go with the columns. */
export async function splitCompiler(engine: Engine, spec: DatasetSpec, no: number, columns: readonly Column[]): Promise<RowCompiler> {
  const registry = await loadTransforms(engine.project.registries, spec.fields)
  const context = compileContext({ env: engine.project.env, now: () => engine.now(), lists: spec.lists })
  return compileRows(spec, no, columns, registry, context, rowValidator(spec, registry))
}

/** The guard before landing: clean rows against their columns' schemas. */
export function rowValidator(spec: DatasetSpec, registry: Registry): RowValidator {
  return compileRowValidator(describeRowColumns(spec, registry))
}
