import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { carryByHand, loadByHand, makeFloorTables, psql } from './_copy.ts'
import { measureInProcess, measureWorker, type Measured, type Place } from './_measure.ts'
import { columns } from './_people.ts'
import { loadByPgloader } from './_pgloader.ts'
import { dropFile, makeProject, tableSource } from './_project.ts'
import { withClient, type BenchPostgres } from './_servers.ts'

/** One line of the bench: ours beside what it is held against, in seconds. */
export interface Line {
  readonly what: string
  readonly seconds: number
  readonly against: string
  readonly againstSeconds: number
  /** At most this much of `againstSeconds`. */
  readonly goal: number
  /** With the start of the process. */
  readonly wallSeconds: number
  readonly peakBytes: number
  readonly userSeconds: number
}
export interface Bench {
  readonly root: string
  readonly scratch: string
  readonly postgres: BenchPostgres
  readonly rows: number
  readonly file: string
  readonly changed: string
  /** Rows of the sources that are read by a cursor. */
  readonly cursorRows: readonly number[]
  readonly temporalAddress: string | null
  tell(line: string): void
}

export type Case = (bench: Bench) => Promise<readonly Line[]>

/** A first load of a file, the same file again, and a file in which one row in a hundred differs. */
const files: Case = async (bench) => {
  const { postgres, rows, file, changed } = bench
  const byHand = await postgres.database('by_hand')
  await makeFloorTables(byHand)
  const place = await newPlace(bench, 'files')
  await makeProject(place.project)
  await dropFile(place.project, file, '20261101')
  await postgres.settle()
  const freshFloor = await loadByHand(byHand, file, rows)
  await postgres.settle()
  const first = expectRows(await measureInProcess(place), { inserted: rows })
  await postgres.settle()
  const sameFloor = await loadByHand(byHand, file, rows)
  const again = await measureInProcess(place)
  if (again.outcome !== 'unchanged') throw new Error(`a file that was published already: ${again.outcome}`)
  await dropFile(place.project, changed, '20261102')
  const changes = Math.floor(rows / 100)
  await postgres.settle()
  const changedFloor = await loadByHand(byHand, changed, rows)
  await postgres.settle()
  const differences = expectRows(await measureInProcess(place), { updated: changes, unchanged: rows - changes })
  const by = 'psql \\copy + upsert'
  return [
    lineOf('first load of a file', first, by, freshFloor.seconds, 0.75),
    lineOf('1% of the rows changed', differences, by, changedFloor.seconds, 0.8),
    lineOf('a file published already', again, by, sameFloor.seconds, 0.1),
  ]
}

const worker: Case = async (bench) => {
  const { temporalAddress, rows, file } = bench
  if (temporalAddress === null) {
    bench.tell('NOT MEASURED: a worker, since there is no Temporal program on PATH or in the cache (npm run demo gets one)')
    return []
  }
  const alone = await newPlace(bench, 'alone')
  await makeProject(alone.project)
  await dropFile(alone.project, file, '20261101')
  await bench.postgres.settle()
  const inProcess = expectRows(await measureInProcess(alone), { inserted: rows })
  const place = await newPlace(bench, 'worker')
  await makeProject(place.project)
  await dropFile(place.project, file, '20261101')
  await bench.postgres.settle()
  const measured = expectRows(await measureWorker(place, temporalAddress), { inserted: rows })
  return [lineOf('first load in a Temporal worker', measured, 'the same in process', inProcess.seconds, 1.05)]
}

const pgloader: Case = async (bench) => {
  const { rows, file, scratch } = bench
  const byPgloader = await bench.postgres.database('pgloader')
  await bench.postgres.settle()
  const seconds = await loadByPgloader(scratch, byPgloader, file, rows)
  const place = await newPlace(bench, 'beside_pgloader')
  await makeProject(place.project)
  await dropFile(place.project, file, '20261101')
  await bench.postgres.settle()
  return [lineOf('first load of a file', expectRows(await measureInProcess(place), { inserted: rows }), 'pgloader, raw', seconds, 0.2)]
}

/** A table of another database, whole. */
const table: Case = async (bench) => {
  const { postgres, rows, file } = bench
  const source = await makeSource(bench, 'table_source', rows, file)
  const byHand = await postgres.database('carried_by_hand')
  await makeFloorTables(byHand)
  const place = await newPlace(bench, 'table', source)
  await makeProject(place.project, tableSource('snapshot'))
  await postgres.settle()
  const floor = await carryByHand(source, byHand, rows)
  await postgres.settle()
  const measured = expectRows(await measureInProcess(place), { inserted: rows })
  return [lineOf('first load of a table', measured, 'psql | psql + upsert', floor.seconds, 0.75)]
}

/** 5,000 changed rows by cursor, out of sources of several sizes: the size must not matter. */
const cursor: Case = async (bench) => {
  const lines: Line[] = []
  for (const rows of bench.cursorRows) {
    const source = await makeSource(bench, `cursor_source_${rows}`, rows, bench.file)
    const place = await newPlace(bench, `cursor_${rows}`, source)
    await makeProject(place.project, tableSource('incremental'))
    expectRows(await measureInProcess(place), { inserted: rows })
    const changes = Math.min(5000, rows)
    await withClient(source, (client) =>
      client.query(
        `update source set "住址" = "住址" || '甲', seq = (select max(seq) from source) + seq
         where seq in (select seq from source order by md5(seq::text) limit ${changes})`,
      ),
    )
    await bench.postgres.settle()
    const measured = expectRows(await measureInProcess(place), { updated: changes })
    const before = lines[0]
    const what = `${changes} changed rows of ${rows} by cursor`
    lines.push(
      before === undefined
        ? lineOf(what, measured, 'two seconds', 2, 1)
        : lineOf(what, measured, 'the same out of the smallest', before.seconds, 1.2),
    )
  }
  return lines
}

export const cases: { readonly [name: string]: Case } = { files, table, cursor, worker, pgloader }

/** A source table of `rows` persons with a sequence; more than the file has are made by renumbering its persons. */
async function makeSource({ postgres, rows: fileRows }: Bench, name: string, rows: number, file: string): Promise<string> {
  const url = await postgres.database(name)
  const names = columns.map((column) => `"${column}"`)
  await withClient(url, async (client) => {
    await client.query(`create unlogged table lines (${names.map((column) => `${column} text`).join(', ')})`)
    await psql(url, `\\copy lines from '${file.replaceAll("'", "''")}' with (format csv, header true, encoding 'UTF8')`)
    await client.query('create table source (seq bigint generated by default as identity, like lines)')
    for (let made = 0; made < rows; made += fileRows) {
      // another region code makes other persons; their check character follows from the weights of GB 11643
      const area = String(510100 + made / fileRows)
      const body = `'${area}' || substr(${names[0]}, 7, 11)`
      const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        .map((weight, at) => `${weight} * substr(body, ${at + 1}, 1)::int`)
        .join(' + ')
      const number = made === 0 ? names[0] : `(select body || substr('10X98765432', (${sum}) % 11 + 1, 1) from (select ${body} as body) b)`
      await client.query(
        `insert into source (${names.join(', ')}) select ${[number, ...names.slice(1)].join(', ')} from lines limit ${Math.min(fileRows, rows - made)}`,
      )
    }
    await client.query(
      `drop table lines; alter table source add primary key (${names[0]}); create index on source (seq, ${names[0]}); analyze source`,
    )
  })
  return url
}

async function newPlace({ root, scratch, postgres }: Bench, name: string, sourceUrl = ''): Promise<Place> {
  const project = await mkdtemp(join(scratch, `${name}-`))
  return { root, scratch, project, databaseUrl: await postgres.database(name), sourceUrl }
}

function expectRows(measured: Measured, expected: Partial<Pick<Measured, 'inserted' | 'updated' | 'unchanged'>>): Measured {
  for (const [term, count] of Object.entries(expected)) {
    const found = measured[term as 'inserted']
    if (found !== count) throw new Error(`${term}: ${found} instead of ${count}`)
  }
  return measured
}

function lineOf(what: string, measured: Measured, against: string, againstSeconds: number, goal: number): Line {
  const { seconds, wallSeconds, peakBytes, userSeconds } = measured
  return { what, seconds, against, againstSeconds, goal, wallSeconds, peakBytes, userSeconds }
}
