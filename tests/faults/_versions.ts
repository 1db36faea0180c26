import type { Client } from 'pg'
import { difference } from './_difference.ts'
import { asset, table } from './_project.ts'
import type { CaseSpec } from './_spec.ts'
import type { State } from './_truth.ts'

/** Publications that had come before an instant: a publication's own instant has its number. */
const publicationAt = (instant: string) =>
  `(select count(*) from guiji.plan p where p.asset = '${asset}' and p.state = 'published' and p.ended_at < ${instant})`
const values = `number, name, amount, coalesce(changed_on::text, '')`

/** Every version of every row with its interval in publications, or, where deletion is soft, the rows that were ended. */
export async function compareVersions(client: Client, spec: CaseSpec, { rows, versions }: State): Promise<string[]> {
  if (spec.write === 'history') {
    const found = await lines(
      client,
      `${table}__versions`,
      `${values}, ${publicationAt('_since')}, case when _until = 'infinity' then '' else ${publicationAt('_until')}::text end`,
    )
    const expected = [
      ...rows.map((row) => [row.number, row.name, row.amount, row.changed ?? '', row.since, ''].join('|')),
      ...versions.map((row) => [row.number, row.name, row.amount, row.changed ?? '', row.since, row.until].join('|')),
    ]
    return difference('the versions', expected, found)
  }
  if (!spec.soft) return []
  const found = await lines(client, `${table}__history`, `${values}, ${publicationAt('_until')}`)
  const expected = versions
    .filter(({ ended }) => ended)
    .map((row) => [row.number, row.name, row.amount, row.changed ?? '', row.until].join('|'))
  return difference('rows kept after their deletion', expected, found)
}

async function lines(client: Client, from: string, columns: string): Promise<string[]> {
  const there = await client.query<{ exists: boolean }>(`select to_regclass('${from}') is not null as exists`)
  if (there.rows[0]?.exists !== true) return []
  const { rows } = await client.query<{ line: string }>(`select concat_ws('|', ${columns}) as line from ${from}`)
  return rows.map(({ line }) => line)
}
