import { signature } from './binary-copy.ts'
import type { CopyOut } from './copy-out.ts'

/**
 * Rows, and bytes, that are kept in memory at most, ahead of the one that comes next. PostgreSQL makes a table longer by up to 64
 * pages at once: rows that were changed later fill those that the first load left empty, and lie between the others.
 */
export const mostAhead = 8192
const mostBytes = 1024 * 1024
/** Twice as many, so that they need not be moved for each row. */
const capacity = 2 * mostAhead
const roomBytes = 2 * mostBytes
/** Messages of the protocol: a letter and the length, the letter not counted in. */
const [begins, data] = ['H'.charCodeAt(0), 'd'.charCodeAt(0)]
const [letterBytes, lengthBytes] = [1, 4]
/** A row's count of columns, then its place (ctid: block and number) and its writer (xmin), each with its length. */
const placeFrom = 2 + lengthBytes
const writerFrom = placeFrom + 4 + 2 + lengthBytes
const columnsFrom = writerFrom + 4

/** Where `count` columns of COPY's binary format, which begin at a place, end. */
export function endOfColumns(bytes: Buffer, from: number, count: number): number {
  let at = from
  for (let column = 0; column < count; column++) at += lengthBytes + Math.max(bytes.readInt32BE(at), 0)
  return at
}

/**
 * A reading of published rows, as COPY gives them in its binary format: place and writer first, then the table's columns. Rows that
 * were not passed yet are kept in memory, some of them ahead.
 */
export class PublishedRows {
  /** There is no other row, and the connection is free. */
  isAtEnd = false
  /** Where the last passed row lies. */
  private block = 0
  private number = 0
  /** Transactions that wrote the rows passed since they were asked for last; the last of them. */
  private readonly writers = new Set<number>()
  private writer = -1
  private readonly source: CopyOut
  private readonly keys: readonly number[]
  private bytes = Buffer.allocUnsafeSlow(roomBytes)
  /** What lies in memory: from the first row that was not passed, or the message that is looked at next, to the end. */
  private from = 0
  private next = 0
  private to = 0
  private isFirst = true
  /** Rows that were found by where they begin, and where they end: from `head`, which was not passed, to `tail`. */
  private readonly starts = new Int32Array(capacity)
  private readonly ends = new Int32Array(capacity)
  /** Hashes of their keys. */
  private readonly tags = new Int32Array(capacity)
  private head = 0
  private tail = 0

  /** `keys`: the columns of the key, in turn. */
  constructor(source: CopyOut, keys: readonly number[]) {
    this.source = source
    this.keys = keys
  }

  /** Whether the next row lies in memory. */
  get isAtHand(): boolean {
    return this.head < this.tail || this.scan()
  }

  /** Bytes of the next row's columns. */
  get length(): number {
    return (this.ends[this.head] as number) - (this.starts[this.head] as number) - columnsFrom
  }

  /** Whether the columns that begin there are the next row's, byte for byte. */
  isNext(rows: Buffer, at: number): boolean {
    const start = (this.starts[this.head] as number) + columnsFrom
    const end = this.ends[this.head] as number
    const until = at + end - start
    return until <= rows.length && rows.compare(this.bytes, start, end, at, until) === 0
  }

  /** The transactions that wrote the rows passed since the last call. */
  takeWriters(): readonly number[] {
    const writers = [...this.writers]
    this.writers.clear()
    this.writer = -1
    return writers
  }

  /** The row of those in memory, from one to before another, counted from the next, whose key is that of the columns there; else -1. */
  find(rows: Buffer, at: number, from: number, to: number): number {
    const tag = this.tagOf(rows, at)
    const until = Math.min(this.head + to, this.tail)
    for (let row = this.head + from; row < until; row++) {
      if (this.tags[row] === tag && this.hasSameKey(rows, at, (this.starts[row] as number) + columnsFrom)) return row - this.head
    }
    return -1
  }

  pass(): void {
    const place = (this.starts[this.head] as number) + placeFrom
    this.block = this.bytes.readUInt32BE(place)
    this.number = this.bytes.readUInt16BE(place + 4)
    const writer = this.bytes.readUInt32BE(place - placeFrom + writerFrom)
    if (writer !== this.writer) this.writers.add((this.writer = writer))
    this.from = this.ends[this.head] as number
    this.head++
  }

  /** The last passed row's place, as PostgreSQL writes it. */
  get place(): string {
    return `(${this.block},${this.number})`
  }

  /** Has so many rows in memory, unless there are no more of them; they may have to be waited for. Gives whether there is one. */
  async reach(count: number): Promise<boolean> {
    const isEnough = () => this.tail - this.head >= (this.next - this.from > mostBytes ? 1 : count)
    while (!isEnough() && (this.scan() || (await this.fill())));
    return this.head < this.tail
  }

  private hasSameKey(rows: Buffer, at: number, start: number): boolean {
    for (const key of this.keys) {
      const [mine, theirs] = [endOfColumns(rows, at, key), endOfColumns(this.bytes, start, key)]
      const [end, until] = [endOfColumns(rows, mine, 1), endOfColumns(this.bytes, theirs, 1)]
      if (end - mine !== until - theirs || rows.compare(this.bytes, theirs, until, mine, end) !== 0) return false
    }
    return true
  }

  /** FNV-1a over the values of the key. */
  private tagOf(bytes: Buffer, at: number): number {
    let tag = 0x811c9dc5
    for (const key of this.keys) {
      const from = endOfColumns(bytes, at, key)
      const to = endOfColumns(bytes, from, 1)
      for (let byte = from; byte < to; byte++) tag = Math.imul(tag ^ (bytes[byte] as number), 0x01000193)
    }
    return tag
  }

  /** Finds the next row's end; false where more bytes are needed, or none come. */
  private scan(): boolean {
    const at = this.next
    if (this.isAtEnd || at + letterBytes + lengthBytes > this.to) return false
    const end = at + letterBytes + this.bytes.readInt32BE(at + letterBytes)
    if (end > this.to) return false
    const letter = this.bytes[at]
    if (letter !== data && letter !== begins) {
      this.isAtEnd = true
      this.source.giveBack(Buffer.from(this.bytes.subarray(at, this.to)))
      return false
    }
    this.next = end
    if (letter === begins) return this.scan()
    // the signature travels with the first row
    const start = at + letterBytes + lengthBytes + (this.isFirst ? signature.length : 0)
    this.isFirst = false
    // what ends the rows travels alone
    if (this.bytes.readInt16BE(start) < 0) return this.scan()
    if (this.tail === capacity) this.shift(0)
    this.starts[this.tail] = start
    this.ends[this.tail] = end
    this.tags[this.tail] = this.tagOf(this.bytes, start + columnsFrom)
    this.tail++
    return true
  }

  private async fill(): Promise<boolean> {
    if (this.isAtEnd) return false
    const chunk = await this.source.take()
    if (this.to + chunk.length > this.bytes.length) this.makeRoom(chunk.length)
    this.to += chunk.copy(this.bytes, this.to)
    return true
  }

  private makeRoom(more: number): void {
    if (this.head === this.tail) this.from = this.next
    const { from } = this
    const kept = this.to - from
    const room = kept + more <= this.bytes.length ? this.bytes : Buffer.allocUnsafeSlow(2 * (kept + more))
    this.bytes.copy(room, 0, from, this.to)
    this.bytes = room
    this.shift(from)
    this.next -= from
    this.to = kept
    this.from = 0
  }

  /** Rows that were not passed come first, so many bytes nearer to the beginning. */
  private shift(bytes: number): void {
    for (let row = this.head; row < this.tail; row++) {
      this.starts[row - this.head] = (this.starts[row] as number) - bytes
      this.ends[row - this.head] = (this.ends[row] as number) - bytes
      this.tags[row - this.head] = this.tags[row] as number
    }
    this.tail -= this.head
    this.head = 0
  }
}
