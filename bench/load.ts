import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cases, type Line } from './_cases.ts'
import { has } from './_copy.ts'
import { changedFile, columns, mostRows, peopleFile } from './_people.ts'
import { openPostgres, openTemporal } from './_servers.ts'

/**
 * Loads synthetic persons as the product does, and as people do by hand on the same server, case by case:
 * npm run bench -- load [--rows N] [--seed S] [--only files,table,cursor,worker,pgloader] [--cursor-rows N,M] [--rounds N] [--json FILE].
 * Times are told, never judged. Run in the repository's folder.
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rows: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '1' },
    'cursor-rows': { type: 'string', default: '500000,5000000' },
    json: { type: 'string' },
  },
})
const rows = Number(values.rows)
const seed = Number(values.seed)
const rounds = Number(values.rounds)
const cursorRows = values['cursor-rows'].split(',').map(Number)
if (!Number.isInteger(rows) || rows < 1 || rows > mostRows) throw new Error(`--rows: 1 to ${mostRows}`)
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: a whole number')
if (!Number.isInteger(seed)) throw new Error('--seed: a whole number')
if (!cursorRows.every((count) => Number.isInteger(count) && count > 0)) throw new Error('--cursor-rows: whole numbers')
const wanted = values.only?.split(',') ?? Object.keys(cases)
for (const name of wanted) if (!(name in cases)) throw new Error(`--only: ${Object.keys(cases).join(', ')}`)

const root = process.cwd()
const scratch = await mkdtemp(join(tmpdir(), 'guiji-bench-'))
const tell = (line: string) => process.stderr.write(`${line}\n`)
const closers: (() => Promise<void>)[] = []
try {
  if (!(await has('psql'))) throw new Error('no psql on PATH: there is nothing to hold the product against')
  const folder = join(root, '.guiji-long')
  const file = await peopleFile(folder, rows, seed)
  const changed = await changedFile(folder, file, rows, seed)
  const fileBytes = (await stat(file)).size
  const postgres = await openPostgres(scratch)
  closers.unshift(() => postgres.close())
  const temporal = wanted.includes('worker') ? await openTemporal(scratch) : null
  if (temporal !== null) closers.unshift(() => temporal.stop())
  const lines: Line[] = []
  const load = loadavg()[0] ?? 0
  for (const name of Array.from({ length: rounds }, () => wanted).flat()) {
    if (name === 'pgloader' && !(await has('pgloader'))) {
      tell('NOT MEASURED: pgloader, which is not on PATH')
      continue
    }
    tell(`${name} …`)
    const bench = { root, scratch, postgres, rows, file, changed, cursorRows, tell, temporalAddress: temporal?.address ?? null }
    lines.push(...((await cases[name]?.(bench)) ?? []))
  }
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    load,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: postgres.version,
  }
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, load ${load.toFixed(1)} at the start; Node ${machine.node}; PostgreSQL ${postgres.version}\n`,
  )
  process.stdout.write(`${rows} rows of ${columns.length} columns, ${fileBytes} bytes, ${Math.round(fileBytes / rows)} a row\n\n`)
  printTable(medians(lines))
  const result = {
    bench: 'load',
    at: new Date().toISOString(),
    machine,
    rows,
    columns: columns.length,
    fileBytes,
    seed,
    rounds,
    lines: medians(lines),
    every: lines,
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)
} finally {
  for (const close of closers) await close()
  await rm(scratch, { recursive: true, force: true })
}

/** Of several rounds the one in the middle, by ours in terms of what it is held against. */
function medians(measured: readonly Line[]): readonly Line[] {
  const name = ({ what, against }: Line) => `${what} / ${against}`
  return [...new Set(measured.map(name))].flatMap((wanted) => {
    const own = measured.filter((line) => name(line) === wanted)
    own.sort((a, b) => a.seconds / a.againstSeconds - b.seconds / b.againstSeconds)
    return own.slice(own.length >> 1, (own.length >> 1) + 1)
  })
}

function printTable(measured: readonly Line[]): void {
  const table = [
    ['', 'seconds', 'held against', 'its seconds', 'ratio', 'goal', 'with start', 'peak MB', 'CPU user'],
    ...measured.map(({ what, seconds, against, againstSeconds, goal, wallSeconds, peakBytes, userSeconds }) => [
      what,
      seconds.toFixed(2),
      against,
      againstSeconds.toFixed(2),
      (seconds / againstSeconds).toFixed(2),
      goal.toFixed(2),
      wallSeconds.toFixed(2),
      (peakBytes / 1e6).toFixed(0),
      userSeconds.toFixed(2),
    ]),
  ]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)))
  for (const line of table) {
    const cells = line.map((cell, column) => (column === 0 || column === 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}
