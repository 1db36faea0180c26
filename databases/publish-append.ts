import { failpoint } from './failpoints.ts'
import type { Applied } from './publish-first.ts'
import type { Publishable } from './publishable.ts'
import { reconcileTable } from './published-table.ts'
import { enqueueAll } from './queue.ts'
import type { Session } from './session.ts'
import { columnNames, list } from './_sql.ts'

/** Adds a plan's rows to a table that stands: each is a row of its own, told apart by plan, split and ordinal. */
export async function publishAppend(session: Session, publishable: Publishable): Promise<Applied> {
  const { table, target, landing, number } = publishable
  await reconcileTable(session, publishable)
  const names = columnNames(table)
  const { count: inserted } = await session.query(
    `insert into ${target} (${list(names)}, _plan, _split, _ordinal, _line, _first_plan)
     select ${list(names, 'w')}, ${number}, w._split, w._ordinal, w._line, ${number} from ${landing} w where not w._deleted`,
  )
  const reported = await session.query<{ count: number }>(`select count(*) as count from ${landing} where _deleted`)
  await failpoint('publish.applied')
  await enqueueAll(session, publishable, landing)
  return { inserted, updated: 0, unchanged: 0, superseded: reported.rows[0]?.count ?? 0, deleted: 0, removed: 0 }
}
