import { readFileSync } from 'node:fs'
import { rowValidator } from '../activities/land.ts'
import { compileContext } from '../activities/compile-context.ts'
import type { Piece } from '../core/connector.ts'
import type { Json } from '../core/values.ts'
import { openProject } from '../project/open-project.ts'
import { loadTransforms } from '../project/registries.ts'
import { compileRows, createCompiledRows } from '../transforms/compile-rows.ts'
import { columns } from './_people.ts'
import { asset } from './_project.ts'
import type { Stopwatch } from './_stopwatch.ts'

const pieceBytes = 64 * 1024
const batchBytes = 8 * 1024 * 1024
/** Pieces split before the watch runs: reading the processor's clock costs too much to do it for each. */
const splitAtOnce = 16
const lineFeed = 0x0a

/** The file's lines without its header, cut after every 64 KiB or so; bytes, so that they are no burden on the heap. */
export function readSources(file: string): Buffer[] {
  const bytes = readFileSync(file)
  const sources: Buffer[] = []
  for (let at = bytes.indexOf(lineFeed) + 1; at < bytes.length;) {
    const end = bytes.indexOf(lineFeed, at + pieceBytes) + 1
    sources.push(bytes.subarray(at, end === 0 ? bytes.length : end))
    at = end === 0 ? bytes.length : end
  }
  return sources
}

/** What a connector hands over for one of the sources: rows that have just been split. */
function pieceOf(source: Buffer): Piece<Json> {
  const lines = source.toString().split('\n')
  if (lines.at(-1) === '') lines.pop()
  const rows = lines.map((line) => line.split(','))
  return { rows, position: null, bytes: source.length, locate: (row) => `register.csv:${row}` }
}

/**
 * One pass over all sources: cleansed, validated, encoded for COPY, gathered into batches as landing does. Gives the
 * accepted lines. The watch runs from the split row on.
 */
export async function rowPass(project: string): Promise<(sources: readonly Buffer[], watch: Stopwatch) => number> {
  const opened = openProject(project, { env: {} })
  const { spec } = await opened.asset(asset)
  if (spec.kind !== 'dataset') throw new Error('no dataset')
  const registry = await loadTransforms(opened.registries, spec.fields)
  const context = compileContext({ env: {}, now: () => '2026-12-01T00:00:00Z', lists: spec.lists })
  const columnsOfSource = columns.map((name) => ({ name, type: 'text' as const }))
  const compiler = compileRows(spec, 0, columnsOfSource, registry, context, rowValidator(spec, registry))
  let spare: Buffer | undefined
  return (sources, watch) => {
    let ordinal = 0
    let lines = 0
    let out = createCompiledRows(spare)
    for (let first = 0; first < sources.length; first += splitAtOnce) {
      const pieces = sources.slice(first, first + splitAtOnce).map(pieceOf)
      watch.start()
      for (const piece of pieces) {
        compiler.compile(piece, ordinal, out)
        ordinal += piece.rows.length
        if (out.bytes < batchBytes) continue
        lines += out.count
        // as landing does: a finished batch's memory serves the next but one
        const room = out.room()
        out = createCompiledRows(spare)
        spare = room
      }
      watch.stop()
    }
    return lines + out.count
  }
}
