import { writeFile } from 'node:fs/promises'
import { CsvFile } from './csv-file.ts'
import { csvLine } from './output.ts'
import type { Person } from './people.ts'
import { LoadRecord } from './record.ts'
import { fileOf, repeatStride, type DayPlan, type ResidentPlan } from './resident-plan.ts'
import { changedRow, firstRow, repeatedRow, residentColumns, residentShape, strangerRow, type ResidentRow } from './residents.ts'

export interface PoliceLoads {
  readonly first: LoadRecord
  /** The load of the file that was left, once it has arrived whole. */
  readonly later: LoadRecord
}

interface Writing {
  readonly out: string
  readonly seed: number
  readonly plan: ResidentPlan
  readonly personAt: (index: number) => Person
  readonly onRows: (rows: number) => void
}

/** The police's drop folder: GB18030 files with manifests, of which the last one broke off; whole in `later/`. */
export async function writePolice(writing: Writing): Promise<PoliceLoads> {
  const { out, plan } = writing
  const folder = `${out}/police-drop`
  const loads = { first: new LoadRecord(residentShape), later: new LoadRecord(residentShape) }
  await writeFirst(writing, folder, loads.first)
  for (const day of plan.days) await writeDay(writing, folder, day, loads.first)
  const whole = await writeDay(writing, `${out}/later/police-drop`, plan.left, loads.later)
  const broken = await openFile(folder, plan.left.file)
  for (let turn = 0; turn < plan.arrived; turn++) await addRow(broken, dayRow(writing, plan.left, turn), null)
  await broken.close()
  await writeFile(`${folder}/${plan.left.file}.manifest`, `${JSON.stringify(whole)}\n`)
  return loads
}

async function writeFirst({ seed, plan, personAt, onRows }: Writing, folder: string, load: LoadRecord): Promise<void> {
  const file = await openFile(folder, fileOf(0))
  const tornEvery = Math.floor(plan.people / plan.torn)
  for (let index = 0, torn = 0; index < plan.people; index++) {
    await addRow(file, firstRow(seed, personAt(index)), load)
    if (index % tornEvery === tornEvery - 1 && torn < plan.torn) {
      torn++
      load.reject(file.at, ['COLUMN_COUNT'])
      // an address with a comma that nobody quoted
      await file.addRaw(csvLine([...residentColumns.map((name) => `(${name})`), '多出的一列']))
    }
    if (file.rows % 10_000 === 0) onRows(10_000)
  }
  onRows(file.rows % 10_000)
  for (let turn = 0; turn < plan.repeats; turn++) await addRow(file, repeatedRow(seed, personAt(turn * repeatStride), turn), load)
  await writeManifest(folder, file)
}

async function writeDay(writing: Writing, folder: string, day: DayPlan, load: LoadRecord) {
  const { seed, plan, personAt } = writing
  const file = await openFile(folder, day.file)
  for (let turn = 0; turn < day.rows; turn++) await addRow(file, dayRow(writing, day, turn), load)
  const strangers = day.day === 2 ? plan.strangers : 0
  for (let index = 0; index < strangers; index++) await addRow(file, strangerRow(seed, personAt(plan.people + index)), load)
  writing.onRows(file.rows)
  return writeManifest(folder, file)
}

function dayRow({ seed, personAt }: Writing, { day, indexOf }: DayPlan, turn: number): ResidentRow {
  return changedRow(seed, personAt(indexOf(turn)), day, turn)
}

function openFile(folder: string, name: string): Promise<CsvFile> {
  return CsvFile.open(folder, name, residentColumns, 'gb18030')
}

async function addRow(file: CsvFile, row: ResidentRow, load: LoadRecord | null): Promise<void> {
  load?.read(row, file.at)
  const waiting = file.add([...row.cells.map(({ raw }) => raw), row.kind, '经办员'])
  if (waiting !== null) await waiting
}

async function writeManifest(folder: string, file: CsvFile) {
  const stated = await file.close()
  await writeFile(`${folder}/${file.name}.manifest`, `${JSON.stringify(stated)}\n`)
  return stated
}
