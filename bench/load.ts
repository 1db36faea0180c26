import { mkdtemp, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copyFile, type Copied } from './_copy.ts'
import { measureInProcess, measureWorker, type Measured } from './_measure.ts'
import { columns, mostRows, peopleFile } from './_people.ts'
import { makeProject } from './_project.ts'
import { openPostgres, openTemporal } from './_servers.ts'

/**
 * Loads a file of synthetic persons into an empty database, and the same file by psql's \copy into a plain table of the
 * same server: npm run bench -- load [--rows N] [--seed S] [--host in-process|worker] [--json FILE]. Times are told,
 * never judged. Run in the repository's folder.
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rows: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    host: { type: 'string' },
    json: { type: 'string' },
  },
})
const rows = Number(values.rows)
const seed = Number(values.seed)
if (!Number.isInteger(rows) || rows < 1 || rows > mostRows) throw new Error(`--rows: 1 to ${mostRows}`)
if (!Number.isInteger(seed)) throw new Error('--seed: a whole number')
if (values.host !== undefined && !['in-process', 'worker'].includes(values.host)) throw new Error('--host: in-process or worker')
const wants = (host: Measured['host']) => values.host === undefined || values.host === host

const root = process.cwd()
const scratch = await mkdtemp(join(tmpdir(), 'guiji-bench-'))
const tell = (line: string) => process.stderr.write(`${line}\n`)
const closers: (() => Promise<void>)[] = []
try {
  const file = await peopleFile(join(root, '.guiji-long'), rows, seed)
  const fileBytes = (await stat(file)).size
  const postgres = await openPostgres(scratch)
  closers.unshift(() => postgres.close())
  const measured: Measured[] = []
  if (wants('in-process')) {
    tell('in process …')
    measured.push(await measureInProcess(await place('in_process')))
  }
  if (wants('worker')) {
    const temporal = await openTemporal(scratch)
    if (temporal === null)
      tell('NOT MEASURED: a worker, since there is no Temporal program on PATH or in the cache (npm run demo gets one)')
    else {
      closers.unshift(() => temporal.stop())
      tell('in a worker …')
      measured.push(await measureWorker(await place('worker'), temporal.address))
    }
  }
  for (const { host, inserted } of measured) if (inserted !== rows) throw new Error(`${host}: ${inserted} rows of ${rows}`)
  tell('the same file by copy …')
  const copied = await copyFile(await postgres.database('copy'), file, rows)
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: postgres.version,
  }
  const { cpu, cores, node } = machine
  process.stdout.write(`${cpu}, ${cores} cores; Node ${node}; PostgreSQL ${postgres.version}\n`)
  process.stdout.write(`${rows} rows of ${columns.length} columns, ${fileBytes} bytes, ${Math.round(fileBytes / rows)} a row\n\n`)
  printTable(measured, copied)
  const result = { bench: 'load', at: new Date().toISOString(), machine, rows, columns: columns.length, fileBytes, seed, measured, copied }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)

  /** A database and a project of their own for each way, so that each is a first load. */
  async function place(name: string) {
    const project = join(scratch, name)
    await mkdir(project)
    await makeProject(project, file)
    return { root, scratch, project, databaseUrl: await postgres.database(name) }
  }
} finally {
  for (const close of closers) await close()
  await rm(scratch, { recursive: true, force: true })
}

function printTable(measured: readonly Measured[], copied: Copied): void {
  const lines = [
    ['', 'seconds', 'rows/s', 'times copy', 'with start', 'peak MB', 'CPU user', 'CPU system'],
    ...measured.map(({ host, seconds, wallSeconds, peakBytes, userSeconds, systemSeconds }) => [
      host === 'worker' ? 'guiji in a worker' : 'guiji in process',
      seconds.toFixed(2),
      Math.round(rows / seconds).toString(),
      (seconds / copied.seconds).toFixed(1),
      host === 'worker' ? '-' : wallSeconds.toFixed(2),
      (peakBytes / 1e6).toFixed(0),
      userSeconds.toFixed(2),
      systemSeconds.toFixed(2),
    ]),
    [copied.by, copied.seconds.toFixed(2), Math.round(rows / copied.seconds).toString(), '1.0', '-', '-', '-', '-'],
  ]
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  for (const line of lines) {
    const cells = line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}
