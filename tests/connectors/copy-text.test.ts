import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CopyMalformed, readCopyText } from '../../connectors/_copy-text.ts'
import type { Value } from '../../core/values.ts'

const text = { type: 'text' } as const
const written = (cell: string | null) =>
  cell === null ? '\\N' : cell.replace(/[\\\n\r\t]/g, (c) => `\\${{ '\n': 'n', '\r': 'r', '\t': 't' }[c] ?? c}`)

async function readAll(chunks: readonly Buffer[], columns: Parameters<typeof readCopyText>[1], pieceBytes = 16) {
  const rows: Value[][] = []
  let bytes = 0
  async function* given() {
    yield* chunks
  }
  for await (const piece of readCopyText(given(), columns, pieceBytes)) {
    rows.push(...piece.rows)
    bytes += piece.bytes
  }
  return { rows, bytes }
}

it('reads back any text from any chunks', async () => {
  const cell = fc.oneof(fc.constant(null), fc.string({ unit: fc.constantFrom('a', '\\', '\n', '\r', '\t', 'N', '张', '𠮷', '') }))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), fc.array(fc.nat(300), { maxLength: 6 }), async (table, cuts) => {
      const bytes = Buffer.from(table.map((row) => `${row.map(written).join('\t')}\n`).join(''))
      const ends = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b)
      const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end))
      expect(await readAll(chunks, [text, text])).toEqual({ rows: table, bytes: bytes.length })
    }),
    { numRuns: 1000 },
  )
})

it('keeps bytes that are no UTF-8 as such, and the cells around them', async () => {
  const gbk = Buffer.from([0xd5, 0xc5, 0x81, 0x5c, 0x5c]) // 张, and a character whose second byte is a backslash, which the server doubles
  const chunk = Buffer.concat([Buffer.from('1\t张\t'), gbk, Buffer.from('\n')])
  const { rows } = await readAll([chunk], [{ type: 'integer' }, text, text])
  expect(rows).toEqual([[{ tag: 'number', text: '1' }, '张', { tag: 'undecodable', text: 'd5c5815c' }]])
})

it.each([
  ['ends within a row', '1\t甲\n2\t乙'],
  ['has a row of fewer columns', '1\t甲\n2\n3\t丙\n'],
])('refuses what %s', async (_, written) => {
  await expect(readAll([Buffer.from(written)], [text, text])).rejects.toThrow(CopyMalformed)
})
