import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { approvalSql, caseRow, caseShape, itemRows, itemShape } from './approvals.ts'
import { CsvFile } from './csv-file.ts'
import { enterpriseRows, enterpriseShape, enterpriseSql, type Enterprise } from './enterprises.ts'
import { licenceColumns, licenceFiles, licenceRows, licenceShape, type LicenceRow } from './licences.ts'
import { copyLine, openOutput } from './output.ts'
import type { Person } from './people.ts'
import { LoadRecord, RowsRecord, columnsOf, reasonsOf, valuesOf, winnerOf, type Shape, type SourceRow } from './record.ts'
import type { TrueDataset, TrueRows } from './truth.ts'

export interface Sizes {
  readonly enterprises: number
  readonly items: number
  readonly cases: number
  readonly licences: number
}
export interface OrganisationsTruth {
  readonly datasets: { readonly [asset: string]: TrueDataset }
  readonly libraries: { readonly [asset: string]: TrueRows }
}
interface Writing {
  readonly out: string
  readonly seed: number
  readonly sizes: Sizes
  readonly personAt: (index: number) => Person
  readonly enterpriseAt: (index: number) => Enterprise
  readonly onRows: (rows: number) => void
}

/** Columns of the libraries that one dataset each makes, by the dataset's columns. */
export const legalPersonColumns = [
  ...['uscc', 'registration_number', 'name', 'kind', 'legal_representative', 'registered_capital', 'registered_capital_currency'],
  ...['established_on', 'address', 'business_scope', 'status'],
] as const
export const powerItemColumns = ['item_code', 'name', 'kind', 'legal_basis', 'statutory_days', 'promised_days'] as const
export const caseLibraryColumns = [
  ...['case_number', 'item_code', 'applicant_id_number', 'applicant_uscc', 'accepted_at', 'decided_at', 'result'],
] as const
export const licenceLibraryColumns = [
  ...['licence_number', 'licence_type', 'uscc', 'holder', 'issued_on', 'valid_until', 'document', 'document_digest'],
] as const

/** The systems of market regulation, of the approval bureau and of the housing bureau, with what must become of them. */
export async function writeOrganisations(writing: Writing): Promise<OrganisationsTruth> {
  const { out, seed, sizes, personAt, enterpriseAt, onRows } = writing
  await writeText(`${out}/market/schema.sql`, enterpriseSql)
  await writeText(`${out}/approval/schema.sql`, approvalSql)
  const register = await openTable(out, 'market/enterprise_register.copy', enterpriseShape, 'base.legal_person', legalPersonColumns)
  for (let index = 0; index < sizes.enterprises; index++) {
    const rows = enterpriseRows(seed, enterpriseAt(index))
    await register.add(rows, (row) => [row.fate === 'filtered' ? '9' : '1', '登记员'])
    if (index % 10_000 === 9_999) onRows(10_000)
  }
  const items = await openTable(out, 'approval/power_item.copy', itemShape, 'business.power_item', powerItemColumns)
  for (let index = 0; index < sizes.items; index++)
    await items.add(itemRows(seed, index), (row) => [row.fate === 'filtered' ? '0' : '1', '操作员'])
  const cases = await openTable(out, 'approval/approval_case.copy', caseShape, 'business.case', caseLibraryColumns)
  for (let index = 0; index < sizes.cases; index++) {
    const person = personAt(index * 3)
    await cases.add([caseRow(seed, index, sizes.items, person, enterpriseAt(index % sizes.enterprises))], () => ['19900000000'])
    if (index % 10_000 === 9_999) onRows(10_000)
  }
  const tables = [await register.close(), await items.close(), await cases.close(), await writeLicences(writing)]
  return {
    datasets: Object.fromEntries(tables.map(({ asset, dataset }) => [asset, dataset])),
    libraries: Object.fromEntries(tables.map(({ library, rows }) => [library, rows])),
  }
}

interface Placed extends SourceRow {
  readonly version: string
}
interface PlacedEntry extends Placed {
  readonly entry: number
}

/** A table of a PostgreSQL system as COPY text, with the replica and the library that must come of it. */
async function openTable(out: string, path: string, shape: Shape, library: string, libraryColumns: readonly string[]) {
  const file = await openOutput(`${out}/${path}`)
  const table = `public.${basename(path, '.copy')}`
  const settled = await openSettled(out, shape, library, libraryColumns)
  return {
    async add<R extends PlacedEntry>(rows: readonly R[], unnamed: (row: R) => readonly string[]): Promise<void> {
      for (const row of rows) {
        settled.load.read(row, `${table}:${row.entry}`)
        const waiting = file.write(copyLine([...row.cells.map(({ raw }) => raw), ...unnamed(row)]))
        if (waiting !== null) await waiting
      }
      await settled.add(rows)
    },
    async close() {
      await file.close()
      return settled.close()
    },
  }
}

async function writeLicences({ out, seed, sizes, enterpriseAt }: Writing) {
  const folder = `${out}/e-licences`
  const settled = await openSettled(out, licenceShape, 'business.e_licence', licenceLibraryColumns)
  await mkdir(`${folder}/documents`, { recursive: true })
  const rowsOf = (index: number) => licenceRows(seed, index, enterpriseAt(index % sizes.enterprises))
  for (const [at, name] of licenceFiles.entries()) {
    const file = await CsvFile.open(folder, name, licenceColumns, 'utf-8')
    for (let index = 0; index < sizes.licences; index++) {
      const row = rowsOf(index)[at]
      if (row === null || row === undefined) continue
      settled.load.read(row, file.at)
      await file.add([...row.cells.map(({ raw }) => raw), '签发员'])
      await writeText(`${folder}/${row.document.path}`, row.document.content)
    }
    await file.close()
  }
  for (let index = 0; index < sizes.licences; index++) await settled.add(rowsOf(index).filter((row): row is LicenceRow => row !== null))
  return settled.close()
}

/** Replica and library of a dataset whose rows of one key are known together. */
async function openSettled(out: string, shape: Shape, library: string, libraryColumns: readonly string[]) {
  const { asset, table, key } = shape
  const load = new LoadRecord(shape)
  const columns = columnsOf(shape)
  const places = libraryColumns.map((column) => columns.indexOf(column))
  const replica = await RowsRecord.open(out, { table, key, columns, file: `truth-rows/${asset}.jsonl` })
  const rows = await RowsRecord.open(out, { table: library, key, columns: libraryColumns, file: `truth-rows/${library}.jsonl` })
  return {
    load,
    /** All rows of one key, in the order of reading. */
    async add(candidates: readonly Placed[]): Promise<void> {
      const landed = candidates.filter((row) => row.fate === 'kept' && reasonsOf(shape, row).length === 0)
      const winner = winnerOf(landed)
      if (winner === null) return
      const values = valuesOf(winner)
      load.counts.inserted++
      load.counts.superseded += landed.length - 1
      await replica.add(values)
      await rows.add(places.map((place) => values[place] ?? null))
    },
    async close() {
      return { asset, library, dataset: load.close(await replica.close()), rows: await rows.close() }
    },
  }
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
