import { defineErrors } from '../core/errors.ts'
import type { Database } from './database.ts'
import type { StoredPlan } from './plans.ts'
import type { Session } from './session.ts'

const errors = defineErrors({
  LEDGER_BROKEN: {
    recovery: 'abort',
    message: {
      zh: '计划 {plan} 的台账不衔接：分片 {split} 批次 {batch}，{found}',
      en: 'the ledger of plan {plan} does not join: split {split}, batch {batch}, {found}',
    },
    remedy: {
      zh: '放弃该计划后重新运行；若再次出现，连接器给出的位点或行数有误，请连同此错误报告',
      en: 'abandon the plan and run again; if it comes back, the connector gives wrong positions or counts: report it with this error',
    },
  },
  SPLITS_UNFINISHED: {
    recovery: 'retry',
    message: { zh: '计划 {plan} 还有 {count} 个分片未读完', en: '{count} splits of plan {plan} are unfinished' },
    remedy: { zh: '重新运行该资产，会从各分片的位点继续', en: 'run the asset again, it goes on from the position of each split' },
  },
})

export interface LandedCounts {
  readonly read: number
  readonly filtered: number
  readonly quarantined: number
  readonly landed: number
}
export interface Ledger extends LandedCounts {
  readonly batches: number
  /** Of every line in order: an approval that names it speaks of exactly these rows. */
  readonly digest: string
}

/**
 * Holds a plan's ledger lines against each other: every split done, batches counted through, each beginning where the
 * one before ended, in positions and in ordinals. Throws SPLITS_UNFINISHED, LEDGER_BROKEN.
 */
export async function verifyLedger(session: Session, { plan }: Pick<StoredPlan, 'plan'>): Promise<Ledger> {
  const unfinished = await session.query('select 1 from guiji.split where plan = $1 and not done', [plan])
  if (unfinished.count > 0) throw errors('SPLITS_UNFINISHED', { plan, count: unfinished.count })
  const broken = await session.query<{ no: number; batch: number; found: string }>(joints, [plan])
  const [first] = broken.rows
  if (first !== undefined) throw errors('LEDGER_BROKEN', { plan, split: first.no, batch: first.batch, found: first.found })
  return sumLedger(session, plan)
}

/** What the lines of a plan come to: an approval and a certificate name their digest. */
export const ledgerSums = `count(*) as batches, coalesce(sum(read), 0)::bigint as read, coalesce(sum(filtered), 0)::bigint as filtered,
  coalesce(sum(quarantined), 0)::bigint as quarantined, coalesce(sum(landed), 0)::bigint as landed,
  encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', split, batch, digest, to_position::text, to_ordinal, read, filtered, quarantined, landed),
    E'\\n' order by split, batch), ''), 'UTF8')), 'hex') as digest`

/** The ledger's sums and digest as they stand, finished or not. */
export async function sumLedger(session: Session, plan: string): Promise<Ledger> {
  const { rows } = await session.query<Ledger & { [column: string]: unknown }>(`select ${ledgerSums} from guiji.ledger where plan = $1`, [
    plan,
  ])
  const [sums] = rows
  if (sums === undefined) throw new Error('no sums')
  return sums
}

/** What a split has come to, for progress. */
export async function splitProgress(db: Database, plan: string, split: string): Promise<LandedCounts & { readonly batches: number }> {
  const { rows } = await db.query<LandedCounts & { batches: number; [column: string]: unknown }>(
    `select count(l.batch) as batches, coalesce(sum(l.read), 0)::bigint as read, coalesce(sum(l.filtered), 0)::bigint as filtered,
       coalesce(sum(l.quarantined), 0)::bigint as quarantined, coalesce(sum(l.landed), 0)::bigint as landed
     from guiji.split s left join guiji.ledger l on l.plan = s.plan and l.split = s.no where s.plan = $1 and s.id = $2`,
    [plan, split],
  )
  return rows[0] ?? { batches: 0, read: 0, filtered: 0, quarantined: 0, landed: 0 }
}

const joints = `
  with line as (
    select split, batch, from_position::text as from_position, to_position::text as to_position, from_ordinal, to_ordinal, read,
      filtered + quarantined + landed as accounted,
      lag(batch, 1, 0) over w as batch_before, lag(to_position::text) over w as position_before, lag(to_ordinal, 1, 0::bigint) over w as ordinal_before
    from guiji.ledger where plan = $1 window w as (partition by split order by batch)
  )
  select split as no, batch, case
      when batch <> batch_before + 1 then 'a batch is missing before it'
      when from_position is distinct from position_before then 'it begins at another position than the batch before ended'
      when from_ordinal <> ordinal_before then 'it begins at another row than the batch before ended'
      when to_ordinal - from_ordinal <> read then 'its rows and its ordinals differ in number'
      else 'read is not filtered + quarantined + landed' end as found
  from line
  where batch <> batch_before + 1 or from_position is distinct from position_before or from_ordinal <> ordinal_before
    or to_ordinal - from_ordinal <> read or read <> accounted
  union all
  select s.no, s.batch, 'the split ends elsewhere' from guiji.split s
  left join guiji.ledger l on l.plan = s.plan and l.split = s.no and l.batch = s.batch
  where s.plan = $1 and (l.plan is null or l.to_position::text is distinct from s.position::text or l.to_ordinal <> s.next_ordinal
    or exists (select from guiji.ledger later where later.plan = s.plan and later.split = s.no and later.batch > s.batch))
  order by 1, 2 limit 1`
