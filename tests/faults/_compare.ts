import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { difference } from './_difference.ts'
import { asset, library, table } from './_project.ts'
import { readLanded, readStanding } from './_landed-rows.ts'
import { readLines } from './_reader.ts'
import type { CaseSpec } from './_spec.ts'
import { compareVersions } from './_versions.ts'
import { judge, linesOf, type Counts, type State } from './_truth.ts'
import type { Content } from './_truth.ts'
import type { Delivery } from './_workload.ts'

/** A publication as it came to pass: what was read, and the table after it. */
export interface Publication {
  readonly delivery: Delivery
  readonly state: State
  readonly counts: Counts
}

interface PlanRow {
  plan: string
  number: string
  state: string
}
interface SplitRow {
  no: number
  next_ordinal: string
  batch: number
  done: boolean
  row: string | null
}

/** How many plans are published, counted in one snapshot with everything that is compared beside it. */
export async function publishedCount(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from guiji.plan where asset = $1 and state = 'published'`, [
    asset,
  ])
  return Number(rows[0]?.count)
}

/**
 * Holds the database against the truth at the position that is committed: the table, the unfinished plan's landed rows,
 * quarantine, ledger, positions, certificates and the cursor. `open` are the contents that the unfinished plan may be
 * reading. Gives what differs.
 */
export async function compareCommitted(
  client: Client,
  spec: CaseSpec,
  published: readonly Publication[],
  open: readonly Content[],
): Promise<string[]> {
  await client.query('begin isolation level repeatable read read only')
  try {
    const { rows: plans } = await client.query<PlanRow>(
      'select p.plan, p.number::text, p.state from guiji.plan p where p.asset = $1 order by p.number',
      [asset],
    )
    const ended = plans.filter(({ state }) => state === 'published')
    if (ended.length !== published.length) return [`${ended.length} plans are published, not ${published.length}`]
    const found: string[] = []
    for (const [index, { plan, number }] of ended.entries()) {
      const { delivery, counts } = published[index]!
      found.push(...(await comparePlan(client, spec, plan, [delivery.content], index, true)).map((what) => `publication ${index}: ${what}`))
      found.push(...(await compareCertificate(client, plan, Number(number), counts)).map((what) => `publication ${index}: ${what}`))
    }
    const [unfinished] = plans.filter(({ state }) => state === 'open')
    if (unfinished !== undefined) {
      const what = await comparePlan(client, spec, unfinished.plan, open, published.length, false, unfinished.number)
      found.push(...what.map((each) => `the unfinished plan: ${each}`))
    }
    found.push(...(await compareTable(client, spec, published)), ...(await compareCursor(client, published)))
    return found
  } finally {
    await client.query('rollback').catch(() => undefined)
  }
}

async function compareTable(client: Client, spec: CaseSpec, published: readonly Publication[]): Promise<string[]> {
  const last = published.at(-1)
  const found = difference('the table', last === undefined ? [] : linesOf(spec, last.state), await readLines(client, spec))
  if (found.length > 0 || last === undefined || spec.write === 'replace') return found
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws('|', r.number, _split, _ordinal,
       (select count(*) from guiji.plan p where p.asset = '${asset}' and p.state = 'published' and p.number < r._plan)) as line from ${table} r`,
  )
  const expected = last.state.rows.map((row) => [row.number, row.split, row.ordinal, row.delivery].join('|'))
  const origins = difference(
    'the origin of rows',
    expected,
    rows.map(({ line }) => line),
  )
  return [...origins, ...(await compareVersions(client, spec, last.state))]
}

/** Splits, ledger lines, quarantine and landed rows of one plan, up to each split's position. */
async function comparePlan(
  client: Client,
  spec: CaseSpec,
  plan: string,
  contents: readonly Content[],
  delivery: number,
  done: boolean,
  number?: string,
): Promise<string[]> {
  const { rows: splits } = await client.query<SplitRow>(
    `select no, next_ordinal::text, batch, done, position->>'row' as row from guiji.split where plan = $1 order by no`,
    [plan],
  )
  const alternatives = []
  for (const content of contents) {
    const found: string[] = []
    if (splits.length !== content.length) found.push(`${splits.length} splits, not ${content.length}`)
    for (const split of splits) {
      const rows = content[split.no]?.length ?? 0
      if (split.done ? Number(split.next_ordinal) !== rows : done || Number(split.next_ordinal) > rows)
        found.push(`split ${split.no} stands at ${split.next_ordinal} of ${rows} rows`)
      if (split.row !== null && split.row !== split.next_ordinal)
        found.push(`split ${split.no} has the position of row ${split.row} and the ordinal ${split.next_ordinal}`)
    }
    found.push(...(await compareRows(client, spec, plan, content, delivery, splits, number)))
    if (found.length === 0) return []
    alternatives.push(found)
  }
  return alternatives[0] ?? [`${plan} is unfinished, but nothing was delivered`]
}

async function compareRows(
  client: Client,
  spec: CaseSpec,
  plan: string,
  content: Content,
  delivery: number,
  splits: readonly SplitRow[],
  number: string | undefined,
): Promise<string[]> {
  const { landed, quarantined, filtered } = judge(spec, content, delivery)
  const reached = ({ split, ordinal }: { split: number; ordinal: number }) => ordinal < Number(splits[split]?.next_ordinal ?? 0)
  const found: string[] = []
  const entries = await client.query<{ line: string }>(
    `select concat_ws('|', split, ordinal, (select string_agg(distinct r->>'field', ',' order by r->>'field') from json_array_elements(reasons) r)) as line
     from guiji.quarantine where plan = $1`,
    [plan],
  )
  const expected = quarantined.filter(reached).map(({ split, ordinal, fields }) => [split, ordinal, [...fields].sort().join(',')].join('|'))
  found.push(
    ...difference(
      'quarantine',
      expected,
      entries.rows.map(({ line }) => line),
    ),
  )
  for (const { no, next_ordinal, batch } of splits) {
    const of = (rows: readonly { split: number; ordinal: number }[]) => rows.filter((row) => row.split === no && reached(row)).length
    const { rows } = await client.query<{ line: string }>(
      `select concat_ws('|', count(*), coalesce(min(batch), 0), coalesce(max(batch), 0), coalesce(sum(read), 0), coalesce(sum(filtered), 0),
         coalesce(sum(quarantined), 0), coalesce(sum(landed), 0), coalesce(max(to_ordinal), 0), coalesce(sum(to_ordinal - from_ordinal), 0)) as line
       from guiji.ledger where plan = $1 and split = $2`,
      [plan, no],
    )
    const sums = [
      batch,
      Math.min(batch, 1),
      batch,
      next_ordinal,
      of(filtered),
      of(quarantined),
      of(landed),
      next_ordinal,
      next_ordinal,
    ].join('|')
    found.push(
      ...difference(
        `the ledger of split ${no}`,
        [sums],
        rows.map(({ line }) => line),
      ),
    )
  }
  if (number === undefined) return found
  const lines = landed
    .filter(reached)
    .map((row) =>
      [row.split, row.ordinal, row.deleted ? 't' : 'f', row.number, row.name ?? '', row.amount ?? '', row.changed ?? ''].join('|'),
    )
  const inLanding = await readLanded(client, number)
  const standing = placed(lines, inLanding, await readStanding(client, number))
  return [...found, ...difference('landed rows', lines, [...inLanding, ...standing])]
}

/** A row that stands has its values in the published table only: it is one of those that did not land. */
function placed(expected: readonly string[], landed: readonly string[], standing: readonly string[]): string[] {
  const known = new Set(landed)
  const open = expected.filter((line) => !known.has(line))
  return standing.map((values) => {
    const at = open.findIndex((line) => line.split('|').slice(2).join('|') === values)
    return at < 0 ? `standing ${values}` : open.splice(at, 1)[0]!
  })
}

async function compareCertificate(client: Client, plan: string, number: number, counts: Counts): Promise<string[]> {
  const { rows } = await client.query<{ body: string; hash: string; previous: string | null; before: string | null }>(
    `select c.body::text as body, c.hash, c.previous,
       (select b.hash from guiji.certificate b where b.asset = c.asset and b.number < c.number order by b.number desc limit 1) as before
     from guiji.certificate c where c.plan = $1 and c.number = $2`,
    [plan, number],
  )
  const [certificate] = rows
  if (certificate === undefined) return ['it has no certificate']
  const body = JSON.parse(certificate.body) as { readonly counts: Counts; readonly previous: string | null }
  const wrong = Object.entries(counts).filter(([name, count]) => body.counts[name] !== count)
  return [
    ...wrong.map(([name, count]) => `the certificate counts ${String(body.counts[name])} ${name}, not ${count}`),
    ...(createHash('sha256').update(certificate.body).digest('hex') === certificate.hash
      ? []
      : ['the certificate is not what its hash says']),
    ...(certificate.previous === certificate.before && body.previous === certificate.before ? [] : ['the chain of certificates is broken']),
  ]
}

async function compareCursor(client: Client, published: readonly Publication[]): Promise<string[]> {
  const { rows } = await client.query<{ cursor: { files?: { name: string; digest: string }[]; cursor?: string } | null }>(
    'select cursor from guiji.asset where asset = $1',
    [asset],
  )
  const cursor = rows[0]?.cursor ?? null
  const expected = published.at(-1)?.delivery.cursor ?? null
  const lines = (of: { readonly [name: string]: string }) => Object.entries(of).map(([name, digest]) => `${name} ${digest}`)
  if (expected === null) return cursor === null ? [] : ['the cursor has moved without a publication']
  if ('cursor' in expected) return difference('the cursor', [expected.cursor], [String(cursor?.cursor)])
  return difference(
    'the cursor',
    lines(expected.files),
    lines(Object.fromEntries((cursor?.files ?? []).map(({ name, digest }) => [name, digest]))),
  )
}

/** What a finished case may leave behind, and nothing else; sessions of processes that were killed have gone. */
export async function compareEnd(client: Client, spec: CaseSpec, { state }: Publication): Promise<string[]> {
  const count = async (what: string, sql: string) => {
    const { rows } = await client.query<{ count: string }>(sql)
    return rows[0]?.count === '0' ? [] : [`${rows[0]?.count ?? 'no'} ${what}`]
  }
  const left = [
    ...(await count('landing tables are left', `select count(*) from pg_tables where schemaname = 'landing'`)),
    ...(await count('plans are unfinished', `select count(*) from guiji.plan where state = 'open'`)),
    ...(await count(
      'recorded sessions live on',
      `select count(*) from guiji.session s join pg_stat_activity a on a.pid = s.pid and a.backend_start = s.start where s.asset = '${asset}'`,
    )),
  ]
  if (!spec.library) return left
  const { rows } = await client.query<{ line: string }>(`select concat_ws('|', number, name) as line from ${library}`)
  const expected = state.rows.map(({ number, name }) => `${number}|${name ?? ''}`)
  return [
    ...left,
    ...difference(
      'the library',
      expected,
      rows.map(({ line }) => line),
    ),
  ]
}
