import { expect, test } from 'vitest'
import { signature } from '../../databases/binary-copy.ts'
import { CopyOut } from '../../databases/copy-out.ts'
import { PublishedRows } from '../../databases/published-rows.ts'

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
    Buffer.concat([int16(values.length + 1), int32(6), int32(row >> 5), int16((row & 31) + 1), columnsOf(values)]),
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

function reading(): { readonly wire: FakeWire; readonly rows: PublishedRows; readonly source: CopyOut } {
  const wire = new FakeWire()
  const source = new CopyOut('copy')
  source.submit(wire)
  return { wire, source, rows: new PublishedRows(source) }
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
    expect(await published.hasNext()).toBe(true)
    const other = columnsOf([String(id), 'other'])
    expect(published.isNext(Buffer.concat([Buffer.from('xyz'), columnsOf(values), other]), 3)).toBe(true)
    expect(published.isNext(other, 0)).toBe(false)
    if (id + 3 < rows.length) expect(await published.before(columnsOf([String(id + 3), 'other']), 0, [0])).toBe(3)
    published.pass()
    found.push(published.place)
  }
  expect(found).toEqual(rows.map((_, row) => `(${row >> 5},${(row & 31) + 1})`))
  expect(await published.hasNext()).toBe(false)
  expect(published.isAtEnd).toBe(true)
  // the driver has the rest, and listens again
  expect(Buffer.concat(wire.driven).toString()).toContain('COPY 1')
  expect(wire.listening).toHaveLength(1)
  expect(wire.paused).toBe(false)
})

test('a table without rows has none', async () => {
  const { wire, rows } = reading()
  wire.give(answer([]))
  expect(await rows.hasNext()).toBe(false)
})

test('a row is looked for among the nearest only, by all columns of its key', async () => {
  const { wire, rows } = reading()
  wire.give(answer(Array.from({ length: 100 }, (_, id): Values => [String(id), 'a', String(id % 2)])))
  expect(await rows.before(columnsOf(['20', 'b', '0']), 0, [0, 2])).toBe(20)
  expect(await rows.before(columnsOf(['20', 'b', '1']), 0, [0, 2])).toBe(-1)
  expect(await rows.before(columnsOf(['60', 'a', '0']), 0, [0])).toBe(-1)
})

test('whoever waits hears of the end of the connection, and of an error that the server tells', async () => {
  const { source, rows } = reading()
  const waiting = [rows.hasNext(), source.take()]
  source.handleError(new Error('gone'))
  for (const each of waiting) await expect(each).rejects.toThrow('gone')
  const other = reading()
  other.wire.give(Buffer.concat([message('H', Buffer.from([1, 0, 0])), message('E', Buffer.from('SERROR\0\0'))]))
  expect(await other.rows.hasNext()).toBe(false)
  expect(Buffer.concat(other.wire.driven).toString()).toContain('SERROR')
})

test('more than a little is not read ahead', async () => {
  const { wire, source } = reading()
  for (let part = 0; part < 20; part++) wire.give(Buffer.alloc(100_000))
  expect(wire.paused).toBe(true)
  for (let part = 0; part < 20; part++) await source.take()
  expect(wire.paused).toBe(false)
})
