import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Cell } from '../core/field.ts'
import residentId from '../transforms/types/resident-id.ts'
import usccType from '../transforms/types/uscc.ts'
import { readResidentId } from '../transforms/identity/resident-id.ts'
import { creditCodes, residentNumbers } from './_numbers.ts'
import { peopleFile } from './_people.ts'
import { readSources, rowPass } from './_person-rows.ts'
import { makeProject } from './_project.ts'
import { createStopwatch, type Stopwatch } from './_stopwatch.ts'

/**
 * Cleansing on one core: npm run bench -- cleansing [--rows N] [--rounds N] [--json FILE]. Rivals take turns with us over
 * the same distinct numbers, so that a machine that drifts is slow for all of them. Times are told, never judged; that
 * every number was judged right is required.
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '7' }, json: { type: 'string' } },
})
const rows = Number(values.rows)
const rounds = Number(values.rounds)
if (!Number.isInteger(rows) || rows < 1 || rows > 10_000_000) throw new Error('--rows: 1 to 10000000')
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: a whole number')

// Their type declarations do not fit ES modules.
const require = createRequire(import.meta.url)
const idcard = require('idcard') as { verify(text: string): boolean }
const validator = require('validator') as { isIdentityCard(text: string, locale: string): boolean }

const today = '2026-12-01'
const context = { lookup: () => new Map(), codes: () => new Map(), hash: () => '', today }
const cell: Cell = { reject: () => null, warn: () => undefined, fixed: () => undefined, beside: () => undefined }
const cleanResident = residentId.create({} as never, context)
const cleanUscc = usccType.create({} as never, context)
const numbers = residentNumbers(rows)
const codes = creditCodes(rows)

interface Contender {
  readonly name: string
  /** Accepted ones of all; the watch has run while they were judged. */
  run(watch: Stopwatch): number
  readonly rounds: Stopwatch[]
}
function judge(name: string, texts: readonly string[], accepts: (text: string) => boolean): Contender {
  const run = (watch: Stopwatch) => {
    let accepted = 0
    watch.start()
    for (const text of texts) if (accepts(text)) accepted++
    watch.stop()
    return accepted
  }
  return { name, run, rounds: [] }
}

const scratch = await mkdtemp(join(tmpdir(), 'guiji-bench-'))
try {
  const project = join(scratch, 'project')
  await mkdir(project)
  const file = await peopleFile(join(process.cwd(), '.guiji-long'), rows, 1)
  await makeProject(project)
  const sources = readSources(file)
  const pass = await rowPass(project)
  const contenders: readonly Contender[] = [
    judge('resident number, validated and normalised', numbers, (text) => cleanResident(text, cell, []) === text),
    judge('resident number, whole result with facts', numbers, (text) => readResidentId(text, today).outcome === 'ok'),
    judge('npm idcard verify', numbers, (text) => idcard.verify(text)),
    judge('npm validator isIdentityCard', numbers, (text) => validator.isIdentityCard(text, 'zh-CN')),
    judge('USCC, validated and normalised', codes, (text) => cleanUscc(text, cell, []) === text),
    { name: 'person row of 10 fields, ready for COPY', run: (watch) => pass(sources, watch), rounds: [] },
  ]
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const contender of contenders) {
      const watch = createStopwatch()
      const accepted = contender.run(watch)
      if (accepted !== rows) throw new Error(`${contender.name}: ${accepted} of ${rows} accepted`)
      if (round > 0) contender.rounds.push(watch)
    }
  const measured = contenders.map(({ name, rounds: watches }) => {
    const all = watches.map((watch) => watch.seconds)
    const seconds = median(all)
    const cpuSeconds = median(watches.map((watch) => watch.cpuSeconds))
    return {
      name,
      seconds,
      perSecond: Math.round(rows / seconds),
      cpuSeconds,
      perCpuSecond: Math.round(rows / cpuSeconds),
      fastest: Math.min(...all),
      slowest: Math.max(...all),
    }
  })
  const [ours] = measured
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    /** Processes that wanted a core at the end, over one, five and fifteen minutes; this one is among them. */
    load: loadavg(),
  }
  process.stdout.write(
    `${machine.cpu}, one of ${machine.cores} cores; Node ${machine.node}; ${rows} distinct values, median of ${rounds}; ` +
      `load ${machine.load.map((load) => load.toFixed(1)).join(' ')}\n\n`,
  )
  const lines = [
    ['', 'a second', 'a CPU second', 'seconds', 'fastest', 'slowest', 'ours is .. times as fast'],
    ...measured.map(({ name, seconds, perSecond, perCpuSecond, fastest, slowest }) => [
      name,
      perSecond.toLocaleString('en'),
      perCpuSecond.toLocaleString('en'),
      ...[seconds, fastest, slowest].map((figure) => figure.toFixed(3)),
      name.startsWith('npm') ? (seconds / (ours?.seconds ?? seconds)).toFixed(1) : '',
    ]),
  ]
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  for (const line of lines) {
    const cells = line.map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
  const result = { bench: 'cleansing', at: new Date().toISOString(), machine, rows, rounds, measured }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)
} finally {
  await rm(scratch, { recursive: true, force: true })
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
