import { defineErrors } from '../core/errors.ts'
import { findGone } from './absence.ts'
import { isChange } from './changes.ts'
import { failpoint } from './failpoints.ts'
import { keepReplaced, prepareHistory } from './history.ts'
import { judgePlan } from './judge.ts'
import type { Landed } from './landing-table.ts'
import type { Applied } from './publish-first.ts'
import type { Publishable } from './publishable.ts'
import { reconcileTable } from './published-table.ts'
import { enqueueChanged } from './queue.ts'
import type { Session } from './session.ts'
import { stillStands } from './standing.ts'
import { keepTombstones, tombstoneTable } from './tombstones.ts'
import { sqlState } from './wrap-error.ts'
import { columnNames, equal, identifier, list } from './_sql.ts'

const errors = defineErrors({
  TABLE_WRITTEN: {
    recovery: 'retry',
    message: { zh: '发布期间有别的程序改动了表 {table}', en: 'another program wrote to table {table} while it was published' },
    remedy: {
      zh: '会自动重试；副本只应由归集写入：查出改动它的程序或人，收回其写权限',
      en: 'it is tried again by itself; only guiji should write to a replica: find the program or person, and take the right to write away',
    },
  },
})

export interface Arrived extends Landed {
  /** Rows and rejects that the connector handed over. */
  readonly read: number
  /** The instant of this publication. */
  readonly at: string
}

/** Applies a plan to a table that stands: every landing row is judged, and only differences are written. */
export async function publishDifferences(session: Session, publishable: Publishable, arrived: Arrived): Promise<Applied> {
  const { table, target, landing, number } = publishable
  await reconcileTable(session, publishable)
  await prepareHistory(session, publishable)
  // Row places (ctid) must hold until they are used. Vacuum moves no row that stands, so it is not waited for; a stranger
  // who writes meanwhile is noticed by the counts below, and what stands in a row's place by its key.
  await session.query(`lock table ${target} in row exclusive mode`)
  const { losers, counts, isWhole, tombstones } = await judgePlan(session, publishable, arrived)
  await failpoint('publish.judged')
  const removed = await findGone(session, publishable, arrived.read, isWhole)
  const { standing } = publishable
  if (removed > 0 && standing !== null && !(await stillStands(session, publishable, standing)))
    throw errors('TABLE_WRITTEN', { table: target })
  // Few changes are fetched by their places instead of reading both tables once more.
  await session.query('analyze gone; set local random_page_cost = 1.1')
  await enqueueChanged(session, publishable)
  await keepReplaced(session, publishable, arrived.at)
  await failpoint('publish.queued')
  const deleted = await session.query(
    `delete from ${target} r using change c join ${landing} w on w.ctid = c.wid
     where ${isChange('delete')} and r.ctid = c.rid and ${equal(table.key, 'r', 'w')}`,
  )
  const gone = await session.query(`delete from ${target} r using gone g where r.ctid = g.rid`)
  const names = columnNames(table)
  const updated = await session.query(
    `update ${target} r set ${names.map((name) => `${identifier(name)} = w.${identifier(name)}`).join(', ')},
       _plan = ${number}, _split = w._split, _ordinal = w._ordinal, _line = w._line
     from change c join ${landing} w on w.ctid = c.wid where ${isChange('update')} and r.ctid = c.rid and ${equal(table.key, 'r', 'w')}`,
  )
  const inserted = await session
    .query(
      `insert into ${target} (${list(names)}, _plan, _split, _ordinal, _line, _first_plan)
     select ${list(names, 'w')}, ${number}, w._split, w._ordinal, w._line, ${number}
     from change c join ${landing} w on w.ctid = c.wid where ${isChange('insert')}`,
    )
    .catch((error: unknown) => {
      throw sqlState(error) === '23505' ? errors('TABLE_WRITTEN', { table: target }) : error
    })
  if (tombstones) {
    await keepTombstones(session, publishable, `change c join ${landing} w on w.ctid = c.wid where ${isChange('delete', 'unknown')}`)
    // The row that came back carries the greater order itself.
    await session.query(
      `delete from ${tombstoneTable(publishable)} t using change c join ${landing} w on w.ctid = c.wid
       where ${isChange('insert')} and ${equal(table.key, 't', 'w')}`,
    )
  }
  await failpoint('publish.applied')
  const isWritten = gone.count !== removed || deleted.count !== counts.delete || updated.count !== counts.update
  if (isWritten) throw errors('TABLE_WRITTEN', { table: target })
  return {
    inserted: inserted.count,
    updated: updated.count,
    unchanged: counts.same + (standing?.count ?? 0),
    superseded: losers + counts.stale + counts.unknown,
    deleted: deleted.count,
    removed: gone.count,
  }
}
