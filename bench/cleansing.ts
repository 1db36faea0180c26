import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Cell } from '../core/field.ts'
import residentId from '../transforms/types/resident-id.ts'
import usccType from '../transforms/types/uscc.ts'
import { readResidentId } from '../transforms/identity/resident-id.ts'
import { creditCodes, residentNumbers } from './_numbers.ts'
import { peopleFile } from './_people.ts'
import { readPieces, rowPass } from './_person-rows.ts'
import { makeProject } from './_project.ts'

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
  /** Accepted ones of all. */
  run(): number
  readonly secondsByRound: number[]
  /** Of the processor, the garbage collector's threads included: another process on the core does not count. */
  readonly cpuSecondsByRound: number[]
}
function count(of: readonly string[], accepts: (text: string) => boolean): number {
  let accepted = 0
  for (const text of of) if (accepts(text)) accepted++
  return accepted
}
const contender = (name: string, run: () => number): Contender => ({ name, run, secondsByRound: [], cpuSecondsByRound: [] })

const scratch = await mkdtemp(join(tmpdir(), 'guiji-bench-'))
try {
  const project = join(scratch, 'project')
  await mkdir(project)
  const file = await peopleFile(join(process.cwd(), '.guiji-long'), rows, 1)
  await makeProject(project, file)
  const pieces = await readPieces(file)
  const pass = await rowPass(project)
  const contenders = [
    contender('resident number, validated and normalised', () => count(numbers, (text) => cleanResident(text, cell, []) === text)),
    contender('resident number, whole result with facts', () => count(numbers, (text) => readResidentId(text, today).outcome === 'ok')),
    contender('npm idcard verify', () => count(numbers, (text) => idcard.verify(text))),
    contender('npm validator isIdentityCard', () => count(numbers, (text) => validator.isIdentityCard(text, 'zh-CN'))),
    contender('USCC, validated and normalised', () => count(codes, (text) => cleanUscc(text, cell, []) === text)),
    contender('person row of 10 fields, ready for COPY', () => pass(pieces)),
  ] as const
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const { name, run, secondsByRound, cpuSecondsByRound } of contenders) {
      const started = performance.now()
      const cpuStarted = process.cpuUsage()
      const accepted = run()
      if (accepted !== rows) throw new Error(`${name}: ${accepted} of ${rows} accepted`)
      if (round === 0) continue
      const { user, system } = process.cpuUsage(cpuStarted)
      secondsByRound.push((performance.now() - started) / 1000)
      cpuSecondsByRound.push((user + system) / 1e6)
    }
  const measured = contenders.map(({ name, secondsByRound, cpuSecondsByRound }) => {
    const seconds = median(secondsByRound)
    return {
      name,
      seconds,
      cpuSeconds: median(cpuSecondsByRound),
      perSecond: Math.round(rows / seconds),
      fastest: Math.min(...secondsByRound),
      slowest: Math.max(...secondsByRound),
    }
  })
  const [ours] = measured
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  }
  process.stdout.write(
    `${machine.cpu}, one of ${machine.cores} cores; Node ${machine.node}; ${rows} distinct values, median of ${rounds}\n\n`,
  )
  const lines = [
    ['', 'a second', 'seconds', 'fastest', 'slowest', 'CPU', 'ours is .. times as fast'],
    ...measured.map(({ name, seconds, perSecond, fastest, slowest, cpuSeconds }) => [
      name,
      perSecond.toLocaleString('en'),
      ...[seconds, fastest, slowest, cpuSeconds].map((figure) => figure.toFixed(3)),
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
