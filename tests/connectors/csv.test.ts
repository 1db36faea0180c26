import { appendFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import connector from '../../connectors/csv.ts'
import type { Mode, Plan } from '../../core/connector.ts'
import type { Json } from '../../core/values.ts'
import { encodeGb18030 } from '../../files/gb18030.ts'
import { fillDefaults } from '../../schemas/fill-defaults.ts'
import { describeConnector, openConnector, readSplit } from '../_support/describe-connector.ts'
import { dropFolder, type DropFolder } from './_drop-folder.ts'

const signal = new AbortController().signal
let drop: DropFolder
let generation = 0
beforeEach(async () => {
  drop = await dropFolder()
})
afterEach(() => drop.close())

const open = (settings: { readonly [name: string]: Json } = {}, pieceBytes = 64 * 1024) =>
  openConnector(connector, { folder: 'drop', steady_seconds: 0, ...settings }, { root: drop.root, pieceBytes })
type Session = ReturnType<typeof open>
const plan = (
  session: Session,
  source: { readonly [name: string]: Json },
  mode: Mode = 'snapshot',
  after: Json = null,
  parallel = 1,
): Promise<Plan<Json, Json>> =>
  session.plan(
    { plan: `police.residents@${++generation}`, source: fillDefaults(connector.source, source), columns: [], mode, after, parallel },
    signal,
  )
const read = async (session: Session, planned: Plan<Json, Json>) =>
  (await Promise.all(planned.splits.map(({ split }) => readSplit(session, split, null)))).flatMap(({ rows }) => rows)
const daily = { file: 'r_{period:yyyyMMdd}.csv' }
const names = (planned: Plan<Json, Json>) => planned.splits.map(({ id }) => id)
const left = (planned: Plan<Json, Json>) => (planned.left ?? []).map(({ at, reason }) => `${at} ${reason.code}`)

describeConnector('csv', connector, async () => {
  const folder = await dropFolder()
  const lines = Array.from({ length: 300 }, (_, index) => `${index},"张,三\n${'某'.repeat(index % 7)}",${index % 3 === 0 ? '' : 'x'}`)
  await folder.put('r.csv', encodeGb18030(`id,姓名,备注\r\n${lines.join('\r\n')}\r\n1,2\r\n`))
  return {
    settings: { folder: 'drop', steady_seconds: 0 },
    broken: { folder: 'nowhere' },
    source: { file: 'r.csv' },
    mode: 'snapshot',
    columns: ['id', '姓名', '备注'],
    rows: 301,
    root: folder.root,
    pieceBytes: 512,
    state: () => folder.contents(),
    close: () => folder.close(),
  }
})

describe('planning CSV files', () => {
  it('freezes length, digest, encoding and columns, and orders files by period', async () => {
    await drop.put('r_20260302.csv', encodeGb18030('id,name\n2,李𠮷\n'))
    await drop.put('r_20260301.csv', '\uFEFFid,name\n1,张\n')
    await drop.put('r_20260230.csv', 'no day of the calendar')
    await drop.put('other.csv', 'id\n')
    const planned = await plan(open(), daily, 'incremental')
    expect(names(planned)).toEqual(['r_20260301.csv', 'r_20260302.csv'])
    expect(planned.splits.map(({ split }) => split)).toMatchObject([
      { encoding: 'utf-8', length: 17, width: 2, body: { offset: 11, line: 1 } },
      { encoding: 'gb18030', width: 2 },
    ])
    expect(planned).toMatchObject({ complete: false, covers: { from: '2026-03-01', to: '2026-03-02' }, left: [] })
    expect(planned.available).toEqual([
      { name: 'id', type: 'text' },
      { name: 'name', type: 'text' },
    ])
    expect((await read(open(), planned)).map(({ row }) => row)).toEqual([
      ['1', '张'],
      ['2', '李𠮷'],
    ])
  })

  it('leaves files without a matching manifest and loads the whole ones', async () => {
    for (const day of ['01', '02', '03', '04', '05']) await drop.put(`r_202603${day}.csv`, `id\n${day}\n`)
    await drop.state('r_20260301.csv', { rows: 1 })
    await drop.state('r_20260302.csv', { bytes: 99 })
    await drop.state('r_20260303.csv', { sha256: 'a'.repeat(64) })
    await drop.state('r_20260305.csv', { rows: 1 })
    const planned = await plan(open({ manifest: '.manifest' }), daily, 'incremental')
    expect(names(planned)).toEqual(['r_20260301.csv', 'r_20260305.csv'])
    expect(left(planned)).toEqual([
      'r_20260302.csv MANIFEST_MISMATCH',
      'r_20260303.csv MANIFEST_MISMATCH',
      'r_20260304.csv MANIFEST_MISSING',
    ])
    expect(planned).toMatchObject({ rows: 2, splits: [{ rows: 1 }, { rows: 1 }] })
  })

  it('leaves a file that grows while it is looked at', async () => {
    const path = join(drop.root, 'drop', 'r.csv')
    await writeFile(path, 'id\n1\n')
    await drop.put('s.csv', 'id\n1\n')
    const growth = setInterval(() => void appendFile(path, '2\n'), 50)
    const planned = await plan(open({ steady_seconds: 0.4 }), { file: '*.csv' })
    clearInterval(growth)
    expect(names(planned)).toEqual(['s.csv'])
    expect(left(planned)).toEqual(['r.csv STILL_GROWING'])
    expect(planned.complete).toBe(false)
  })

  it('waits for a young file that does not grow', async () => {
    await writeFile(join(drop.root, 'drop', 'r.csv'), 'id\n1\n')
    expect(names(await plan(open({ steady_seconds: 0.2 }), { file: 'r.csv' }))).toEqual(['r.csv'])
  })

  it('reads no published file again, and asks about one that came with other content', async () => {
    const session = open()
    expect(await plan(session, daily, 'incremental')).toMatchObject({ empty: 'no-file', splits: [], until: null })
    await drop.put('r_20260301.csv', 'id\n1\n')
    const first = await plan(session, daily, 'incremental')
    expect(await plan(session, daily, 'incremental', first.until)).toMatchObject({ empty: 'unchanged', splits: [], until: first.until })
    await drop.put('r_20260302.csv', 'id\n2\n')
    const second = await plan(session, daily, 'incremental', first.until)
    expect(names(second)).toEqual(['r_20260302.csv'])
    expect(second.asks).toBeUndefined()
    await drop.put('r_20260301.csv', 'id\n9\n')
    const third = await plan(session, daily, 'incremental', second.until)
    expect(names(third)).toEqual(['r_20260301.csv'])
    expect(third.asks).toEqual({ code: 'FILE_RESENT', suggestion: 'r_20260301.csv' })
  })

  it('takes the same bytes under another period for that period, under another plain name for a copy', async () => {
    await drop.put('r_20260301.csv', 'id\n1\n')
    const dated = await plan(open(), daily, 'incremental')
    await drop.put('r_20260302.csv', 'id\n1\n')
    expect(names(await plan(open(), daily, 'incremental', dated.until))).toEqual(['r_20260302.csv'])
    const plain = await plan(open(), { file: '*.csv' }, 'incremental')
    await drop.put('copy.csv', 'id\n1\n')
    expect(await plan(open(), { file: '*.csv' }, 'incremental', plain.until)).toMatchObject({ empty: 'unchanged' })
  })

  it('takes the newest whole file with a period for a snapshot, and never an older one after it', async () => {
    await drop.put('r_20260301.csv', 'id\n1\n')
    await drop.put('r_20260302.csv', 'id\n2\n')
    await drop.put('r_20260303.csv', 'id\n3\n')
    await drop.state('r_20260301.csv')
    await drop.state('r_20260302.csv')
    const session = open({ manifest: '.manifest' })
    const first = await plan(session, daily)
    expect(names(first)).toEqual(['r_20260302.csv'])
    expect(first).toMatchObject({ complete: true, left: [{ at: 'r_20260303.csv' }] })
    await drop.state('r_20260302.csv', { bytes: 1 })
    expect(await plan(session, daily, 'snapshot', first.until)).toMatchObject({ empty: 'unchanged' })
    await drop.state('r_20260303.csv')
    const second = await plan(session, daily, 'snapshot', first.until)
    expect(names(second)).toEqual(['r_20260303.csv'])
  })

  it('takes all files without a period together, again when one of them changes or goes back', async () => {
    await drop.put('a.csv', 'id\n1\n')
    await drop.put('b.csv', 'id\n2\n')
    const session = open()
    const first = await plan(session, { file: '*.csv' })
    expect(names(first)).toEqual(['a.csv', 'b.csv'])
    expect(first.complete).toBe(true)
    expect(await plan(session, { file: '*.csv' }, 'snapshot', first.until)).toMatchObject({ empty: 'unchanged' })
    await drop.put('b.csv', 'id\n3\n')
    const second = await plan(session, { file: '*.csv' }, 'snapshot', first.until)
    expect(names(second)).toEqual(['a.csv', 'b.csv'])
    expect(second.asks).toBeUndefined()
    await drop.put('b.csv', 'id\n2\n')
    expect(names(await plan(session, { file: '*.csv' }, 'snapshot', second.until))).toEqual(['a.csv', 'b.csv'])
  })

  it.each([
    ['FILE_EMPTY', '', {}],
    ['FILE_EMPTY', '\uFEFF', {}],
    ['FILE_EMPTY', '\n\r\n', {}],
    ['CSV_HEADER_UNNAMED', 'a, ,c\n', {}],
    ['CSV_HEADER_REPEATED', 'a,b,a\n', {}],
    ['CSV_TORN', 'a,"b', {}],
    ['CSV_COLUMNS_NEEDED', '1,2\n', { header: false }],
    ['FILE_WIDE_ENCODING', Buffer.from('\uFEFFa,b\n', 'utf16le'), {}],
    ['FILE_UNDECODABLE', Buffer.from([0x61, 0x0a, 0xff, 0xff]), {}],
    ['ROW_TOO_LONG', `a,"${'b\n'.repeat(4.5 * 1024 * 1024)}"`, {}],
  ])('refuses with %s', async (code, content, source) => {
    await drop.put('r.csv', content)
    await expect(plan(open(), { file: 'r.csv', ...source })).rejects.toMatchObject({ code, recovery: 'abort' })
  })

  it('stays below the root', async () => {
    await expect(plan(open({ folder: '../elsewhere' }), { file: 'r.csv' })).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' })
    await symlink('/', join(drop.root, 'way-out'))
    await expect(plan(open({ folder: 'way-out' }), { file: 'r.csv' })).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' })
    await symlink('/etc/hostname', join(drop.root, 'drop', 'r.csv'))
    expect(await plan(open(), { file: 'r.csv' })).toMatchObject({
      empty: 'no-file',
      left: [{ at: 'r.csv', reason: { code: 'LINK_OUTSIDE_ROOT' } }],
    })
    await expect(plan(open({ folder: 'gone' }), { file: 'r.csv' })).rejects.toMatchObject({ code: 'FOLDER_MISSING' })
    await expect(plan(open(), { file: '../r.csv' })).rejects.toMatchObject({ code: 'FILE_PATTERN_WRONG' })
  })
})

describe('reading CSV files', () => {
  it('reads title lines, stated columns, empty cells and blank lines', async () => {
    await drop.put('r.csv', '登记表,,\n\n1;"";x\n\n2;"y";\n')
    const planned = await plan(open(), { file: 'r.csv', delimiter: ';', skip_lines: 2, header: false, columns: ['a', 'b', 'c'] })
    expect(await read(open(), planned)).toEqual([
      { split: 0, at: 'r.csv:3', row: ['1', null, 'x'] },
      { split: 0, at: 'r.csv:5', row: ['2', 'y', null] },
    ])
  })

  it('gives rows with another number of columns as rejects, with their places', async () => {
    await drop.put('r.csv', 'a,b\n1,"2\n2"\n3\n4,5,6\n"7"8,9\n10,11\n')
    expect(await read(open(), await plan(open(), { file: 'r.csv' }))).toEqual([
      { split: 0, at: 'r.csv:2', row: ['1', '2\n2'] },
      { split: 0, at: 'r.csv:7', row: ['10', '11'] },
      { split: 0, at: 'r.csv:4', row: null, codes: ['COLUMN_COUNT'] },
      { split: 0, at: 'r.csv:5', row: null, codes: ['COLUMN_COUNT'] },
      { split: 0, at: 'r.csv:6', row: null, codes: ['QUOTE_MISPLACED'] },
    ])
  })

  it('ends a file of a header alone with one piece without rows', async () => {
    await drop.put('r.csv', 'a,b\n')
    const planned = await plan(open(), { file: 'r.csv' })
    const { rows, pieces } = await readSplit(open(), planned.splits[0]?.split ?? null, null)
    expect(rows).toEqual([])
    expect(pieces).toEqual([{ position: { at: 'row', offset: 4, row: 0, line: 1 }, upTo: 0 }])
  })

  it.each(['a,b\n1,2\n3', 'a,b\n1,2\n3,"4', 'a,b\n1,2\n3,"4\n'])('refuses a torn last row: %j', async (content) => {
    await drop.put('r.csv', content)
    const planned = await plan(open(), { file: 'r.csv' })
    await expect(read(open(), planned)).rejects.toMatchObject({ code: 'CSV_TORN', details: { line: 3 } })
  })

  it('refuses a quote that is never closed before it fills memory', async () => {
    await drop.put('r.csv', `a,b\n1,"${'x\n'.repeat(5 * 1024 * 1024)}`)
    await expect(read(open(), await plan(open(), { file: 'r.csv' }))).rejects.toMatchObject({ code: 'ROW_TOO_LONG' })
  })

  it.each(['keep', 'move'])('gives the last piece of no file that changed since it was planned (archive: %s)', async (archive) => {
    const content = `a,b\n${'1,2\n'.repeat(1000)}`
    await drop.put('r.csv', content)
    const session = open({ archive }, 512)
    const planned = await plan(session, { file: 'r.csv' })
    await drop.put('r.csv', content.replace('1,2', '1,3'))
    const seen: number[] = []
    const reading = async () => {
      for await (const piece of session.read(planned.splits[0]?.split ?? null, null, signal)) seen.push(piece.rows.length)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(seen.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(1000)
    await drop.put('r.csv', `${content}1,2\n`)
    await expect(reading()).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })
})

describe('archiving CSV files', () => {
  const settings = { archive: 'move', manifest: '.manifest' }
  beforeEach(async () => {
    await drop.put('r_20260301.csv', 'id\n1\n')
    await drop.state('r_20260301.csv', { rows: 1 })
  })

  it('claims when it reads, again on a retry, and archives when it is told so', async () => {
    const session = open(settings)
    const planned = await plan(session, daily, 'incremental')
    const claimed = `.claimed/police.residents@${generation}`
    expect(await read(session, planned)).toHaveLength(1)
    expect(Object.keys(await drop.contents())).toEqual([`${claimed}/r_20260301.csv`, `${claimed}/r_20260301.csv.manifest`])
    expect(await read(session, planned)).toHaveLength(1)
    await session.acknowledge?.(planned.until)
    await session.acknowledge?.(planned.until)
    const archived = claimed.replace('.claimed', '.archived')
    expect(Object.keys(await drop.contents())).toEqual([`${archived}/r_20260301.csv`, `${archived}/r_20260301.csv.manifest`])
    expect(await plan(session, daily, 'incremental', planned.until)).toMatchObject({ empty: 'no-file' })
  })

  it('takes up the files of an abandoned plan', async () => {
    const session = open(settings)
    await read(session, await plan(session, daily, 'incremental'))
    const again = await plan(session, daily, 'incremental')
    expect(names(again)).toEqual(['r_20260301.csv'])
    expect(await read(session, again)).toHaveLength(1)
    expect(Object.keys(await drop.contents())).toEqual([
      `.claimed/police.residents@${generation}/r_20260301.csv`,
      `.claimed/police.residents@${generation}/r_20260301.csv.manifest`,
    ])
  })

  it('knows a published plan whose files were never archived, and archives them with the next', async () => {
    const session = open(settings)
    const first = await plan(session, daily, 'incremental')
    await read(session, first)
    expect(await plan(session, daily, 'incremental', first.until)).toMatchObject({ empty: 'no-file' })
    await drop.put('r_20260302.csv', 'id\n2\n')
    await drop.state('r_20260302.csv')
    const second = await plan(session, daily, 'incremental', first.until)
    expect(names(second)).toEqual(['r_20260302.csv'])
    await read(session, second)
    await session.acknowledge?.(second.until)
    expect(Object.keys(await drop.contents()).every((path) => path.startsWith('.archived/'))).toBe(true)
  })

  it('prefers a file that came anew to one that an abandoned plan holds', async () => {
    const session = open(settings)
    await read(session, await plan(session, daily, 'incremental'))
    await drop.put('r_20260301.csv', 'id\n5\n')
    await drop.state('r_20260301.csv')
    const planned = await plan(session, daily, 'incremental')
    expect((await read(session, planned)).map(({ row }) => row)).toEqual([['5']])
  })

  it('moves nothing when files are kept', async () => {
    const session = open()
    const before = await drop.contents()
    const planned = await plan(session, daily, 'incremental')
    await read(session, planned)
    await session.acknowledge?.(planned.until)
    expect(await drop.contents()).toEqual(before)
  })
})
