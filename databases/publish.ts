import type { Answer, Counts } from '../core/activities.ts'
import { defineErrors, GuijiError } from '../core/errors.ts'
import type { Json, Reason } from '../core/values.ts'
import { readCertificate, storeCertificate, type StoredCertificate } from './certificate.ts'
import { closeQuarantine } from './close-quarantine.ts'
import type { Database } from './database.ts'
import { settings } from './duplicates.ts'
import { failpoint } from './failpoints.ts'
import { guarded, lockLease } from './lease-row.ts'
import { completeLandingTable, countLanded, landingTables, type Landed } from './landing-table.ts'
import { createLineageView } from './lineage-view.ts'
import { verifyLedger, type LandedCounts } from './ledger.ts'
import { unpark } from './parked.ts'
import { requireOpen, requirePlan, type StoredPlan } from './plans.ts'
import { publishAppend } from './publish-append.ts'
import { publishDifferences, type Arrived as Differing } from './publish-differences.ts'
import { publishFirst, publishMade, type Applied } from './publish-first.ts'
import { asPublishable, type Publishable } from './publishable.ts'
import { isPublished } from './published-table.ts'
import type { Session } from './session.ts'
import { orLandAnew } from './begin-anew.ts'
import { requireStanding } from './standing.ts'
import { acceptPublished } from './source-columns.ts'

const errors = defineErrors({
  LEDGER_CHANGED: {
    recovery: 'abort',
    message: { zh: '计划 {plan} 的台账与检核时不同', en: 'the ledger of plan {plan} differs from the one that was checked' },
    remedy: {
      zh: '重新运行该资产：会重新检核，需要时重新请人确认',
      en: 'run the asset again: it is checked anew, and a person is asked anew where needed',
    },
  },
  NOT_APPROVED: {
    recovery: 'abort',
    message: { zh: '计划 {plan} 需要人工确认（{questions}）', en: 'plan {plan} needs a person to approve it ({questions})' },
    remedy: { zh: '用 guiji approve 或 guiji reject 答复', en: 'answer with guiji approve or guiji reject' },
  },
  REPLACE_INCOMPLETE: {
    recovery: 'abort',
    message: {
      zh: '计划 {plan} 的来源不能证明是全部行（读到 {read}，来源计数 {rows}），不能整体替换',
      en: 'the source of plan {plan} is not proven to be whole (read {read}, its own count {rows}), it cannot replace the table',
    },
    remedy: {
      zh: '已发布的数据没有变化：用 guiji reject 放弃该计划，请部门提供完整的来源后重新运行',
      en: 'what was published has not changed: give the plan up with guiji reject, have the agency provide the whole and run again',
    },
  },
  UNBALANCED: {
    recovery: 'abort',
    message: { zh: '{what} 不平衡：{sums}', en: '{what} does not balance: {sums}' },
    remedy: {
      zh: '没有任何数据变为可见；这是程序错误，请保留计划并报告此错误',
      en: 'nothing became visible; this is a fault of the program: keep the plan and report this error',
    },
  },
})

export interface PublishRequest {
  readonly plan: string
  readonly generation: number
  /** Of the check's verdict: what is published is what was judged. */
  readonly ledgerDigest: string
}

const timeoutMs = 2 * 60 * 60_000

/**
 * Makes a plan's rows the asset's rows, in one transaction; a plan that is published already gives its certificate.
 * The landing table is dropped after the commit. Throws LEASE_LOST, PLAN_ENDED, LEDGER_CHANGED, NOT_APPROVED,
 * LEDGER_BROKEN, UNBALANCED, TABLE_TAKEN, TABLE_MISSING, TABLE_DIFFERS.
 */
export async function publishPlan(db: Database, request: PublishRequest): Promise<StoredCertificate> {
  const certificate = (await publishAhead(db, request)) ?? (await orLandAnew(db, request, () => publishNow(db, request)))
  await failpoint('publish.before-drop')
  // What cannot be dropped now (somebody reads it) is swept later; the plan is published either way.
  await db.query(`drop table if exists ${landingTables(certificate.number)}`).catch(() => undefined)
  return certificate
}

/** Null where nothing was begun while the plan landed, or where it came to nothing, whatever the reason: then it did not happen. */
async function publishAhead(db: Database, request: PublishRequest): Promise<StoredCertificate | null> {
  const advance = db.advances.get(request.plan)
  if (advance === undefined) return null
  db.advances.delete(request.plan)
  try {
    return await advance.publish((session, made) => publishIn(db, session, request, made))
  } catch (error) {
    if (error instanceof GuijiError && error.code === 'DATABASE_COMMIT_UNKNOWN') throw error
    return null
  }
}

function publishNow(db: Database, request: PublishRequest): Promise<StoredCertificate> {
  const { plan, generation } = request
  return guarded(db, { asset: assetOf(plan), generation, plan }, 'publish', async (session) => {
    await endAdvances(session, request)
    return session.transaction({ operation: 'publish', timeoutMs }, () => publishIn(db, session, request, null))
  })
}

/** Another process may have begun to publish while it landed the plan; what it has made stands in the way. */
async function endAdvances(session: Session, { plan, generation }: PublishRequest): Promise<void> {
  await session.query(
    `select pg_terminate_backend(s.pid, 5000) from guiji.session s join pg_stat_activity a on a.pid = s.pid and a.backend_start = s.start
     where s.plan = $1 and s.generation <= $2 and s.split is not null and s.pid <> pg_backend_pid()`,
    [plan, generation],
  )
}

function assetOf(plan: string): string {
  return plan.slice(0, plan.lastIndexOf('@'))
}

async function publishIn(db: Database, session: Session, request: PublishRequest, made: number | null): Promise<StoredCertificate> {
  const { plan: id, generation } = request
  await lockLease(session, { asset: assetOf(id), generation }, 'no key update')
  await failpoint('publish.locked')
  await session.query('select 1 from guiji.plan where plan = $1 for no key update', [id])
  const plan = await requirePlan(session, id)
  if (plan.state === 'published') return requireCertificate(session, id)
  await requireOpen(session, id)
  const certificate = await publish(db, session, plan, request, made)
  await failpoint('publish.before-commit')
  return certificate
}

async function publish(
  db: Database,
  session: Session,
  plan: StoredPlan,
  request: PublishRequest,
  made: number | null,
): Promise<StoredCertificate> {
  const stored = asPublishable(plan)
  // a table that this transaction has filled stands for the landing table
  const unproven = made === null ? stored : { ...stored, landing: stored.target }
  const approved = await requireVerdict(session, request)
  const ledger = await verifyLedger(session, plan)
  if (ledger.digest !== request.ledgerDigest) throw errors('LEDGER_CHANGED', { plan: plan.plan })
  await session.query(settings)
  requireWhole(unproven, ledger.read)
  const publishable = { ...unproven, standing: await requireStanding(session, unproven) }
  const stands = made === null && (await isPublished(session, publishable))
  if (made === null) {
    await completeLandingTable(session, plan.number)
    await unpark(session, plan)
  }
  const { previous, at } = await readMoment(session, plan.asset)
  const arrived = await countLanded(session, publishable.landing)
  const applied =
    made === null
      ? await apply(session, publishable, stands, { ...arrived, read: ledger.read, at })
      : await publishMade(session, publishable, requireMade(arrived, made))
  await createLineageView(session, publishable)
  const landed = arrived.landed + (publishable.standing?.count ?? 0)
  const counts = balance(publishable.plan, ledger, { landed, quarantined: await countQuarantined(session, publishable) }, applied)
  const { asset, number, specDigest, receivedAt, covers } = plan
  const certificate = await storeCertificate(session, {
    ...{ plan: plan.plan, number, asset, generation: request.generation, specDigest, ledgerDigest: ledger.digest },
    ...{ counts, batches: ledger.batches, expected: plan.rows, receivedAt, covers, approved, at, build: db.build, previous },
  })
  await session.query(
    `insert into guiji.asset (asset, cursor, published, certificate, spec_digest, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (asset) do update set cursor = coalesce(excluded.cursor, guiji.asset.cursor), published = excluded.published,
       certificate = excluded.certificate, spec_digest = excluded.spec_digest, at = excluded.at`,
    [asset, plan.until === null ? null : JSON.stringify(plan.until), number, certificate.hash, specDigest, at],
  )
  await closeQuarantine(session, plan, publishable, ledger.read)
  await acceptPublished(session, plan)
  await session.query(`update guiji.plan set state = 'published', ended_at = $2 where plan = $1`, [plan.plan, at])
  return certificate
}

/** The verdict on exactly this ledger, and the approval where it asks; gives who approved. */
async function requireVerdict(session: Session, { plan, ledgerDigest }: PublishRequest): Promise<Json> {
  const { rows } = await session.query<{ questions: readonly Reason[] }>(
    'select questions from guiji.verdict where plan = $1 and ledger_digest = $2',
    [plan, ledgerDigest],
  )
  const [verdict] = rows
  if (verdict === undefined) throw errors('LEDGER_CHANGED', { plan })
  if (verdict.questions.length === 0) return null
  const answers = await session.query<Answer & { [column: string]: unknown }>(
    'select approve, by, reason from guiji.answer where plan = $1 and ledger_digest = $2 and approve',
    [plan, ledgerDigest],
  )
  const [answer] = answers.rows
  const questions = verdict.questions.map(({ code }) => code).join(', ')
  if (answer === undefined) throw errors('NOT_APPROVED', { plan, questions })
  return { by: answer.by, reason: answer.reason, questions }
}

/** What is not proven to be the whole must not take the place of the table, whoever has approved it. Throws REPLACE_INCOMPLETE. */
function requireWhole({ plan, write, removesAbsent, expectedRows }: Publishable, read: number): void {
  if (write !== 'replace' || (removesAbsent && (expectedRows ?? read) === read)) return
  throw errors('REPLACE_INCOMPLETE', { plan, read, rows: expectedRows ?? '-' })
}

/**
 * The certificate before, and this publication's instant: later than the one before whatever the clock says, and to the
 * millisecond, as certificates write it, so that an asset's versions join.
 */
async function readMoment(session: Session, asset: string): Promise<{ readonly previous: string | null; readonly at: string }> {
  const { rows } = await session.query<{ previous: string | null; at: string }>(
    `select previous, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from (
       select a.certificate as previous, date_trunc('milliseconds', greatest(clock_timestamp(), a.at + interval '1 millisecond')) as at
       from (select 1) here left join guiji.asset a on a.asset = $1) moment`,
    [asset],
  )
  const [moment] = rows
  if (moment === undefined) throw new Error('no answer')
  return moment
}

interface Arrived {
  readonly landed: number
  readonly quarantined: number
}

async function countQuarantined(session: Session, { plan }: Publishable): Promise<number> {
  const { rows } = await session.query<{ count: number }>('select count(*) as count from guiji.quarantine where plan = $1', [plan])
  return rows[0]?.count ?? 0
}

function apply(session: Session, publishable: Publishable, stands: boolean, arrived: Differing): Promise<Applied> {
  if (!stands) return publishFirst(session, publishable, arrived.tombstones)
  return publishable.write === 'append' ? publishAppend(session, publishable) : publishDifferences(session, publishable, arrived)
}

/** What was taken ahead must be what stands there, and no row of it a deletion: such a plan is published in one go. */
function requireMade({ landed, tombstones }: Landed, made: number): number {
  if (made !== landed || tombstones > 0) throw new Error('the table that was made ahead is not the published one')
  return landed
}

/** Every term by its own count; a publication that does not balance is rolled back. Throws UNBALANCED. */
function balance(plan: string, ledger: LandedCounts, { landed, quarantined }: Arrived, applied: Applied): Counts {
  const { read, filtered } = ledger
  const { inserted, updated, unchanged, superseded, deleted, removed } = applied
  if (landed !== ledger.landed || quarantined !== ledger.quarantined) {
    throw errors('UNBALANCED', {
      what: plan,
      sums: `landed ${landed}, quarantined ${quarantined} ≠ the ledger's landed ${ledger.landed}, quarantined ${ledger.quarantined}`,
    })
  }
  const arrived = filtered + quarantined + landed
  const used = inserted + updated + unchanged + superseded + deleted
  if (read !== arrived)
    throw errors('UNBALANCED', { what: plan, sums: `read ${read} ≠ filtered ${filtered} + quarantined ${quarantined} + landed ${landed}` })
  if (landed !== used) {
    throw errors('UNBALANCED', {
      what: plan,
      sums: `landed ${landed} ≠ inserted ${inserted} + updated ${updated} + unchanged ${unchanged} + superseded ${superseded} + deleted ${deleted}`,
    })
  }
  return { read, filtered, quarantined, landed, inserted, updated, unchanged, superseded, deleted, removed }
}

async function requireCertificate(session: Session, plan: string): Promise<StoredCertificate> {
  const certificate = await readCertificate(session, plan)
  if (certificate === null) throw new Error(`published plan ${plan} has no certificate`)
  return certificate
}
