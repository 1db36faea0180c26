import type { Client } from 'pg'

/** Rows that a plan has landed, a line each, whether they stand in its landing table or are kept there as they came. */
export async function readLanded(client: Client, number: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws('|', _split, _ordinal, _deleted, coalesce(number, ''), coalesce(name, ''), coalesce(amount::text, ''), coalesce(changed_on::text, '')) as line
     from landing.plan_${number}`,
  )
  return [...rows.map(({ line }) => line), ...(await readParked(client, number))]
}

/** COPY text: split, ordinal, deleted, line, then the landing table's own columns. No value of a fault's workload has an escape. */
async function readParked(client: Client, number: string): Promise<string[]> {
  const { rows: found } = await client.query<{ columns: string[] | null }>(
    `select case when to_regclass('landing.plan_${number}_parked') is not null then (
       select array_agg(attname::text order by attnum) from pg_attribute where attrelid = 'landing.plan_${number}'::regclass and attnum > 0) end as columns`,
  )
  const columns = found[0]?.columns ?? null
  if (columns === null) return []
  const { rows } = await client.query<{ text: string }>(
    `select convert_from(string_agg(text, '' order by part), 'UTF8') as text from landing.plan_${number}_parked group by split, batch`,
  )
  return rows
    .flatMap(({ text }) => text.split('\n').slice(0, -1))
    .map((line) => {
      const cells = line.split('\t').map((cell) => (cell === '\\N' ? '' : cell))
      return ['_split', '_ordinal', '_deleted', 'number', 'name', 'amount', 'changed_on']
        .map((name) => cells[columns.indexOf(name)] ?? '')
        .join('|')
    })
}
