import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import type { TableSpec } from '../core/spec.ts'
import type { Database, OwnSession } from './database.ts'
import { failpoint } from './failpoints.ts'
import { closeGuarded, recordSession } from './lease-row.ts'
import type { StoredPlan } from './plans.ts'
import { endOfColumns, mostAhead, PublishedRows } from './published-rows.ts'
import { columnNames, list, qualified } from './_sql.ts'

/** What comparing a batch has found. */
export interface Compared {
  /** The rows that must land, as they were, and their number. */
  readonly rows: Buffer
  readonly count: number
  /** Rows that stand in the published table unchanged. */
  readonly standing: number
  /** The last published row that was passed. */
  readonly place: string
  /** Published rows passed with this batch, and the places of those that did not come again, or changed. */
  readonly passed: number
  readonly missed: readonly string[]
  /** The transactions that wrote them. */
  readonly writers: readonly number[]
  /** The file in which the table's rows lie. */
  readonly file: number
}

/**
 * Holds a plan's rows against the published ones while it lands, side by side: the same whole comes again in the same order,
 * day after day, and most of its rows have not changed. It is a shortcut and no more: what it does not find lands and is
 * judged, and so does everything where it is given up.
 */
export interface Comparison {
  /** Each batch once, in turn. Null where all of it lands. */
  compare(rows: Buffer, count: number): Promise<Compared | null>
  giveUp(): Promise<void>
}

export interface ComparisonRequest {
  readonly plan: StoredPlan
  readonly generation: number
  readonly split: number
  readonly attempt: number
}

/** From so many rows on, half of them must have been found. */
const enoughRows = 5_000
/** So many published rows are looked through for a row that is not the next one; after as many rows in vain, all in memory. */
const nearRows = 64
const mostAstray = 50_000
/** What follows a row lies among so many that follow it in the table. */
const followers = 8
const timeoutMs = 2 * 60 * 60_000
/** A longer snapshot would keep the server from cleaning up. */
const longestMs = 10 * 60_000
/** A batch that waits for published rows so long goes on without them. */
const patienceMs = 20_000
const endMs = 200

interface Course {
  isOver: boolean
  /** Rows in turn that were not found. */
  astray: number
  compared: number
  standing: number
}

export function startComparison(db: Database, request: ComparisonRequest): Comparison {
  const opened = open(db, request).catch(() => null)
  const opening = Promise.race([opened, delay(patienceMs, null, { ref: false })])
  const course: Course = { isOver: false, astray: 0, compared: 0, standing: 0 }
  let isBusy = false
  let hasKept = false
  const finish = async () => {
    clearTimeout(late)
    course.isOver = true
    const reading = await opening
    if (reading === null) void opened.then((tooLate) => tooLate?.drop())
    else await (isBusy ? reading.drop() : reading.close())
  }
  let ending: Promise<void> | null = null
  const end = () => (ending ??= finish())
  const late = setTimeout(() => void end(), longestMs)
  late.unref()
  return {
    async compare(rows, count) {
      const reading = course.isOver ? null : await opening
      if (reading === null) return null
      const hangs = setTimeout(() => void end(), patienceMs)
      isBusy = true
      const found = await compareRows(rows, count, reading.published, request.plan.spec.table, course).catch(() => null)
      isBusy = false
      clearTimeout(hangs)
      await failpoint('land.compared')
      if (found === null || course.isOver) await end()
      // a few rows are not worth it: publishing judges the whole table faster where nothing has been kept
      if (found === null || found.place === null || (!hasKept && isPoor(course))) return null
      hasKept = true
      return { ...found, place: found.place, file: reading.file }
    },
    giveUp: end,
  }
}

/** Where fewer than half of the rows are found, the source has another order, or is another. */
function isPoor({ compared, standing }: Course): boolean {
  return compared >= enoughRows && standing * 2 < compared
}

/** The published rows as they lie, in one snapshot, on a session of their own. Null where there is none to spare. */
async function open(db: Database, { plan, ...held }: ComparisonRequest) {
  const session = await db.connectSpare()
  if (session === null) return null
  try {
    await recordSession(session, { ...held, asset: plan.asset, plan: plan.plan })
    await session.query(
      `begin isolation level repeatable read read only; set local statement_timeout = ${timeoutMs};
       set local idle_in_transaction_session_timeout = ${2 * longestMs}; set local synchronize_seqscans = off;
       set local max_parallel_workers_per_gather = 0; set local enable_indexscan = off; set local enable_bitmapscan = off`,
    )
    const { table } = plan.spec
    const target = qualified(table)
    const { rows } = await session.query<{ file: number | null }>('select pg_relation_filenode($1::regclass)::bigint as file', [target])
    const file = rows[0]?.file ?? null
    if (file === null) throw new Error('no file')
    const keys = table.key.map((name) => table.columns.findIndex((column) => column.name === name))
    const published = new PublishedRows(
      session.copyOut(`copy (select ctid, xmin, ${list(columnNames(table))} from ${target}) to stdout (format binary)`),
      keys,
    )
    return { file, published, close: () => close(db, session, plan.plan, published), drop: () => drop(db, session, plan.plan) }
  } catch (error) {
    await drop(db, session, plan.plan)
    throw error
  }
}

/** Ends a reading that is through as usual. Another one is dropped: all that is still on its way would have to be read. */
async function close(db: Database, session: OwnSession, plan: string, published: PublishedRows): Promise<void> {
  const commit = async () => {
    if (await published.reach(1)) return false
    await session.query('commit')
    return true
  }
  const isThrough = await Promise.race([commit().catch(() => false), delay(endMs, false, { ref: false })])
  await (isThrough ? closeGuarded(session) : drop(db, session, plan))
}

async function drop(db: Database, session: OwnSession, plan: string): Promise<void> {
  session.destroy()
  await session.end()
  await db.query('delete from guiji.session where pid = $1 and plan = $2', [session.pid, plan]).catch(() => undefined)
}

async function compareRows(rows: Buffer, count: number, published: PublishedRows, { columns }: TableSpec, course: Course) {
  const missed: string[] = []
  const landing = createParts(rows)
  let [standing, passed] = [0, 0]
  const pass = () => {
    published.pass()
    passed++
  }
  const miss = () => {
    pass()
    missed.push(published.place)
  }
  /** Goes to the row of the same key, if the rows go on from there; whether it has the same values too. */
  const seek = async (at: number, start: number) => {
    if (!(await published.reach(1))) {
      course.isOver = true
      return false
    }
    const most = course.astray < nearRows ? nearRows : mostAhead
    await published.reach(most)
    // looking through all of them takes time, in which nobody else's turn comes
    if (course.astray % nearRows === nearRows - 1) await setImmediate()
    const found = published.find(rows, start, 0, most)
    if (found < 0 || (found > 0 && !goesOn(at, found))) {
      course.astray++
      return false
    }
    for (let row = 0; row < found; row++) miss()
    if (published.isNext(rows, start)) return true
    // the same key with other values
    course.astray = 0
    miss()
    return false
  }
  /** A row that was changed once lies anywhere: only where one of the next two follows, the others do too. */
  const goesOn = (at: number, found: number) => {
    let next = at
    for (let row = 0; row < 2; row++) {
      next = endOfColumns(rows, columnsOf(rows, next), columns.length)
      if (next === rows.length) return row === 0
      if (published.find(rows, columnsOf(rows, next), found + 1, found + followers) > 0) return true
    }
    return false
  }
  for (let at = 0, end = 0; at < rows.length; at = end) {
    const start = columnsOf(rows, at)
    // far more often than not it is the next one
    const isNext = !course.isOver && published.isAtHand && published.isNext(rows, start)
    const stands = isNext || (!course.isOver && (await seek(at, start)))
    end = stands ? start + published.length : endOfColumns(rows, start, columns.length)
    course.compared++
    if (stands) {
      pass()
      standing++
      course.standing++
      course.astray = 0
      continue
    }
    landing.add(at, end)
    if (isPoor(course) || course.astray > mostAstray || missed.length > standing + enoughRows) course.isOver = true
  }
  if (isPoor(course)) course.isOver = true
  const place = passed === 0 ? null : published.place
  return { rows: landing.take(), count: count - standing, standing, place, passed, missed, writers: published.takeWriters() }
}

/** Where a landing row's own columns begin, behind split, ordinal, deleted and line. */
function columnsOf(rows: Buffer, at: number): number {
  const line = at + linesAt
  return line + 4 + Math.max(rows.readInt32BE(line), 0)
}

const linesAt = 2 + (4 + 4) + (4 + 8) + (4 + 1)

/** Parts of a batch's rows, in turn; what lies side by side is one part. */
function createParts(rows: Buffer) {
  const parts: Buffer[] = []
  let [from, to] = [0, 0]
  const close = () => {
    if (to > from) parts.push(rows.subarray(from, to))
  }
  return {
    add(start: number, end: number): void {
      if (start !== to) {
        close()
        from = start
      }
      to = end
    },
    take(): Buffer {
      close()
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    },
  }
}
