import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConnector, type Context, type Finding, type Session } from '../core/connector.ts'
import { GuijiError } from '../core/errors.ts'
import type { Table } from '../core/values.ts'
import { archiveClaim, claimOf, findClaims } from '../files/claim.ts'
import { fileErrors } from '../files/file-errors.ts'
import { listFiles, openFolder } from '../files/folder.ts'
import { inspectFile } from '../files/inspect.ts'
import { csvSettings, csvSource, type CsvPosition, type CsvSettings, type CsvSource, type CsvSplit } from './_csv-config.ts'
import { readHead } from './_csv-header.ts'
import { planCsv } from './_csv-plan.ts'
import { readCsv } from './_csv-read.ts'

/**
 * CSV files that an agency puts into a folder. Every value is text; an empty cell, quoted or not, is null; blank lines
 * are passed over. A file counts as whole when its manifest matches, or when it has not changed for a while; it is known
 * by its content. `incremental` reads the files that have not been published; `snapshot` takes what is there for the
 * whole: the newest of files with periods, else all of them together.
 */
export default defineConnector({
  summary: { zh: '文件夹里的 CSV 文件', en: 'CSV files in a folder' },
  settings: csvSettings,
  source: csvSource,
  capabilities: { modes: ['snapshot', 'incremental'], keys: false, acknowledges: true },
  examples: [
    {
      title: { zh: '每日变更文件，带清单，读完归档', en: 'daily files of changes with manifests, archived once published' },
      connection: 'folder: police\nmanifest: .manifest\narchive: move',
      source: 'file: "常住人口登记_{period:yyyyMMdd}.csv"',
    },
    {
      title: { zh: '一个整表文件，GB18030，分号分隔', en: 'one whole file, GB18030, semicolons' },
      connection: 'folder: civil-affairs\nencoding: gb18030\nsteady_seconds: 30',
      source: 'file: 死亡登记.csv\ndelimiter: ";"',
    },
  ],
  open(settings, context): Session<CsvSource, CsvSplit, CsvPosition> & { acknowledge(position: CsvPosition): Promise<void> } {
    return {
      probe: (signal) => probe(settings, context, signal),
      discover: (signal) => discover(settings, context, signal),
      plan: (request, signal) => planCsv(context, settings, request, signal),
      async *read(split, from, signal) {
        signal.throwIfAborted()
        const folder = await openFolder(context.root, settings.folder)
        yield* readCsv(folder, settings, split, from, context.pieceBytes, signal)
      },
      acknowledge: (position) => acknowledge(settings, context, position),
      close: () => Promise.resolve(),
    }
  },
})

/** Moves a published plan's files into `.archived`, with those that earlier plans had published and left claimed. */
async function acknowledge(settings: CsvSettings, context: Context, position: CsvPosition): Promise<void> {
  if (settings.archive !== 'move' || position.at !== 'published') return
  const folder = await openFolder(context.root, settings.folder)
  await archiveClaim(folder, claimOf(position.plan))
  const known = new Map(position.files.map(({ name, generation }) => [name, generation]))
  for (const claim of await findClaims(folder, position.plan)) {
    const isPublished = (name: string) => (known.get(withoutManifest(settings, name)) ?? -1) === claim.generation
    await archiveClaim(folder, claim, isPublished)
  }
}

function withoutManifest({ manifest }: CsvSettings, name: string): string {
  return manifest !== 'none' && name.endsWith(manifest) ? name.slice(0, -manifest.length) : name
}

async function* probe(settings: CsvSettings, context: Context, signal: AbortSignal): AsyncGenerator<Finding, void, undefined> {
  signal.throwIfAborted()
  let folder
  try {
    folder = await openFolder(context.root, settings.folder)
    yield { name: 'address', ok: true }
  } catch (error) {
    if (!(error instanceof GuijiError)) throw error
    yield { name: 'address', ok: false, cause: error.code, remedy: error.remedy }
    return
  }
  const writes = settings.archive === 'move' ? constants.W_OK : 0
  try {
    await access(folder.path, constants.R_OK | constants.X_OK | writes)
    for (const file of (await listFiles(context.root, folder)).files) await access(file.path, constants.R_OK)
    yield { name: 'privilege', ok: true }
  } catch {
    const { code, remedy } = fileErrors('FILE_FORBIDDEN', { file: settings.folder, action: writes === 0 ? 'read' : 'read, write' })
    yield { name: 'privilege', ok: false, cause: code, remedy }
  }
}

/** One table for each kind of file name, periods recognised by their digits; columns from the latest file's header, numbered where it looks like a row. */
async function discover(settings: CsvSettings, context: Context, signal: AbortSignal): Promise<readonly Table[]> {
  const folder = await openFolder(context.root, settings.folder)
  const latest = new Map<string, string>()
  for (const { name } of (await listFiles(context.root, folder)).files)
    if (settings.manifest === 'none' || !name.endsWith(settings.manifest)) latest.set(patternOf(name), name)
  const source = { file: '', delimiter: ',', quote: '"', comment: '', skip_lines: 0, header: true, order: 'period' } as const
  const dialect = { delimiter: ',', quote: '"', escape: '"', comment: '' }
  const tables: Table[] = []
  for (const [pattern, name] of latest) {
    const path = join(folder.path, name)
    try {
      const facts = await inspectFile(path, name, settings.encoding, signal)
      const head = await readHead(path, name, facts, source, dialect)
      const isData = head.columns.some((column) => /\d{6}/.test(column))
      tables.push({
        name: pattern,
        comment: `${name}, ${facts.encoding}${isData ? ', 没有表头? no header?' : ''}`,
        columns: head.columns.map((column, index) => ({ name: isData ? String(index + 1) : column, type: 'text' })),
      })
    } catch (error) {
      // one bad file must not hide the others
      if (!(error instanceof GuijiError)) throw error
      tables.push({ name: pattern, comment: `${name}: ${error.code}`, columns: [] })
    }
  }
  return tables
}

function patternOf(name: string): string {
  const form = 'yyyyMMdd'
  return name.replace(
    /(?<!\d)(?:19|20)\d{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?(?!\d)/,
    (digits) => `{period:${form.slice(0, digits.length)}}`,
  )
}
