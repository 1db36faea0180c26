import { expect, test } from 'vitest'
import { signature } from '../../databases/binary-copy.ts'
import { CopyOut } from '../../databases/copy-out.ts'
import { mostAhead, PublishedRows } from '../../databases/published-rows.ts'

/** A connection that hands over what a test gives it. */
class FakeWire {
  listening: ((bytes: Buffer) => void)[] = []
  driven: Buffer[] = []
  paused = false
  readonly stream = {
    listeners: () => this.listening,
    on: (_: string, listener: (bytes: Buffer) => void) => void this.listening.push(listener),
    off: (_: string, listener: (bytes: Buffer) => void) => void (this.listening = this.listening.filter((each) => each !== listener)),
    pause: () => void (this.paused = true),
    resume: () => void (this.paused = false),
  }
  constructor() {
    this.listening.push((bytes) => void this.driven.push(bytes))
  }
  query(): void {
    // the answer is given by the test
  }
  give(bytes: Buffer): void {
    for (const listener of this.listening) listener(bytes)
  }
}

const int16 = (value: number) => Buffer.from([(value >> 8) & 0xff, value & 0xff])
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const message = (letter: string, body: Buffer) => Buffer.concat([Buffer.from(letter), int32(body.length + 4), body])
const columnsOf = (values: readonly (string | null)[]) =>
  Buffer.concat(values.map((value) => (value === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]))))
type Values = readonly (string | null)[]

/** What a server sends: the answer's beginning, the rows, the first with the signature, what ends them, and the end. */
function answer(rows: readonly Values[]): Buffer {
  const tuples = rows.map((values, row) =>
    Buffer.concat([
      int16(values.length + 2),
      int32(6),
      int32(row >> 5),
      int16((row & 31) + 1),
      int32(4),
      int32(7 + (row % 3)),
      columnsOf(values),
    ]),
  )
  const end = int16(-1)
  const data = [...tuples, end].map((tuple, index) => message('d', index === 0 ? Buffer.concat([signature, tuple]) : tuple))
  return Buffer.concat([
    message('H', Buffer.from([1, 0, 0])),
    ...data,
    message('c', Buffer.alloc(0)),
    message('C', Buffer.from('COPY 1\0')),
  ])
}

function reading(keys: readonly number[] = [0]): { readonly wire: FakeWire; readonly rows: PublishedRows; readonly source: CopyOut } {
  const wire = new FakeWire()
  const source = new CopyOut('copy')
  source.submit(wire)
  return { wire, source, rows: new PublishedRows(source, keys) }
}

/** Numbers from 0 to below `most`, the same in every run. */
function chance(seed: number) {
  let state = seed
  return (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * most)
  }
}

test.each([1, 2, 3, 4, 5, 6])('rows come as they are, wherever the answer is cut (%i)', async (seed) => {
  const any = chance(seed)
  const rows = Array.from({ length: 400 }, (_, id): Values => [
    String(id),
    any(9) === 0 ? null : '甲'.repeat(any(seed === 6 && any(40) === 0 ? 400_000 : 90)),
  ])
  const bytes = answer(rows)
  const { wire, rows: published } = reading()
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(at + 1 + any(seed === 1 ? 3 : 70_000), bytes.length)
    wire.give(bytes.subarray(at, end))
    at = end
  }
  const found: string[] = []
  for (const [id, values] of rows.entries()) {
    expect(await published.reach(1)).toBe(true)
    const other = columnsOf([String(id), 'other'])
    expect(published.isNext(Buffer.concat([Buffer.from('xyz'), columnsOf(values), other]), 3)).toBe(true)
    expect(published.isNext(other, 0)).toBe(false)
    if (id + 3 < rows.length) {
      await published.reach(4)
      // large rows are not kept so far ahead
      expect(seed === 6 ? [3, -1] : [3]).toContain(published.find(columnsOf([String(id + 3), 'other']), 0, 0, 4))
      expect(published.find(columnsOf([String(id + 3), 'other']), 0, 0, 3)).toBe(-1)
    }
    published.pass()
    found.push(published.place)
  }
  expect(found).toEqual(rows.map((_, row) => `(${row >> 5},${(row & 31) + 1})`))
  expect([...published.takeWriters()].sort()).toEqual([7, 8, 9])
  expect(published.takeWriters()).toEqual([])
  expect(await published.reach(1)).toBe(false)
  expect(published.isAtEnd).toBe(true)
  // the driver has the rest, and listens again
  expect(Buffer.concat(wire.driven).toString()).toContain('COPY 1')
  expect(wire.listening).toHaveLength(1)
  expect(wire.paused).toBe(false)
})

test('a table without rows has none', async () => {
  const { wire, rows } = reading()
  wire.give(answer([]))
  expect(await rows.reach(1)).toBe(false)
})

test('a row is found by all columns of its key', async () => {
  const { wire, rows } = reading([0, 2])
  wire.give(answer(Array.from({ length: 100 }, (_, id): Values => [String(id), 'a', String(id % 2)])))
  await rows.reach(100)
  expect(rows.find(columnsOf(['20', 'b', '0']), 0, 0, 100)).toBe(20)
  expect(rows.find(columnsOf(['20', 'b', '0']), 0, 21, 100)).toBe(-1)
  expect(rows.find(columnsOf(['20', 'b', '1']), 0, 0, 100)).toBe(-1)
})

test('no more rows than asked for are kept, however many are passed', async () => {
  const { wire, rows } = reading()
  wire.give(answer(Array.from({ length: 20_000 }, (_, id): Values => [String(id)])))
  for (let id = 0; id < 20_000; id++) {
    await rows.reach(Math.min(mostAhead, 20_000 - id))
    expect(rows.isNext(columnsOf([String(id)]), 0)).toBe(true)
    rows.pass()
  }
  expect(await rows.reach(1)).toBe(false)
})

test('whoever waits hears of the end of the connection, and of an error that the server tells', async () => {
  const { source, rows } = reading()
  const waiting = [rows.reach(1), source.take()]
  source.handleError(new Error('gone'))
  for (const each of waiting) await expect(each).rejects.toThrow('gone')
  const other = reading()
  other.wire.give(Buffer.concat([message('H', Buffer.from([1, 0, 0])), message('E', Buffer.from('SERROR\0\0'))]))
  expect(await other.rows.reach(1)).toBe(false)
  expect(Buffer.concat(other.wire.driven).toString()).toContain('SERROR')
})

test('more than a little is not read ahead', async () => {
  const { wire, source } = reading()
  for (let part = 0; part < 20; part++) wire.give(Buffer.alloc(100_000))
  expect(wire.paused).toBe(true)
  for (let part = 0; part < 20; part++) await source.take()
  expect(wire.paused).toBe(false)
})
