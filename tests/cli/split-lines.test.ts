import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLines, type Line } from '../../cli/normalize/split-lines.ts'

async function linesOf(pieces: readonly Uint8Array[], maxBytes?: number): Promise<Line[]> {
  const lines: Line[] = []
  async function* input() {
    for (const piece of pieces) yield await Promise.resolve(piece)
  }
  for await (const some of splitLines(input(), maxBytes)) lines.push(...some)
  return lines
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...sorted, bytes.length].map((to, index) => bytes.subarray(index === 0 ? 0 : (sorted[index - 1] as number), to))
}

const lineText = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/[\n\r]|^\ufeff/.test(text))

test('lines are the same wherever the input is cut, with either end, with and without the last one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lineText, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.boolean(),
      async (lines, places, end, hasEnd, hasBom) => {
        const texts = hasEnd || lines.at(-1) !== '' ? lines : [...lines.slice(0, -1), 'x']
        const bytes = Buffer.from((hasBom ? '\ufeff' : '') + texts.join(end) + (hasEnd ? end : ''))
        expect(await linesOf(cut(bytes, places))).toEqual(texts)
      },
    ),
  )
})

test('a line that is no UTF-8 is told, the lines about it are read', async () => {
  const bytes = Buffer.concat([Buffer.from('一\n'), Buffer.from([0xff, 0x0a, 0xe4, 0xb8]), Buffer.from('\n二\n'), Buffer.from([0xe4])])
  const bad = { problem: 'UNDECODABLE' }
  for (const places of [[], [1], [3, 4, 5], [6, 7], [8]]) expect(await linesOf(cut(bytes, places))).toEqual(['一', bad, bad, '二', bad])
})

test('a line longer than the limit is told and not held', async () => {
  const bytes = Buffer.from(`${'a'.repeat(100)}\nb\n${'c'.repeat(50)}`)
  const pieces = Array.from({ length: Math.ceil(bytes.length / 10) }, (_, index) => bytes.subarray(index * 10, index * 10 + 10))
  expect(await linesOf(pieces, 40)).toEqual([{ problem: 'LINE_TOO_LONG' }, 'b', { problem: 'LINE_TOO_LONG' }])
})
