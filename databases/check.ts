import type { Verdict } from '../core/activities.ts'
import { defineErrors } from '../core/errors.ts'
import type { Reason } from '../core/values.ts'
import { findGone } from './absence.ts'
import type { Database } from './database.ts'
import { failpoint } from './failpoints.ts'
import { guarded, lockLease } from './lease-row.ts'
import { verifyLedger, type Ledger } from './ledger.ts'
import { requireOpen, requirePlan } from './plans.ts'
import { asPublishable, type Publishable } from './publishable.ts'
import { orLandAnew } from './begin-anew.ts'
import type { Session } from './session.ts'
import { requireStanding } from './standing.ts'

/** Questions to a person, never thrown: the run waits for the answer. */
defineErrors({
  QUARANTINE_LIMIT: {
    recovery: 'reject',
    message: { zh: '隔离的行超过上限', en: 'more rows are quarantined than the limit allows' },
    remedy: {
      zh: '用 guiji quarantine list 查看原因；可以接受就 guiji approve，否则 guiji reject 后请部门改正数据',
      en: 'see the reasons with guiji quarantine list; guiji approve when acceptable, else guiji reject and have the agency correct its data',
    },
  },
  REMOVED_LIMIT: {
    recovery: 'reject',
    message: { zh: '因来源中已不存在而将移除的行超过上限', en: 'more rows would be removed for absence than the limit allows' },
    remedy: {
      zh: '向部门核实来源是否完整；属实就 guiji approve，否则 guiji reject',
      en: 'ask the agency whether its source is whole; guiji approve when it is, else guiji reject',
    },
  },
  ROW_COUNT_DIFFERS: {
    recovery: 'reject',
    message: { zh: '读到的行数与来源自己的计数不同', en: 'the number of rows read differs from the count of the source' },
    remedy: {
      zh: '向部门核实；guiji approve 则发布读到的行（不移除任何行），guiji reject 则放弃该计划',
      en: 'ask the agency; guiji approve publishes the rows read (and removes none), guiji reject abandons the plan',
    },
  },
})

export interface CheckRequest {
  readonly plan: string
  readonly generation: number
}

const timeoutMs = 30 * 60_000

/**
 * Judges what a plan has landed and stores the verdict: publishing needs it, and an approval when it asks questions.
 * Throws LEASE_LOST, PLAN_ENDED, SPLITS_UNFINISHED, LEDGER_BROKEN.
 */
export async function checkPlan(db: Database, { plan: id, generation }: CheckRequest): Promise<Verdict> {
  const asset = id.slice(0, id.lastIndexOf('@'))
  const check = () =>
    guarded(db, { asset, generation, plan: id }, 'check', (session) =>
      session.transaction({ operation: 'check', timeoutMs }, async () => {
        await lockLease(session, { asset, generation }, 'share')
        await requireOpen(session, id)
        const publishable = asPublishable(await requirePlan(session, id))
        await session.query(`set local work_mem = '256MB'`)
        const ledger = await verifyLedger(session, publishable)
        const questions = [...judgeRead(publishable, ledger), ...(await judgeRemoved(session, publishable, ledger))]
        const { digest: ledgerDigest, read, filtered, quarantined, landed } = ledger
        const counts = { read, filtered, quarantined, landed }
        await session.query(
          `insert into guiji.verdict (plan, ledger_digest, questions, counts) values ($1, $2, $3, $4)
         on conflict (plan) do update set ledger_digest = $2, questions = $3, counts = $4, at = now()`,
          [id, ledgerDigest, JSON.stringify(questions), JSON.stringify(counts)],
        )
        await failpoint('check.before-commit')
        return { questions, ledgerDigest, counts }
      }),
    )
  const verdict = await orLandAnew(db, { plan: id, generation }, check)
  // a person takes longer than a transaction may stay open
  if (verdict.questions.length > 0) await db.advances.get(id)?.giveUp()
  return verdict
}

function judgeRead({ limits, expectedRows }: Publishable, { read, quarantined }: Ledger): Reason[] {
  const questions: Reason[] = []
  if (exceeds(quarantined, read, limits.quarantinedRows, limits.quarantinedShare)) {
    questions.push({ code: 'QUARANTINE_LIMIT', suggestion: `${quarantined}/${read}` })
  }
  if (expectedRows !== null && expectedRows !== read) questions.push({ code: 'ROW_COUNT_DIFFERS', suggestion: `${read}/${expectedRows}` })
  return questions
}

async function judgeRemoved(session: Session, publishable: Publishable, { read }: Ledger): Promise<Reason[]> {
  const { limits, target, removesAbsent } = publishable
  if (!removesAbsent || (limits.removedRows === null && limits.removedShare === null)) return []
  const { rows } = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [target])
  if (rows[0]?.exists !== true) return []
  const standing = await requireStanding(session, publishable)
  const removed = await findGone(session, { ...publishable, standing }, read)
  if (removed === 0) return []
  const all = await session.query<{ count: number }>(`select count(*) as count from ${target}`)
  const count = all.rows[0]?.count ?? 0
  return exceeds(removed, count, limits.removedRows, limits.removedShare)
    ? [{ code: 'REMOVED_LIMIT', suggestion: `${removed}/${count}` }]
    : []
}

function exceeds(part: number, whole: number, rows: number | null, share: number | null): boolean {
  return (rows !== null && part > rows) || (share !== null && part > whole * share)
}
