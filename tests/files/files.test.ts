import { createHash } from 'node:crypto'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDecoder, createEncodingCheck, type Encoding } from '../../files/encoding.ts'
import { encodeGb18030 } from '../../files/gb18030.ts'
import { inspectFile } from '../../files/inspect.ts'
import { readManifest } from '../../files/manifest.ts'
import { compileFilePattern } from '../../files/pattern.ts'
import { readFrozen } from '../../files/read-frozen.ts'
import { createTextWindow } from '../../files/text-window.ts'

const signal = new AbortController().signal
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guiji-files-'))
})
afterAll(() => rm(folder, { recursive: true }))
const put = async (content: Uint8Array | string) => {
  const path = join(folder, 'f')
  await writeFile(path, content)
  return path
}
const inspect = async (content: Uint8Array | string, declared: Encoding | 'auto' = 'auto') =>
  inspectFile(await put(content), 'f', declared, signal)
const anyText = fc.string({ unit: fc.constantFrom('a', ',', '\n', 'é', '张', '䶮', '𠮷', '€', '\uE000') })

describe('the encoding of a file', () => {
  const checked = (bytes: Uint8Array, cuts: readonly number[], declared: Encoding | 'auto' = 'auto') => {
    const check = createEncodingCheck(declared)
    const ends = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b)
    let from = 0
    for (const end of ends) {
      // one block used again and again, as a reader does
      block.set(bytes.subarray(from, end))
      check.write(block.subarray(0, end - from))
      from = end
    }
    return check.end()
  }
  const block = new Uint8Array(4096)
  const decodes = (encoding: string, bytes: Uint8Array) => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes)
      return true
    } catch {
      return false
    }
  }
  const cuts = fc.array(fc.nat(200), { maxLength: 8 })

  it('decodes as strictly as a decoder, and keeps a mark', () => {
    const decode = createDecoder('utf-8')
    const outcome = (read: () => string) => {
      try {
        return read()
      } catch (error) {
        return error instanceof TypeError
      }
    }
    const bytes = fc.oneof(
      anyText.map((text) => Buffer.from(`\uFEFF${text}`)),
      anyText.map(encodeGb18030),
      fc.uint8Array({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(bytes, fc.nat(3), (given, before) => {
        // a view into a larger block, as a reader has it
        const view = Buffer.concat([Buffer.alloc(before), given]).subarray(before)
        expect(outcome(() => decode(view))).toBe(outcome(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(given)))
      }),
      { numRuns: 2000 },
    )
  })

  it('is what the whole of it is, however it is cut', () => {
    const bytes = fc.oneof(
      anyText.map((text) => Buffer.from(text)),
      anyText.map(encodeGb18030),
      fc.uint8Array({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(
        fc.tuple(bytes, bytes).map((parts) => Buffer.concat(parts)),
        cuts,
        (content, at) => {
          const expected = decodes('utf-8', content) ? 'utf-8' : decodes('gb18030', content) ? 'gb18030' : null
          expect(checked(content, at)).toBe(expected)
          expect(checked(content, at, 'gb18030')).toBe(decodes('gb18030', content) ? 'gb18030' : null)
          expect(checked(content, at, 'utf-8')).toBe(decodes('utf-8', content) ? 'utf-8' : null)
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('is told by its byte order mark, which is held to', async () => {
    expect(await inspect('\uFEFF张')).toMatchObject({ encoding: 'utf-8', markBytes: 3 })
    expect(await inspect(encodeGb18030('\uFEFF张'))).toMatchObject({ encoding: 'gb18030', markBytes: 4 })
    await expect(inspect(Buffer.concat([Buffer.from('\uFEFF'), encodeGb18030('张三')]))).rejects.toMatchObject({
      code: 'FILE_UNDECODABLE',
      details: { tried: 'utf-8' },
    })
    await expect(inspect(Buffer.from('\uFEFFa', 'utf16le'))).rejects.toMatchObject({
      code: 'FILE_WIDE_ENCODING',
      details: { encoding: 'UTF-16' },
    })
  })

  it('is found in one pass with digest and length, characters across blocks included', async () => {
    const content = Buffer.from(`x${'张'.repeat(1_000_000)}`)
    expect(await inspect(content)).toEqual({
      length: content.length,
      digest: createHash('sha256').update(content).digest('hex'),
      encoding: 'utf-8',
      markBytes: 0,
      steady: true,
    })
    const gb = encodeGb18030(`x${'张𠮷'.repeat(400_000)}`)
    expect(await inspect(gb)).toMatchObject({ encoding: 'gb18030', length: gb.length })
    await expect(inspect(gb.subarray(0, -1))).rejects.toMatchObject({ code: 'FILE_UNDECODABLE' })
  })

  it('writes rare characters of names that GBK loses', () => {
    expect(new TextDecoder('gb18030', { fatal: true }).decode(encodeGb18030('䶮𠮷㛃'))).toBe('䶮𠮷㛃')
  })
})

describe('a window over a text file', () => {
  it('knows the byte offset of every line, in both encodings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          anyText.map((text) => text.replaceAll('\n', ' ')),
          { minLength: 1, maxLength: 30 },
        ),
        fc.constantFrom('utf-8' as const, 'gb18030' as const),
        fc.integer({ min: 1, max: 64 }),
        async (lines, encoding, viewBytes) => {
          const encode = (text: string) => (encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(encodeGb18030(text)))
          const bytes = encode(lines.map((line) => `${line}\n`).join(''))
          async function* blocks() {
            for (let at = 0; at < bytes.length; at += 10) yield bytes.subarray(at, at + 10)
          }
          const window = createTextWindow(blocks(), { name: 'f', encoding, offset: 0, viewBytes, maxBytes: 1 << 20 })
          const seen: string[] = []
          for (let view = await window.view(); view !== null; view = await window.view()) {
            const at = window.offset
            const first = view.text.slice(0, view.text.indexOf('\n') + 1)
            window.advance(first.length)
            expect(window.offset - at).toBe(encode(first).length)
            seen.push(first.slice(0, -1))
          }
          expect(seen).toEqual(lines)
          expect(window.offset).toBe(bytes.length)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a frozen file', () => {
  it('is given from an offset on, in full only when nothing has changed', async () => {
    const content = Buffer.alloc(600_000, 'abc')
    const path = await put(content)
    const { length, digest } = await inspectFile(path, 'f', 'auto', signal)
    const read = async (frozen = { name: 'f', length, digest }, offset = 0) => {
      const blocks: Buffer[] = []
      for await (const block of readFrozen(path, frozen, offset, signal)) blocks.push(Buffer.from(block))
      return Buffer.concat(blocks)
    }
    expect((await read()).equals(content)).toBe(true)
    expect((await read(undefined, 300_001)).equals(content.subarray(300_001))).toBe(true)
    expect(await read(undefined, length)).toHaveLength(0)
    await expect(read({ name: 'f', length, digest: '0'.repeat(64) }, length)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    await appendFile(path, 'x')
    await expect(read()).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    await rm(path)
    await expect(read()).rejects.toMatchObject({ code: 'FILE_GONE' })
  })
})

describe('a file pattern', () => {
  it.each([
    ['r_{period:yyyyMMdd}.csv', 'r_20240229.csv', { from: '2024-02-29', to: '2024-02-29' }],
    ['r_{period:yyyyMMdd}.csv', 'r_20260229.csv', null],
    ['r_{period:yyyyMMdd}.csv', 'r_2026022.csv', null],
    ['r_{period:yyyyMM}*.csv', 'r_202602_v2.csv', { from: '2026-02-01', to: '2026-02-28' }],
    ['{period:yyyy}年.csv', '2026年.csv', { from: '2026-01-01', to: '2026-12-31' }],
    ['r.csv', 'rxcsv', null],
  ])('%s on %s', (pattern, name, period) => {
    expect(compileFilePattern(pattern).match(name)).toEqual(period === null ? null : { period })
  })

  it.each(['', '../r.csv', 'a/b.csv', '{period:MMdd}.csv', '{period:yyyy}{period:yyyyMM}.csv', '{date}.csv'])('refuses %j', (pattern) => {
    expect(() => compileFilePattern(pattern)).toThrow('FILE_PATTERN_WRONG')
  })
})

describe('a manifest', () => {
  it.each([
    ['{"rows": 1, "bytes": 2}', { rows: 1, bytes: 2, sha256: null }],
    [`{"sha256": "${'A'.repeat(64)}", "by": "x"}`, { rows: null, bytes: null, sha256: 'a'.repeat(64) }],
    ['{"rows": 1}', 'unreadable'],
    ['{"rows": -1, "bytes": 2}', 'unreadable'],
    ['{"bytes": 2', 'unreadable'],
    ['null', 'unreadable'],
  ])('%s', async (text, expected) => {
    expect(await readManifest(await put(text))).toEqual(expected)
    expect(await readManifest(join(folder, 'none'))).toBeNull()
  })
})
