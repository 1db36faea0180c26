import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import { chanceOf, type CaseSpec } from './_spec.ts'
import type { Chance } from './_random.ts'
import type { Content, SourceRow } from './_truth.ts'

/** What a delivery brings, and where the source's cursor stands once it is published. */
export interface Delivery {
  readonly content: Content
  /** Puts the source back to exactly this. */
  restore(): Promise<void>
  readonly cursor: { readonly files: { readonly [name: string]: string } } | { readonly cursor: string } | null
}

const keys = 60

/** Makes a source's next delivery: new, changed, deleted, duplicate, invalid and stale rows; `again` gives its replacement other rows. */
export async function deliver(
  spec: CaseSpec,
  root: string,
  db: Client,
  index: number,
  before: Delivery | null,
  again = false,
): Promise<Delivery> {
  const chance = chanceOf(spec, 1000 + index * 2 + (again ? 1 : 0))
  return spec.source.startsWith('csv') ? deliverFiles(spec, root, index, before, chance) : deliverRows(spec, db, chance, again)
}

async function deliverFiles(spec: CaseSpec, root: string, index: number, before: Delivery | null, chance: Chance): Promise<Delivery> {
  const isWhole = spec.source.endsWith('whole')
  const known = !isWhole && before?.cursor !== null && before !== null && 'files' in before.cursor ? before.cursor.files : {}
  const files: Record<string, string> = { ...known }
  const content: SourceRow[][] = []
  const texts = new Map<string, string>()
  // a delivery that replaces another has as many files
  const count = isWhole ? 1 : chanceOf(spec, 500 + index).between(1, 2)
  for (let file = 0; file < count; file++) {
    const name = `items_202611${String(index * 2 + file + 1).padStart(2, '0')}.csv`
    const text = textOf(isWhole ? wholeRows(chance, before?.content[0] ?? []) : changedRows(chance))
    texts.set(name, text)
    files[name] = createHash('sha256').update(text).digest('hex')
    content.push(readText(text))
  }
  const restore = async () => {
    for (const [name, text] of texts) await writeFile(join(root, 'drop', name), text)
  }
  await restore()
  return { content, cursor: { files }, restore }
}

function textOf(rows: readonly SourceRow[]): string {
  const lines = rows.map((row) => [row.number, row.name, row.amount, row.changed, row.kind].map((cell) => cell ?? '').join(','))
  return ['编号,名称,数量,变更日期,操作', ...lines, ''].join('\n')
}

/** The file as anybody would read it. */
function readText(text: string): SourceRow[] {
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => {
      const [number, name, amount, changed, kind] = line.split(',').map((cell) => (cell === '' ? null : cell))
      return { number: number ?? null, name: name ?? null, amount: amount ?? null, changed: changed ?? null, kind: kind ?? '' }
    })
}

function changedRows(chance: Chance): SourceRow[] {
  return Array.from({ length: chance.between(15, 70) }, () =>
    someRow(chance, `K${chance.whole(keys)}`, chance.pick(['登', '登', '登', '登', '删', '略'])),
  )
}

/** Most keys once, some twice, and many as they were before; whether any is unreadable decides whether absence counts. */
function wholeRows(chance: Chance, before: readonly SourceRow[]): SourceRow[] {
  const known = new Map(before.map((row) => [row.number, row]))
  const rows: SourceRow[] = []
  const readable = chance.is(0.6)
  for (let key = 0; key < keys; key++) {
    for (let times = chance.pick([0, 1, 1, 1, 1, 2]); times > 0; times--) {
      const made = someRow(chance, `K${key}`, chance.is(0.05) ? '略' : '登')
      const row = (chance.is(0.7) ? known.get(`K${key}`) : undefined) ?? made
      rows.push(readable && row.number === null ? { ...row, number: `K${key}` } : row)
    }
  }
  return rows
}

function someRow(chance: Chance, number: string, kind: string): SourceRow {
  const wrong = chance.is(0.08) ? chance.whole(4) : -1
  return {
    number: wrong === 0 ? null : number,
    name: wrong === 1 ? null : `名${chance.whole(50)}`,
    amount: wrong === 2 ? 'x7' : String(chance.whole(1000)),
    changed: wrong === 3 ? '2026-02-31' : chance.is(0.1) ? null : `2026-10-${String(chance.between(10, 29))}`,
    kind,
  }
}

export const sourceTable = `create schema source;
  create table source.items ("编号" text primary key, "名称" text, "数量" text, "变更日期" text, "操作" text, seq bigint not null)`

/** Changes some rows of the source's table, in one transaction, and reads what a plan made now would read. */
async function deliverRows(spec: CaseSpec, db: Client, chance: Chance, again: boolean): Promise<Delivery> {
  const isWhole = spec.source.endsWith('whole')
  await db.query('begin')
  const { rows: was } = await db.query<{ seq: string }>('select coalesce(max(seq), 0)::text as seq from source.items')
  let seq = Number(was[0]?.seq)
  const after = seq
  if (isWhole && (again || chance.is(0.7))) await db.query(`delete from source.items where hashtext("编号" || $1) % 5 = 0`, [String(seq)])
  for (const row of changedRows(chance)) {
    // several rows of one cursor value
    if (seq === after || chance.is(0.7)) seq++
    await db.query(
      `insert into source.items values ($1, $2, $3, $4, $5, $6) on conflict ("编号") do update
       set "名称" = excluded."名称", "数量" = excluded."数量", "变更日期" = excluded."变更日期", "操作" = excluded."操作", seq = excluded.seq`,
      [row.number ?? `K${chance.whole(keys)}`, row.name, row.amount, row.changed, row.kind, seq],
    )
  }
  await db.query('commit')
  const content = await readSource(db, isWhole, after)
  const restore = async () => {
    await db.query('truncate source.items')
    for (const row of content[0] ?? [])
      await db.query('insert into source.items values ($1, $2, $3, $4, $5, $6)', [
        row.number,
        row.name,
        row.amount,
        row.changed,
        row.kind,
        seq,
      ])
  }
  return { content, cursor: isWhole ? null : { cursor: String(seq) }, restore }
}

async function readSource(db: Client, isWhole: boolean, after: number): Promise<Content> {
  const rest = isWhole ? '' : 'where seq > $1 order by seq, "编号"'
  const { rows } = await db.query<SourceRow & { [column: string]: unknown }>(
    `select "编号" as number, "名称" as name, "数量" as amount, "变更日期" as changed, "操作" as kind from source.items ${rest}`,
    isWhole ? [] : [after],
  )
  return [rows.map(({ number, name, amount, changed, kind }) => ({ number, name, amount, changed, kind }))]
}
