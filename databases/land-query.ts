import { createHash } from 'node:crypto'
import { defineErrors } from '../core/errors.ts'
import type { ServiceSpec } from '../core/spec.ts'
import type { Database } from './database.ts'
import { failpoint } from './failpoints.ts'
import { landingTable } from './landing-table.ts'
import { guarded, lockLease } from './lease-row.ts'
import { sumLedger, type LandedCounts } from './ledger.ts'
import { readPlan, requireOpen } from './plans.ts'
import type { Session } from './session.ts'
import { isRowRefusal, sqlState } from './wrap-error.ts'
import { columnNames, list } from './_sql.ts'

const errors = defineErrors({
  SERVICE_ROW_REFUSED: {
    recovery: 'abort',
    message: {
      zh: '服务 {asset} 的结果有一行不符合它的字段（SQLSTATE {sqlstate} {column}）',
      en: 'a row of the result of service {asset} does not fit its fields (SQLSTATE {sqlstate} {column})',
    },
    remedy: {
      zh: '检查服务的 sql：主键与必填字段不能为空，值要符合字段类型',
      en: 'check the sql of the service: keys and required fields need values, and values must fit their types',
    },
  },
  SERVICE_KEY_REPEATED: {
    recovery: 'abort',
    message: { zh: '服务 {asset} 的结果中有 {count} 个主键重复', en: '{count} keys are repeated in the result of service {asset}' },
    remedy: { zh: '改写服务的 sql，使每个主键只有一行', en: 'rewrite the sql of the service so that each key has one row' },
  },
})

export interface QueryLanding {
  readonly plan: string
  readonly generation: number
  /** One select; `:today` stands for the date below. */
  readonly sql: string
  /** yyyy-MM-dd in Asia/Shanghai. */
  readonly today: string
}

const timeoutMs = 60 * 60_000

/**
 * Lands a service's result: one statement, so it sees one state of the libraries; one transaction, one ledger line. A
 * retried call finds it done. Throws LEASE_LOST, PLAN_ENDED, SERVICE_ROW_REFUSED, SERVICE_KEY_REPEATED.
 */
export async function landQuery(db: Database, { plan: id, generation, sql, today }: QueryLanding): Promise<LandedCounts> {
  const plan = await readPlan(db, id)
  const spec = plan.spec as ServiceSpec
  const landing = landingTable(plan.number)
  const names = columnNames(spec.table)
  return guarded(db, { asset: plan.asset, generation, plan: id }, 'land', (session) =>
    session.transaction({ operation: 'land', timeoutMs }, async () => {
      await lockLease(session, { asset: plan.asset, generation }, 'share')
      await requireOpen(session, id)
      const split = await session.query<{ done: boolean }>(
        'update guiji.split set attempt = attempt + 1 where plan = $1 and no = 0 returning done',
        [id],
      )
      if (split.rows[0]?.done === true) return sumLedger(session, id)
      const landed = await insertResult(
        session,
        spec,
        `insert into ${landing} (_split, _ordinal, _deleted, ${list(names)})
         select 0, row_number() over () - 1, false, ${list(names, 'q')} from (${bindToday(sql)}\n) q where $1::date is not null`,
        today,
      )
      const repeated = await session.query(`select 1 from ${landing} group by ${list(spec.table.key)} having count(*) > 1`)
      if (repeated.count > 0) throw errors('SERVICE_KEY_REPEATED', { asset: spec.asset, count: repeated.count })
      await session.query(`update guiji.split set next_ordinal = $2, batch = 1, done = true where plan = $1 and no = 0`, [id, landed])
      await session.query(
        `insert into guiji.ledger (plan, split, batch, attempt, from_ordinal, to_ordinal, read, filtered, quarantined, landed, bytes, digest, fixes, warnings)
         select plan, no, 1, attempt, 0, $2, $2, 0, 0, $2, 0, $3, '{}', '{}' from guiji.split where plan = $1 and no = 0`,
        [id, landed, await digestOf(session, landing, spec.table.key)],
      )
      await failpoint('land.before-commit')
      return sumLedger(session, id)
    }),
  )
}

/** `:today` becomes the statement's one parameter; having one also keeps out a second statement after a semicolon. */
async function insertResult(session: Session, { asset }: ServiceSpec, statement: string, today: string): Promise<number> {
  try {
    return (await session.query(statement, [today])).count
  } catch (error) {
    if (!isRowRefusal(error)) throw error
    const { column } = error as { readonly column?: string }
    throw errors('SERVICE_ROW_REFUSED', { asset, sqlstate: sqlState(error) ?? '', column: column ?? '' })
  }
}

/** `:today` outside of quotes and comments, and not part of a cast (`::today`). */
export function bindToday(sql: string): string {
  const statement = sql.trim().replace(/;$/, '')
  return statement.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(?<!:):today\b/g, (part) =>
    part === ':today' ? '$1::date' : part,
  )
}

/** Content, whatever the order in which rows came: the sum of the rows' hashes. */
async function digestOf(session: Session, landing: string, key: readonly string[]): Promise<string> {
  const { rows } = await session.query<{ text: string }>(
    `select count(*) || ':' || coalesce(sum(hashtextextended((to_jsonb(l) - '_split' - '_ordinal' - '_deleted')::text, 0)::numeric), 0) || ':' || $1 as text from ${landing} l`,
    [key.join(',')],
  )
  return createHash('sha256')
    .update(rows[0]?.text ?? '')
    .digest('hex')
}
