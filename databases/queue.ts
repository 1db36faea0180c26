import type { DatasetSpec } from '../core/spec.ts'
import { isChange } from './changes.ts'
import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { identifier, literal } from './_sql.ts'

type Feed = DatasetSpec['feeds'][number]

const insertion = 'insert into guiji.queue (library, dataset, plan, key)'

/** Every library key of a table that was just made, or of the landed rows that are appended to one. */
export async function enqueueAll(session: Session, publishable: Publishable, from: string): Promise<void> {
  for (const feed of publishable.feeds) {
    const distinct = isTableKey(publishable, feed) ? '' : 'distinct'
    await session.query(
      `${insertion} select ${distinct} ${constants(publishable, feed)}, ${arrayOf(feed, 'r')} from ${from} r where ${present(feed, 'r')}`,
    )
  }
}

/** Library keys of rows about to change, old and new; before the changes are applied, while the old ones can be read. */
export async function enqueueChanged(session: Session, publishable: Publishable): Promise<void> {
  const { target, landing } = publishable
  for (const feed of publishable.feeds) {
    const [old, fresh] = [arrayOf(feed, 'r'), arrayOf(feed, 'w')]
    await session.query(
      `${insertion} select ${constants(publishable, feed)}, key from (
         select ${old} as key from change c join ${target} r on r.ctid = c.rid where ${isChange('update', 'delete')} and ${present(feed, 'r')}
         union select ${old} from gone g join ${target} r on r.ctid = g.rid where ${present(feed, 'r')}
         union select ${fresh} from change c join ${landing} w on w.ctid = c.wid where ${isChange('insert', 'update')} and ${present(feed, 'w')}
       ) changed`,
    )
  }
}

function constants({ asset, number }: Publishable, { library }: Feed): string {
  return `${literal(library)}, ${literal(asset)}, ${number}::bigint`
}

/** A library key as queue entries hold it: its parts as text. */
export function arrayOf({ key }: { readonly key: readonly string[] }, alias: string): string {
  return `array[${key.map((name) => `${alias}.${identifier(name)}::text`).join(', ')}]`
}

/** Rows without a whole library key belong to no row of the library. */
export function present({ key }: { readonly key: readonly string[] }, alias: string): string {
  return key.map((name) => `${alias}.${identifier(name)} is not null`).join(' and ')
}

function isTableKey({ table }: Publishable, { key }: Feed): boolean {
  return table.key.length === key.length && table.key.every((name) => key.includes(name))
}
