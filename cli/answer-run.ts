import { userInfo } from 'node:os'
import type { Answer } from '../core/activities.ts'
import { defineErrors } from '../core/errors.ts'
import type { Text } from '../core/values.ts'
import type { Database } from '../databases/database.ts'
import type { Project } from '../project/open-project.ts'
import { abandonUnfinished } from './abandon-plan.ts'
import { exitCodes } from './exit-codes.ts'
import type { Frame } from './frame.ts'
import { openControl, openProjectFor, using } from './open.ts'
import { requireKnownAsset } from './require-known-asset.ts'
import { connectTo, temporalPlace } from './temporal.ts'

const errors = defineErrors({
  USAGE_REASON_MISSING: {
    recovery: 'abort',
    message: { zh: '没有写理由', en: 'no reason is given' },
    remedy: { zh: '加上 --reason "…"；理由会写进发布凭证。', en: 'Add --reason "…"; it becomes part of the certificate.' },
  },
  NOTHING_WAITS: {
    recovery: 'abort',
    message: { zh: '{found} 没有等待答复的问题', en: '{found} has no question that waits' },
    remedy: {
      zh: '用 guiji status 查看哪些运行在等待，写它的计划或资产的编号。',
      en: 'See with guiji status what waits, and name its plan or asset.',
    },
  },
})
const messages = {
  approved: { zh: '已批准 {plan}。', en: 'Approved {plan}.' },
  rejected: { zh: '已驳回 {plan}。', en: 'Rejected {plan}.' },
  abandoned: {
    zh: '{plan} 无人等待，已放弃；下次运行会重新计划：guiji run {asset}',
    en: 'Nothing waited: the unfinished {plan} is given up; the next run plans anew: guiji run {asset}',
  },
  goesOn: { zh: 'Temporal 上的运行随即继续。', en: 'The run on Temporal goes on at once.' },
  runAgain: { zh: '下次运行会按此办理：guiji run {asset}', en: 'The next run acts on it: guiji run {asset}' },
} as const satisfies { readonly [name: string]: Text }

export const answerArguments = {
  run: { help: { zh: '等待中的计划、资产或运行的编号', en: 'the plan, asset or run that waits' } },
} as const
export const answerOptions = {
  reason: { kind: 'text', value: 'text', help: { zh: '理由，必填', en: 'the reason, required' } },
  by: { kind: 'text', value: 'name', help: { zh: '答复人；默认为系统用户名', en: "who answers; by default the system's user" } },
} as const

/**
 * Gives a person's answer to what waits: to the workflow if one is open, else to the control tables for the next run. A no
 * where nothing waits gives up the asset's unfinished plan. Throws NOTHING_WAITS, ASSET_UNKNOWN, ASSET_BUSY.
 */
export async function answerRun(
  frame: Frame,
  approve: boolean,
  { run, reason, by }: { readonly run: string; readonly reason: string | undefined; readonly by: string | undefined },
): Promise<number> {
  const answer: Answer = { approve, by: by ?? userInfo().username, reason: requireReason(reason) }
  const project = await openProjectFor(frame)
  const { plan, asset, delivered } = await using(openControl(project), async (database) => {
    const asset = (run.split('/')[1] ?? run).replace(/@\d+$/, '')
    const question = await findQuestion(database, run, asset)
    if (question !== null) return { ...question, delivered: await deliver(project, database, question, answer) }
    const abandoned = approve ? null : await abandonUnfinished(project, database, asset, `${answer.by}: ${answer.reason}`)
    if (abandoned === null) {
      await requireKnownAsset(project, asset)
      throw errors('NOTHING_WAITS', { found: run })
    }
    return { plan: abandoned, asset, delivered: 'abandoned' as const }
  })
  if (delivered === 'abandoned') {
    frame.say(messages.abandoned, { plan, asset })
    frame.result({ plan, asset, ...answer, delivered })
    return exitCodes.ok
  }
  frame.say(approve ? messages.approved : messages.rejected, { plan })
  frame.say(delivered === 'workflow' ? messages.goesOn : messages.runAgain, { asset })
  frame.result({ plan, asset, ...answer, delivered })
  return exitCodes.ok
}

/** Throws USAGE_REASON_MISSING. */
export function requireReason(reason: string | undefined): string {
  if (reason === undefined || reason.trim() === '') throw errors('USAGE_REASON_MISSING')
  return reason
}

interface Question {
  readonly plan: string
  readonly asset: string
  readonly ledgerDigest: string
}

/** By plan (`police.x@3`), asset, or workflow id (`ingest/police.x/2026-11-24`). */
async function findQuestion(database: Database, named: string, asset: string): Promise<Question | null> {
  const [{ listWaiting, readAnswer }, { openPlanOf }] = await Promise.all([
    import('../databases/answers.ts'),
    import('../databases/plans.ts'),
  ])
  const waiting = (await listWaiting(database)).find((one) => one.plan === named || one.asset === asset)
  if (waiting !== undefined) return waiting
  const open = await openPlanOf(database, asset)
  // Asked before anything was read: there is no ledger yet, so the question itself stands in for its digest.
  if (open === null || open.asks === null) return null
  const ledgerDigest = `asks:${open.asks.code}`
  // once answered it is no question any more: a no then gives the plan up
  return (await readAnswer(database, open.plan, ledgerDigest)) === null ? { plan: open.plan, asset, ledgerDigest } : null
}

async function deliver(project: Project, database: Database, question: Question, answer: Answer): Promise<'workflow' | 'database'> {
  const [{ readLease }, { recordAnswer }] = await Promise.all([import('../databases/leases.ts'), import('../databases/answers.ts')])
  const { holder } = await readLease(database, question.asset)
  if (holder?.kind === 'temporal') {
    const temporal = await connectTo(await temporalPlace(project))
    try {
      const handle = temporal.client.workflow.getHandle(holder.workflowId, holder.runId)
      await handle.executeUpdate('answer', { args: [{ id: question.plan, ...answer }] })
      return 'workflow'
    } catch (error) {
      // The workflow has ended meanwhile; the next run finds the answer in the control tables.
      if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error
    } finally {
      await temporal.close()
    }
  }
  await recordAnswer(database, question.plan, question.ledgerDigest, answer)
  return 'database'
}
