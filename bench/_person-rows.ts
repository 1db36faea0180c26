import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { rowValidator } from '../activities/land.ts'
import { compileContext } from '../activities/compile-context.ts'
import type { Piece } from '../core/connector.ts'
import type { Json, Row } from '../core/values.ts'
import { openProject } from '../project/open-project.ts'
import { loadTransforms } from '../project/registries.ts'
import { compileRows, createCompiledRows } from '../transforms/compile-rows.ts'
import { columns } from './_people.ts'
import { asset } from './_project.ts'

const pieceBytes = 64 * 1024
const batchBytes = 8 * 1024 * 1024

/** The file's rows as a connector hands them over: already split, about 64 KiB of source a piece. */
export async function readPieces(file: string): Promise<Piece<Json>[]> {
  const pieces: Piece<Json>[] = []
  let rows: Row[] = []
  let bytes = 0
  let isHeader = true
  const close = () => {
    if (rows.length > 0) pieces.push({ rows, position: null, bytes, locate: (row) => `register.csv:${row}` })
    rows = []
    bytes = 0
  }
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (!isHeader) rows.push(line.split(','))
    isHeader = false
    bytes += Buffer.byteLength(line) + 1
    if (bytes >= pieceBytes) close()
  }
  close()
  return pieces
}

/** One pass over all pieces: cleansed, validated, encoded for COPY, gathered into batches as landing does. Gives the accepted lines. */
export async function rowPass(project: string): Promise<(pieces: readonly Piece<Json>[]) => number> {
  const opened = openProject(project, { env: {} })
  const { spec } = await opened.asset(asset)
  if (spec.kind !== 'dataset') throw new Error('no dataset')
  const registry = await loadTransforms(opened.registries, spec.fields)
  const context = compileContext({ env: {}, now: () => '2026-12-01T00:00:00Z', lists: spec.lists })
  const source = columns.map((name) => ({ name, type: 'text' as const }))
  const compiler = compileRows(spec, 0, source, registry, context, rowValidator(spec, registry))
  return (pieces) => {
    let ordinal = 0
    let lines = 0
    let spare: Buffer | undefined
    let out = createCompiledRows()
    for (const piece of pieces) {
      compiler.compile(piece, ordinal, out)
      ordinal += piece.rows.length
      if (out.bytes < batchBytes) continue
      lines += out.lines
      const room = out.room()
      out = createCompiledRows(spare)
      spare = room
    }
    return lines + out.lines
  }
}
