import { join } from 'node:path'
import type { Context, Plan, PlanRequest } from '../core/connector.ts'
import type { Column, Reason } from '../core/values.ts'
import { claimOf, findClaims } from '../files/claim.ts'
import { listFiles, openFolder, type Folder, type FolderFile } from '../files/folder.ts'
import { inspectFile, type FileFacts } from '../files/inspect.ts'
import { readManifest, type Manifest } from '../files/manifest.ts'
import { compileFilePattern, type FilePattern, type Period } from '../files/pattern.ts'
import { findGrowing } from '../files/steady.ts'
import { csvErrors, type CsvPosition, type CsvSettings, type CsvSource, type CsvSplit, type FileMark } from './_csv-config.ts'
import type { Dialect } from './_csv-dialect.ts'
import { readHead } from './_csv-header.ts'

/** How many published files that are no longer in the folder are remembered, to tell a re-sent one. */
const rememberedFiles = 1000
/** A file changed so shortly before it was read may change again without a trace in its times. */
const youngMs = 3000

interface Candidate extends FolderFile {
  readonly relative: string
  readonly period: Period | null
  /** Of the abandoned plan that holds it; null in the folder itself. */
  readonly claimed: number | null
}
interface Ready extends Candidate {
  readonly digest: string
  readonly rows: number | null
  readonly mark: FileMark
  /** Null when its stamp says that it is the published one, unread. */
  readonly facts: FileFacts | null
}
type CsvPlan = Plan<CsvSplit, CsvPosition>
type Whole = Ready & { readonly facts: FileFacts }
interface Look {
  readonly context: Context
  readonly settings: CsvSettings
  readonly folder: Folder
  readonly plan: string
  /** Null where manifests say which files are whole. */
  readonly growing: ReadonlySet<string> | null
  readonly left: Left[]
  readonly signal: AbortSignal
}
interface Left {
  readonly at: string
  readonly reason: Reason
}

/** Which files this run reads, frozen: length, digest, encoding, columns. Changes nothing. */
export async function planCsv(
  context: Context,
  settings: CsvSettings,
  request: PlanRequest<CsvSource, CsvPosition>,
  signal: AbortSignal,
): Promise<CsvPlan> {
  const { source, plan } = request
  const snapshot = request.mode === 'snapshot'
  const pattern = compileFilePattern(source.file)
  const folder = await openFolder(context.root, settings.folder)
  const published = request.after?.at === 'published' ? request.after.files : []
  const { candidates, left } = await findCandidates(context, settings, folder, pattern, plan, published)
  const order = snapshot ? 'period' : source.order
  candidates.sort((a, b) => compareText(orderOf(a, order), orderOf(b, order)))
  const growing =
    settings.manifest === 'none' ? await findGrowing(candidates, settings.steady_seconds, Date.parse(context.now()), signal) : null
  const look: Look = { context, settings, folder, plan, growing, left, signal }
  const ready = (candidate: Candidate) => judge(look, candidate, published)

  const files: Ready[] = []
  if (snapshot && pattern.hasPeriod) {
    // the newest that is whole; what is older than the published one says nothing new
    const known = published.map(({ name }) => pattern.match(name)?.period?.from ?? '').reduce((a, b) => (a > b ? a : b), '')
    for (const candidate of [...candidates].reverse()) {
      if ((candidate.period?.from ?? '') < known) break
      const file = await ready(candidate)
      if (file === null) continue
      files.push(file)
      break
    }
  } else {
    for (const candidate of candidates) {
      const file = await ready(candidate)
      if (file !== null) files.push(file)
    }
  }

  const isNew = (file: Ready) => !published.some((mark) => isSameContent(mark, file, pattern))
  // a file that has gone changes the whole, one that is being written anew does not yet
  const isKnownSet = !files.some(isNew) && (files.length === published.length || left.length > 0)
  const reading = snapshot ? (isKnownSet ? [] : await readWhole(look, files)) : files.filter(isNew).filter(isWhole)
  if (reading.length === 0)
    return { available: [], splits: [], until: request.after, complete: false, left, empty: files.length === 0 ? 'no-file' : 'unchanged' }
  const resent = reading.filter(({ name, digest }) => published.some((mark) => mark.name === name && mark.digest !== digest))
  return {
    ...(await freeze(source, request.columns, plan, reading)),
    until: { at: 'published', plan, files: snapshot ? reading.map(({ mark }) => mark) : remember(published, reading, candidates) },
    // a file that was left may hold rows of the whole, unless one file is the whole
    complete: snapshot && (pattern.hasPeriod || left.length === 0),
    left,
    ...(snapshot || !pattern.hasPeriod || resent.length === 0
      ? {}
      : { asks: { code: 'FILE_RESENT', suggestion: resent.map(({ name }) => name).join(', ') } }),
  }
}

/** A snapshot of several files reads the unchanged ones again too. */
async function readWhole(look: Look, files: readonly Ready[]): Promise<readonly Whole[]> {
  const whole: Whole[] = []
  for (const file of files) {
    const again = file.facts === null ? await judge(look, file, []) : file
    if (again !== null && isWhole(again)) whole.push(again)
  }
  return whole
}

/** Matching files of the folder and of claims that were abandoned; of one name only the newest counts. */
async function findCandidates(
  context: Context,
  settings: CsvSettings,
  folder: Folder,
  pattern: FilePattern,
  plan: string,
  published: readonly FileMark[],
): Promise<{ candidates: Candidate[]; left: Left[] }> {
  const byName = new Map<string, Candidate>()
  const isManifest = (name: string) => settings.manifest !== 'none' && name.endsWith(settings.manifest)
  const add = (file: FolderFile, relative: string, claimed: number | null) => {
    const matched = pattern.match(file.name)
    if (matched === null || isManifest(file.name) || byName.has(file.name)) return
    // a claim older than the plan that published this name holds what was superseded
    if (claimed !== null && published.some((mark) => mark.name === file.name && mark.generation >= claimed)) return
    byName.set(file.name, { ...file, relative, claimed, period: matched.period })
  }
  const here = await listFiles(context.root, folder)
  for (const file of here.files) add(file, file.name, null)
  if (settings.archive === 'move') {
    for (const claim of await findClaims(folder, plan)) {
      const there = await listFiles(context.root, { path: join(folder.path, claim.path), label: claim.path })
      for (const file of there.files) add(file, join(claim.path, file.name), claim.generation)
    }
  }
  const left = here.outside
    .filter((name) => pattern.match(name) !== null && !isManifest(name))
    .map((at) => ({ at, reason: { code: 'LINK_OUTSIDE_ROOT' } }))
  return { candidates: [...byName.values()], left }
}

/** One reading of a file, unless its stamp proves it known; null and a line in `left` when it is not whole yet. */
async function judge(look: Look, file: Candidate, published: readonly FileMark[]): Promise<Ready | null> {
  const { settings, left } = look
  const leave = (code: string, suggestion?: string) => {
    left.push({ at: file.name, reason: suggestion === undefined ? { code } : { code, suggestion } })
    return null
  }
  const known = published.find((mark) => mark.stamp !== '' && mark.name === file.name && mark.stamp === file.stamp)
  if (known !== undefined) return { ...file, digest: known.digest, rows: null, mark: known, facts: null }
  if (look.growing?.has(file.path) === true) return leave('STILL_GROWING')
  let manifest: Manifest | 'unreadable' | null = null
  if (settings.manifest !== 'none') {
    manifest = await readManifest(file.path + settings.manifest)
    if (manifest === null && file.claimed !== null) manifest = await readManifest(join(look.folder.path, file.name + settings.manifest))
    if (manifest === null) return leave('MANIFEST_MISSING')
    if (manifest === 'unreadable') return leave('MANIFEST_MISMATCH', 'JSON')
    if (manifest.bytes !== null && manifest.bytes !== file.size)
      return leave('MANIFEST_MISMATCH', `bytes: ${manifest.bytes} / ${file.size}`)
  }
  const facts = await inspectFile(file.path, file.name, settings.encoding, look.signal)
  if (!facts.steady) return leave('STILL_GROWING')
  if (manifest !== null && manifest.sha256 !== null && manifest.sha256 !== facts.digest)
    return leave('MANIFEST_MISMATCH', `sha256: ${manifest.sha256.slice(0, 12)} / ${facts.digest.slice(0, 12)}`)
  const settled = Date.parse(look.context.now()) - file.modifiedMs >= youngMs
  const mark = { name: file.name, digest: facts.digest, generation: claimOf(look.plan).generation, stamp: settled ? file.stamp : '' }
  return { ...file, digest: facts.digest, rows: manifest?.rows ?? null, mark, facts }
}

async function freeze(source: CsvSource, wanted: readonly string[], plan: string, reading: readonly Whole[]) {
  const dialect: Dialect = {
    delimiter: source.delimiter,
    quote: source.quote,
    escape: source.escape ?? source.quote,
    comment: source.comment,
  }
  const splits: CsvPlan['splits'][number][] = []
  const available = new Map<string, Column>()
  for (const file of reading) {
    const { facts } = file
    const head = await readHead(file.path, file.name, facts, source, dialect)
    // without a header the first row is a person's: later errors would quote it as the columns found
    if (source.header && wanted.length > 0 && !head.columns.some((name) => wanted.includes(name)))
      throw csvErrors('CSV_HEADER_MISSING', { file: file.name, expected: wanted.join(', '), found: head.columns.length })
    const columns = head.columns.map((name) => ({ name, type: 'text' as const }))
    for (const column of columns) available.set(column.name, column)
    const { length, digest, encoding } = facts
    const split = { plan, name: file.name, path: file.relative, length, digest, encoding, width: columns.length, body: head.body, dialect }
    splits.push({ id: file.name, columns, split, ...(file.rows === null ? {} : { rows: file.rows }) })
  }
  const counts = reading.map(({ rows }) => rows)
  const periods = reading.map(({ period }) => period).filter((period) => period !== null)
  const received = new Date(Math.max(...reading.map(({ modifiedMs }) => modifiedMs))).toISOString()
  return {
    available: [...available.values()],
    splits,
    receivedAt: received,
    ...(counts.includes(null) ? {} : { rows: counts.reduce<number>((sum, rows) => sum + (rows ?? 0), 0) }),
    ...(periods.length === 0
      ? {}
      : {
          covers: {
            from: periods.map(({ from }) => from).sort()[0] ?? '',
            to:
              periods
                .map(({ to }) => to)
                .sort()
                .at(-1) ?? '',
          },
        }),
  }
}

function isWhole(file: Ready): file is Whole {
  return file.facts !== null
}

/**
 * A digest that has been published is not read again, whatever the file's name; only where names carry periods does
 * another name say something new: the same bytes for another day are that day's state.
 */
function isSameContent(mark: FileMark, file: Ready, pattern: FilePattern): boolean {
  return mark.digest === file.digest && (mark.name === file.name || !pattern.hasPeriod)
}

/** All published files that are still in the folder, and the last ones of those that are not. */
function remember(published: readonly FileMark[], reading: readonly Ready[], candidates: readonly Candidate[]): readonly FileMark[] {
  const replaced = new Set(reading.map(({ name }) => name))
  const present = new Set(candidates.map(({ name }) => name))
  const marks = [...published.filter(({ name }) => !replaced.has(name)), ...reading.map(({ mark }) => mark)]
  let forget = marks.filter(({ name }) => !present.has(name)).length - rememberedFiles
  return marks.filter(({ name }) => present.has(name) || forget-- <= 0)
}

function orderOf(file: Candidate, order: CsvSource['order']): string {
  return order === 'name' ? file.name : `${file.period?.from ?? ''}\u0000${file.name}`
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
