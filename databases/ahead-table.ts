import type { DatasetSpec, ServiceSpec } from '../core/spec.ts'
import { createTable } from './create-table.ts'
import { indexable, indexableCondition } from './indexable.ts'
import type { Publishable } from './publishable.ts'
import { finishTable } from './published-table.ts'
import type { Session } from './session.ts'
import { identifier } from './_sql.ts'

/**
 * Makes a published table that takes rows as a landing table does: what all of them have in common are defaults, and
 * `_deleted` stands behind the columns that stay.
 */
export async function createAheadTable(session: Session, spec: DatasetSpec | ServiceSpec, publishable: Publishable): Promise<void> {
  const { table, target, number } = publishable
  const fits = indexableCondition(spec)
  await createTable(session, {
    ...{ schema: table.schema, name: table.name, comment: table.comment },
    columns: [
      ...table.columns.map(({ name, sql, nullable }) => ({ name, type: sql, required: !nullable || table.key.includes(name) })),
      { name: '_plan', type: { sql: 'bigint' }, required: true },
      { name: '_split', type: 'integer', required: true },
      { name: '_ordinal', type: { sql: 'bigint' }, required: true },
      { name: '_line', type: 'integer', required: false },
      { name: '_first_plan', type: { sql: 'bigint' }, required: true },
      { name: '_deleted', type: { sql: 'boolean' }, required: true },
    ],
    checks: fits === null ? {} : { [indexable]: fits },
  })
  await session.query(`alter table ${target} ${shared.map((name) => `alter column ${name} set default ${number}`).join(', ')}`)
}

/** Leaves it as any published table: the key is added, what only landing needed is gone. No row is written for it. */
export async function finishAheadTable(session: Session, publishable: Publishable): Promise<void> {
  const changes = [
    ...shared.map((name) => `alter column ${name} drop default`),
    `drop constraint if exists ${identifier(indexable)}`,
    'drop column _deleted',
  ]
  await session.query(`alter table ${publishable.target} ${changes.join(', ')}`)
  await finishTable(session, publishable)
}

const shared = ['_plan', '_first_plan']
