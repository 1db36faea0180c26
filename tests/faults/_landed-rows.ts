import type { Client } from 'pg'
import { from } from 'pg-copy-streams'

/** Rows that a plan has landed, a line each, whether they stand in its landing table or are kept there as they came. */
export async function readLanded(client: Client, number: string): Promise<string[]> {
  return [...(await readTable(client, `landing.plan_${number}`)), ...(await readParked(client, number))]
}

async function readTable(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws('|', _split, _ordinal, _deleted, coalesce(number, ''), coalesce(name, ''), coalesce(amount::text, ''), coalesce(changed_on::text, '')) as line
     from ${table}`,
  )
  return rows.map(({ line }) => line)
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const end = Buffer.from([0xff, 0xff])

/** Kept batches are rows of COPY's binary format: PostgreSQL itself reads them, into a table like the landing table. */
async function readParked(client: Client, number: string): Promise<string[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('landing.plan_${number}_parked') is not null as exists`,
  )
  if (found[0]?.exists !== true) return []
  const { rows } = await client.query<{ kept: Buffer }>(
    `select string_agg(rows, '' order by part) as kept from landing.plan_${number}_parked group by split, batch`,
  )
  await client.query(`create temporary table unparked (like landing.plan_${number})`)
  const copying = client.query(from('copy unparked from stdin (format binary)'))
  await new Promise<void>((resolve, reject) => {
    copying.once('error', reject).once('finish', resolve)
    copying.end(Buffer.concat([signature, ...rows.map(({ kept }) => kept), end]))
  })
  const lines = await readTable(client, 'unparked')
  await client.query('drop table unparked')
  return lines
}
