import { specDigest } from '../catalog/spec-digest.ts'
import { defineErrors } from '../core/errors.ts'
import type { DatasetSpec } from '../core/spec.ts'
import { storePlan, type StoredPlan } from '../databases/plans.ts'
import { requireResubmission, resubmissionOf, resubmissionSplit } from '../databases/resubmissions.ts'
import type { Engine } from './engine.ts'
import { splitCompiler } from './land.ts'
import { resubmittedSpec } from './open-resubmission.ts'

const errors = defineErrors({
  RESUBMISSION_BLOCKED: {
    recovery: 'abort',
    message: { zh: '{asset} 有未完成的计划 {plan}，更正没有提交', en: '{asset} has the unfinished plan {plan}, nothing was resubmitted' },
    remedy: {
      zh: '先让它完成（guiji run {asset}）或答复它（guiji approve|reject {plan} --reason …），再提交一次',
      en: 'let it end first (guiji run {asset}) or answer it (guiji approve|reject {plan} --reason …), then submit again',
    },
  },
})

interface Request {
  readonly asset: string
  readonly generation: number
  readonly resubmission: number
}

/**
 * A plan whose rows come from quarantine instead of the source: a split for each part. The asset's cursor is not moved,
 * nothing is absent for not being in it, and limits that watch over a source do not apply; a table that each source
 * replaces is merged into. Throws RESUBMISSION_BLOCKED, RESUBMISSION_UNKNOWN, RESUBMISSION_OVERTAKEN, COLUMN_MISSING.
 */
export async function planResubmission(
  engine: Engine,
  { asset, generation, resubmission }: Request,
  spec: DatasetSpec,
  open: StoredPlan | null,
): Promise<{ readonly stored: StoredPlan; readonly resumed: boolean }> {
  if (open !== null) {
    if (resubmissionOf(open.splits[0]?.split ?? null)?.id === resubmission) return { stored: open, resumed: true }
    throw errors('RESUBMISSION_BLOCKED', { asset, plan: open.plan })
  }
  const { parts } = await requireResubmission(engine.database, resubmission)
  for (const { columns } of parts) await splitCompiler(engine, resubmittedSpec(spec, columns), 0, columns)
  const plan = {
    ...{ available: [], until: null, complete: false, rows: parts.reduce((sum, { rows }) => sum + rows, 0) },
    splits: parts.map(({ columns, rows }, part) => ({
      ...{ id: `resubmission-${resubmission}-${part}`, columns, rows },
      split: resubmissionSplit(resubmission, part),
    })),
  }
  const limits = { quarantinedRows: null, quarantinedShare: null, removedRows: null, removedShare: null }
  const write = spec.write === 'replace' ? 'merge' : spec.write
  const stored = await storePlan(engine.database, {
    ...{ asset, generation, plan, mode: spec.mode, specDigest: specDigest(spec) },
    spec: { ...spec, limits, write },
  })
  return { stored, resumed: false }
}
