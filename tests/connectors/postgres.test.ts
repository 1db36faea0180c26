import { createServer, type AddressInfo, type Server } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import connector from '../../connectors/postgres.ts'
import type { Mode, Plan } from '../../core/connector.ts'
import type { Json } from '../../core/values.ts'
import { fillDefaults } from '../../schemas/fill-defaults.ts'
import { describeConnector, openConnector, readSplit } from '../_support/describe-connector.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'

const signal = new AbortController().signal

for (const mode of ['snapshot', 'incremental'] as const) {
  describeConnector(`postgres (${mode})`, connector, async () => {
    const database = await testDatabase()
    await execute(
      database.url,
      `create table person (area text, id bigint, name text, changed_at timestamptz not null, primary key (area, id));
       insert into person select 'a' || i % 3, i, repeat('张', i % 9), '2026-03-01'::timestamptz + (i / 50) * interval '1 s' from generate_series(1, 400) i`,
    )
    return {
      settings: { url: database.url },
      broken: { url: database.url.replace(/:\/\/[^@]*@[^/]*/, '://guiji:correct-horse@127.0.0.1:1') },
      source: { table: 'person', cursor: 'changed_at' },
      mode,
      columns: ['name', 'id'],
      rows: 400,
      pieceBytes: 1024,
      state: async () => (await execute(database.url, 'select count(*)::text as n, max(changed_at)::text as m from person')) as Json,
      close: () => database.close(),
    }
  })
}

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
const session = () => openConnector(connector, { url: database.url })
const plan = (
  source: { readonly [name: string]: Json },
  columns: readonly string[],
  mode: Mode = 'snapshot',
  after: Json = null,
): Promise<Plan<Json, Json>> =>
  session().plan({ plan: 'x.y@1', source: fillDefaults(connector.source, source), columns, mode, after, parallel: 1 }, signal)
const rowsOf = async (planned: Plan<Json, Json>) => (await readSplit(session(), planned.splits[0]?.split ?? null, null)).rows

describe('reading PostgreSQL', () => {
  it('gives every type as the server writes it', async () => {
    await execute(
      database.url,
      `create domain amount as numeric(12, 2);
       create table kinds (n numeric, a amount, i int8, f float8, b boolean, d date, l timestamp, z timestamptz, y bytea, j jsonb, t text, u uuid, x text);
       comment on table kinds is '各类'; comment on column kinds.a is '金额';
       insert into kinds values (123456789012345678901234567890.10, 1.50, 9223372036854775807, 0.1, true, '2026-03-02', '2026-03-02 10:11:12.123456',
         '2026-03-02 10:11:12+00', '\\x00ff5c', '{"a": "\\\\"}', E'tab\\tline\\nback\\\\slash \\\\N', '00000000-0000-0000-0000-000000000001', null)`,
    )
    const columns = ['n', 'a', 'i', 'f', 'b', 'd', 'l', 'z', 'y', 'j', 't', 'u', 'x']
    const planned = await plan({ table: 'kinds' }, [...columns, 'none'])
    expect(planned).toMatchObject({ complete: true, resumable: false, until: null })
    expect(planned.available.map(({ type }) => type)).toEqual([
      'decimal',
      'decimal',
      'integer',
      'decimal',
      'boolean',
      'date',
      'local-time',
      'zoned-time',
      'bytes',
      'json',
      'text',
      'text',
      'text',
    ])
    expect(planned.available[1]).toEqual({ name: 'a', type: 'decimal', comment: '金额' })
    expect((await rowsOf(planned)).map(({ row }) => row)).toEqual([
      [
        { tag: 'number', text: '123456789012345678901234567890.10' },
        { tag: 'number', text: '1.50' },
        { tag: 'number', text: '9223372036854775807' },
        { tag: 'number', text: '0.1' },
        true,
        { tag: 'date', text: '2026-03-02' },
        { tag: 'local-time', text: '2026-03-02 10:11:12.123456' },
        { tag: 'zoned-time', text: '2026-03-02 18:11:12+08' },
        Uint8Array.from([0, 255, 92]),
        '{"a": "\\\\"}',
        'tab\tline\nback\\slash \\N',
        '00000000-0000-0000-0000-000000000001',
        null,
      ],
    ])
  })

  it('puts no key that may be a personal number into a locator', async () => {
    await execute(
      database.url,
      `create table by_number (id_number text primary key, at timestamptz default now()); insert into by_number values ('510184190704309827');
       create table by_phone (phone bigint primary key); insert into by_phone values (13812345678), (7)`,
    )
    expect((await rowsOf(await plan({ table: 'by_number' }, ['id_number']))).map(({ at }) => at)).toEqual(['public.by_number#1'])
    const byTime = await plan({ table: 'by_number', cursor: 'at' }, ['at'], 'incremental')
    expect((await rowsOf(byTime)).map(({ at }) => at)).toEqual(['public.by_number#1'])
    const phones = (await rowsOf(await plan({ table: 'by_phone' }, ['phone']))).map(({ at }) => at)
    expect(phones).toEqual(['public.by_phone#1', 'public.by_phone:7'])
  })

  it('reads only the columns asked for, under awkward names', async () => {
    await execute(
      database.url,
      `create schema "审""批"; create table "审""批"."事 项" ("名""称" text primary key, secret text); insert into "审""批"."事 项" values ('a', 'b')`,
    )
    const planned = await plan({ schema: '审"批', table: '事 项' }, ['名"称'])
    expect(planned.available).toEqual([
      { name: '名"称', type: 'text', key: 1 },
      { name: 'secret', type: 'text' },
    ])
    expect(await rowsOf(planned)).toEqual([{ split: 0, at: '审"批.事 项#1', row: ['a'] }])
  })

  it('sees one state of the table, however long the reading takes', async () => {
    await execute(
      database.url,
      `create table steady (id int primary key, t text); insert into steady select i, repeat('x', 200) from generate_series(1, 20000) i`,
    )
    const planned = await plan({ table: 'steady' }, ['id'])
    const reading = session()
      .read(planned.splits[0]?.split ?? null, null, signal)
      [Symbol.asyncIterator]()
    let rows = ((await reading.next()).value as { rows: unknown[] }).rows.length
    await execute(database.url, 'delete from steady')
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) rows += next.value.rows.length
    expect(rows).toBe(20000)
  })
})

describe('reading PostgreSQL by a cursor', () => {
  beforeEach(() => execute(database.url, `drop table if exists log; create table log (id int primary key, at timestamptz, note text)`))
  const source = { table: 'log', cursor: 'at' }

  it('reads what lies beyond the last plan, up to a frozen bound', async () => {
    expect(await plan(source, ['id'], 'incremental')).toMatchObject({ empty: 'nothing-produced', until: null })
    await execute(database.url, `insert into log values (1, '2026-03-01 00:00:00.000001+08'), (2, '2026-03-02 00:00+08'), (3, null)`)
    const first = await plan(source, ['id'], 'incremental')
    expect(first.until).toEqual({ cursor: '2026-03-02 00:00:00+08', key: [], row: 0 })
    await execute(database.url, `insert into log values (4, '2026-03-03 00:00+08')`)
    expect(await rowsOf(first)).toEqual([
      { split: 0, at: 'public.log:1', row: [{ tag: 'number', text: '1' }] },
      { split: 0, at: 'public.log:2', row: [{ tag: 'number', text: '2' }] },
    ])
    const second = await plan(source, ['id'], 'incremental', first.until)
    expect((await rowsOf(second)).map(({ at }) => at)).toEqual(['public.log:4'])
    expect(await plan(source, ['id'], 'incremental', second.until)).toMatchObject({ empty: 'unchanged', splits: [], until: second.until })
  })

  it('leaves the last seconds to the next plan when it is told to', async () => {
    await execute(database.url, `insert into log values (1, now() - interval '1 hour'), (2, now() - interval '1 minute')`)
    const first = await plan({ ...source, lag_seconds: 600 }, ['id'], 'incremental')
    expect((await rowsOf(first)).map(({ at }) => at)).toEqual(['public.log:1'])
    expect(await plan({ ...source, lag_seconds: 600 }, ['id'], 'incremental', first.until)).toMatchObject({ empty: 'unchanged' })
    expect((await rowsOf(await plan(source, ['id'], 'incremental', first.until))).map(({ at }) => at)).toEqual(['public.log:2'])
  })

  it('leaves a day that is not over to a later plan, as more rows of its date may come', async () => {
    await execute(
      database.url,
      `drop table if exists diary; create table diary (id int primary key, day date);
       insert into diary select n, (now() at time zone 'Asia/Shanghai')::date - 2 + n from generate_series(1, 3) n`,
    )
    const byDay = { table: 'diary', cursor: 'day' }
    const first = await plan(byDay, ['id'], 'incremental')
    expect((await rowsOf(first)).map(({ at }) => at)).toEqual(['public.diary:1'])
    await execute(database.url, `insert into diary select 4, (now() at time zone 'Asia/Shanghai')::date`)
    expect(await plan(byDay, ['id'], 'incremental', first.until)).toMatchObject({ empty: 'unchanged' })
    expect(await plan({ ...byDay, lag_seconds: 2 * 86_400 }, ['id'], 'incremental')).toMatchObject({ empty: 'nothing-produced' })
  })

  it('goes over pages whose borders fall among rows of one cursor', async () => {
    await execute(
      database.url,
      `insert into log select i, '2026-03-01'::timestamptz + (i % 2) * interval '1 s', 'x' from generate_series(1, 120000) i`,
    )
    const rows = await rowsOf(await plan(source, ['id'], 'incremental'))
    expect(new Set(rows.map(({ at }) => at)).size).toBe(120000)
    expect(rows).toHaveLength(120000)
  })

  it('begins anew where no key tells rows of one cursor apart', async () => {
    await execute(database.url, `create view log_view as select * from log; insert into log values (1, '2026-03-01'), (2, '2026-03-01')`)
    const planned = await plan({ table: 'log_view', cursor: 'at' }, ['id'], 'incremental')
    expect(planned.resumable).toBe(false)
    expect((await rowsOf(planned)).map(({ at }) => at)).toEqual(['public.log_view#1', 'public.log_view#2'])
    await execute(database.url, 'drop view log_view')
  })

  it.each([
    [{ table: 'gone' }, 'SOURCE_TABLE_MISSING'],
    [{ table: 'log' }, 'SOURCE_SETTINGS'],
    [{ table: 'log', cursor: 'gone' }, 'SOURCE_COLUMN_MISSING'],
    [{ table: 'log', cursor: 'id', lag_seconds: 5 }, 'CURSOR_UNFIT'],
  ])('refuses %j with %s', async (wrong, code) => {
    await expect(plan(wrong, ['id'], 'incremental')).rejects.toMatchObject({ code, recovery: 'abort' })
  })
})

describe('a PostgreSQL that cannot be used', () => {
  const attempt = async (settings: Json) => {
    const opened = openConnector(connector, settings)
    return opened.plan(
      { plan: 'x.y@1', source: { table: 't', lag_seconds: 0 }, columns: [], mode: 'snapshot', after: null, parallel: 1 },
      signal,
    )
  }
  const parts = { host: '127.0.0.1', database: 'd', user: 'u', password: 'correct-horse' }

  it('is tried again when nobody answers', async () => {
    await expect(attempt({ ...parts, port: 1 })).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      recovery: 'retry',
      details: { server: '127.0.0.1:1/d' },
    })
    await expect(attempt({ ...parts, host: 'nowhere.invalid' })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
  })

  it.each([
    ['28P01', 'SOURCE_LOGIN', 'login'],
    ['3D000', 'SOURCE_DATABASE_MISSING', 'login'],
  ])('needs a person after %s', async (sqlState, code, step) => {
    const server = await refusingServer(sqlState)
    const { port } = server.address() as AddressInfo
    const error: unknown = await attempt({ ...parts, port }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, recovery: 'abort' })
    const findings = []
    for await (const finding of openConnector(connector, { ...parts, port }).probe(signal)) findings.push(finding)
    expect(findings).toMatchObject([
      { name: 'address', ok: true },
      { name: step, ok: false, cause: code },
    ])
    expect(JSON.stringify([error, findings])).not.toContain('correct-horse')
    server.close()
  })

  it.each([{ url: 'correct-horse' }, { url: 'mysql://u:correct-horse@h/d' }, { host: 'h', user: 'u', password: 'correct-horse' }])(
    'is not reached with %j',
    async (settings) => {
      const error: unknown = await attempt(settings).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'SOURCE_SETTINGS' })
      expect(JSON.stringify(error)).not.toContain('correct-horse')
    },
  )
})

/** Speaks just enough of the protocol to refuse a login. */
function refusingServer(sqlState: string): Promise<Server> {
  const fields = [`SFATAL`, `VFATAL`, `C${sqlState}`, `Mrefused for user with correct-horse`, ''].join('\0') + '\0'
  const message = Buffer.from(fields)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(message.length + 4, 1)
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.concat([head, message])))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function execute(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result: unknown = await client.query(sql)
    return Array.isArray(result) ? null : (result as pg.QueryResult).rows
  } finally {
    await client.end()
  }
}
