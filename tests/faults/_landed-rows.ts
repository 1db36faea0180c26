import type { Client } from 'pg'
import { table } from './_project.ts'

/** Rows that a plan has landed, a line each, whether they stand in its landing table or are kept there as they came. */
export async function readLanded(client: Client, number: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws('|', _split, _ordinal, _deleted, coalesce(number, ''), coalesce(name, ''), coalesce(amount::text, ''), coalesce(changed_on::text, '')) as line
     from landing.plan_${number}`,
  )
  return [...rows.map(({ line }) => line), ...(await readParked(client, number))]
}

/** Published rows that came again, by what the plan has kept of them: their values, as a landed row's line ends. */
export async function readStanding(client: Client, number: string): Promise<string[]> {
  const kept = `landing.plan_${number}_standing`
  const { rows: found } = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [kept])
  if (found[0]?.exists !== true) return []
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws('|', 'f', coalesce(number, ''), coalesce(name, ''), coalesce(amount::text, ''), coalesce(changed_on::text, '')) as line
     from ${table} r where r.ctid <= (select max(place) from ${kept}) and r.ctid <> all (select unnest(missed) from ${kept})`,
  )
  return rows.map(({ line }) => line)
}

/**
 * Kept batches are rows of COPY's binary format, in the order of the landing table's columns. They are read here by
 * PostgreSQL's documentation alone. Those of an attempt whose split has begun anew stay until the plan ends, without a line of the ledger. */
async function readParked(client: Client, number: string): Promise<string[]> {
  const { rows: found } = await client.query<{ columns: { name: string; type: string }[] | null }>(
    `select case when to_regclass('landing.plan_${number}_parked') is not null then (
       select json_agg(json_build_object('name', attname, 'type', atttypid::regtype::text) order by attnum)
       from pg_attribute where attrelid = 'landing.plan_${number}'::regclass and attnum > 0) end as columns`,
  )
  const columns = found[0]?.columns ?? null
  if (columns === null) return []
  const { rows } = await client.query<{ kept: Buffer }>(
    `select string_agg(k.rows, '' order by k.part) as kept from landing.plan_${number}_parked k
     join guiji.plan p on p.number = ${number}
     join guiji.ledger l on l.plan = p.plan and l.split = k.split and l.batch = k.batch and l.attempt = k.attempt group by k.split, k.batch`,
  )
  return rows.flatMap(({ kept }) => readBatch(kept, columns))
}

function readBatch(bytes: Buffer, columns: readonly { readonly name: string; readonly type: string }[]): string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length;) {
    if (bytes.readInt16BE(at) !== columns.length)
      throw new Error(`a kept row of ${bytes.readInt16BE(at)} columns instead of ${columns.length}`)
    at += 2
    const cells = new Map<string, string>()
    for (const { name, type } of columns) {
      const length = bytes.readInt32BE(at)
      at += 4
      if (length >= 0) cells.set(name, read(bytes.subarray(at, at + length), type))
      at += Math.max(length, 0)
    }
    lines.push(['_split', '_ordinal', '_deleted', 'number', 'name', 'amount', 'changed_on'].map((name) => cells.get(name) ?? '').join('|'))
  }
  return lines
}

function read(bytes: Buffer, type: string): string {
  if (type === 'text') return bytes.toString()
  if (type === 'integer') return String(bytes.readInt32BE())
  if (type === 'bigint') return String(bytes.readBigInt64BE())
  if (type === 'boolean') return bytes[0] === 1 ? 't' : 'f'
  if (type === 'date') return new Date(Date.UTC(2000, 0, 1) + bytes.readInt32BE() * 86_400_000).toISOString().slice(0, 10)
  if (type === 'numeric') return readNumeric(bytes)
  throw new Error(`a kept column of type ${type}`)
}

/** Groups of four digits, of which the first counts 10000 to the power of `weight`. */
function readNumeric(bytes: Buffer): string {
  const [groups, weight, sign, scale] = [0, 2, 4, 6].map((at) => bytes.readInt16BE(at)) as [number, number, number, number]
  let value = 0n
  for (let group = 0; group < groups; group++) value = value * 10_000n + BigInt(bytes.readInt16BE(8 + 2 * group))
  // brought to as many decimal places as it has
  const places = 4 * (groups - 1 - weight)
  value = places > scale ? value / 10n ** BigInt(places - scale) : value * 10n ** BigInt(scale - places)
  const digits = String(value).padStart(scale + 1, '0')
  return `${sign === 0 ? '' : '-'}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`
}
