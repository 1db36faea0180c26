import type { Activities, Answer, Counts, PlanSummary, RunSummary, Verdict } from '../core/activities.ts'
import { noCounts } from '../core/activities.ts'
import { defineErrors, GuijiError } from '../core/errors.ts'
import { mapLimited } from '../core/map-limited.ts'
import type { Host, Procedure } from '../core/procedure.ts'
import type { Reason } from '../core/values.ts'
import { runAsset, type AssetInput, type AssetResult, type RunContext } from './run-asset.ts'

const errors = defineErrors({
  RUN_REJECTED: {
    recovery: 'abort',
    message: { zh: '{plan} 已被否决并放弃：{reason}', en: '{plan} was rejected and abandoned: {reason}' },
    remedy: {
      zh: '与提供部门改正数据后重新运行；已发布的数据没有变化',
      en: 'have the agency correct its data, then run again; what was published has not changed',
    },
  },
})

/** Splits of one plan that are read at once. */
const splitsAtOnce = 2

/** Pull, cleanse, land, check, publish: one dataset into its replica. */
export const ingestDataset: Procedure<Activities, AssetInput, RunSummary> = (host, input) =>
  runAsset(host, 'dataset', input, async (run) => {
    run.at('plan')
    const { asset, resubmission } = input
    const plan = await host.activities.plan({
      asset,
      generation: run.begun.generation,
      ...(resubmission === undefined ? {} : { resubmission }),
    })
    return landAndPublish(host, run, plan)
  })

/** From a stored plan to its publication; datasets and services alike. */
export async function landAndPublish(host: Host<Activities>, run: RunContext, plan: PlanSummary): Promise<AssetResult> {
  const note = noteOf(plan)
  if (plan.empty !== null) return { outcome: 'unchanged', counts: noCounts, plan: null, note }
  if (plan.asks !== null) await settle(host, run, plan.plan, `asks:${plan.asks.code}`, [plan.asks])
  let counts = await landOnce(host, run, plan)
  // every split has begun anew then, and what was in the way is left out: it does not come again
  while (counts === null) counts = await landOnce(host, run, plan)
  const untold = await acknowledge(host, run, plan.plan)
  return { outcome: 'published', counts, plan: plan.plan, note: [note, untold].filter((part) => part !== null).join('; ') || null }
}

/** Null where what had landed was no longer true when it was checked or published. */
async function landOnce(host: Host<Activities>, run: RunContext, { plan, splits }: PlanSummary): Promise<Counts | null> {
  const { generation } = run.begun
  run.at('land', plan)
  await mapLimited(splits, splitsAtOnce, (split) => host.activities.land({ plan, split: split.id, generation }))
  try {
    run.at('check')
    const verdict: Verdict = await host.activities.check({ plan, generation })
    if (verdict.questions.length > 0) await settle(host, run, plan, verdict.ledgerDigest, verdict.questions)
    run.at('publish')
    return await host.activities.publish({ plan, generation, ledgerDigest: verdict.ledgerDigest })
  } catch (error) {
    if (error instanceof GuijiError && error.code === 'LANDING_STALE') return null
    throw error
  }
}

/** What is published stays so whether or not its source hears of it; the next publication tells it too. */
async function acknowledge(host: Host<Activities>, { begun }: RunContext, plan: string): Promise<string | null> {
  if (begun.kind !== 'dataset') return null
  try {
    await host.activities.acknowledge({ plan })
    return null
  } catch (error) {
    return `acknowledge: ${error instanceof GuijiError ? error.code : 'UNEXPECTED'}`
  }
}

/** Waits until a person has answered for exactly this ledger; throws RUN_REJECTED when the answer is no. */
async function settle(
  host: Host<Activities>,
  run: RunContext,
  plan: string,
  ledgerDigest: string,
  questions: readonly Reason[],
): Promise<void> {
  let answer = await host.activities.answer({ plan, ledgerDigest, given: null })
  if (answer === null) {
    run.at('waiting', plan)
    host.report(
      [
        `\`${plan}\` · 等待人工 waiting for a person`,
        '',
        ...questions.map(
          (q) => `- ${q.code}${q.field === undefined ? '' : ` ${q.field}`}${q.suggestion === undefined ? '' : `: ${q.suggestion}`}`,
        ),
        '',
        `\`guiji approve ${plan} --reason …\` / \`guiji reject ${plan} --reason …\``,
      ].join('\n'),
    )
    const given = await host.ask<{ approve: boolean; by: string; reason: string }>({ id: plan, kind: 'approval' })
    answer = await host.activities.answer({ plan, ledgerDigest, given: given as Answer })
  }
  if (answer?.approve === true) return
  const reason = answer?.reason ?? ''
  await host.activities.abandon({ plan, generation: run.begun.generation, reason })
  throw errors('RUN_REJECTED', { plan, reason })
}

function noteOf(plan: PlanSummary): string | null {
  const left = plan.left.map(({ at, reason }) => `${at}: ${reason.code}`)
  const parts = [...(plan.empty === null ? [] : [plan.empty]), ...left]
  return parts.length === 0 ? null : parts.join('; ')
}
