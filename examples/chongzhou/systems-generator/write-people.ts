import { allowanceColumns, allowanceFiles, allowanceOf, allowanceShape } from './civil-affairs.ts'
import { deathColumns, deathFile, deathShape, deathThatCounts, deathsOf } from './civil-affairs.ts'
import { CsvFile } from './csv-file.ts'
import type { Person } from './people.ts'
import { LoadRecord, RowsRecord, columnsOf, reasonsOf, valuesOf, type Shape, type SourceRow } from './record.ts'
import type { ResidentPlan } from './resident-plan.ts'
import { residentShape } from './residents.ts'
import { settleFirst, settleLater } from './settle-residents.ts'
import type { TrueDataset, TrueRows } from './truth.ts'
import type { PoliceLoads } from './write-police.ts'

export const populationColumns = [
  ...['id_number', 'name', 'sex', 'nation', 'birth_date', 'address', 'village', 'died_on', 'phone'],
] as const
export const allowanceServiceColumns = ['id_number', 'name', 'birth_date', 'village', 'phone', 'monthly_amount'] as const

export interface PeopleTruth {
  readonly datasets: { readonly [asset: string]: TrueDataset }
  readonly later: { readonly [asset: string]: TrueDataset }
  readonly population: TrueRows
  readonly service: TrueRows
}

/**
 * Civil affairs' files (UTF-8 with BOM, each of them whole), and what must become of every person in the replicas, in
 * base.population and in service.old_age_allowance.
 */
export async function writePeople(
  out: string,
  seed: number,
  plan: ResidentPlan,
  personAt: (index: number) => Person,
  loads: PoliceLoads,
  onRows: (rows: number) => void,
): Promise<PeopleTruth> {
  const folder = `${out}/civil-affairs`
  const deaths = await CsvFile.open(folder, deathFile, deathColumns, 'utf-8-bom')
  const [before, current] = await Promise.all(allowanceFiles.map((name) => CsvFile.open(folder, name, allowanceColumns, 'utf-8-bom')))
  if (before === undefined || current === undefined) throw new Error('two months of allowances are written')
  const deathLoad = new LoadRecord(deathShape)
  const allowanceLoad = new LoadRecord(allowanceShape)
  const rows = {
    residents: await openReplica(out, residentShape),
    residentsLater: await openReplica(out, residentShape, 'later-'),
    deaths: await openReplica(out, deathShape),
    allowances: await openReplica(out, allowanceShape),
    population: await openRows(out, 'base.population', ['id_number'], populationColumns),
    service: await openRows(out, 'service.old_age_allowance', ['id_number'], allowanceServiceColumns),
  }
  // beyond the register stand some whom only civil affairs knows, and the strangers whose removal the police reported
  const known = plan.people
  for (let index = 0; index < known + 500; index++) {
    const person = personAt(index)
    for (const row of deathsOf(seed, person)) await add(deaths, row, '略', deathLoad)
    const death = deathThatCounts(seed, person)
    if (death !== null) {
      deathLoad.counts.inserted++
      await rows.deaths.add(valuesOf(death))
    }
    const allowance = index < known ? allowanceOf(seed, person) : null
    const isPaid = allowance !== null && reasonsOf(allowanceShape, allowance).length === 0
    if (allowance !== null) {
      await add(current, allowance, '示范银行', allowanceLoad)
      if (index % 5 > 0) await add(before, allowance, '示范银行', null)
    }
    if (allowance !== null && isPaid) {
      allowanceLoad.counts.inserted++
      await rows.allowances.add(valuesOf(allowance))
    }
    if (index >= known) continue
    if (index % 10_000 === 9_999) onRows(10_000)
    const first = settleFirst(seed, plan, person, loads.first.counts)
    const later = settleLater(seed, plan, person, first, loads.later.counts)
    if (later.row !== null) await rows.residentsLater.add(valuesOf(later.row))
    if (first.row === null) continue
    const values = valuesOf(first.row)
    await rows.residents.add(values)
    const diedOn = death?.cells[2]?.clean[0] ?? null
    const phone = isPaid ? (allowance?.cells[2]?.clean[0] ?? null) : null
    await addConsolidated(rows, values, diedOn, phone, person)
  }
  const { counts } = loads.first
  counts.superseded += plan.strangers
  deathLoad.counts.superseded = deathLoad.counts.landed - deathLoad.counts.inserted
  await Promise.all([deaths.close(), before.close(), current.close()])
  const left = [{ at: plan.left.file, code: 'MANIFEST_MISMATCH' }]
  return {
    datasets: {
      [residentShape.asset]: loads.first.close(await rows.residents.close(), left),
      [deathShape.asset]: deathLoad.close(await rows.deaths.close()),
      [allowanceShape.asset]: allowanceLoad.close(await rows.allowances.close()),
    },
    later: { [residentShape.asset]: loads.later.close(await rows.residentsLater.close()) },
    population: await rows.population.close(),
    service: await rows.service.close(),
  }
}

interface ConsolidatedRows {
  readonly population: RowsRecord
  readonly service: RowsRecord
}

/** Values of the register's replica: number, original, derived, name, sex, nation, birth date, address, raw address, village, .. */
async function addConsolidated(
  rows: ConsolidatedRows,
  values: readonly (string | null)[],
  diedOn: string | null,
  phone: string | null,
  person: Person,
): Promise<void> {
  const [number = null, , , name = null, sex = null, nation = null, birthDate = null, address = null, , village = null] = values
  await rows.population.add([number, name, sex, nation, birthDate, address, village, diedOn, phone])
  // nobody of the old turns 80, 90 or 100 before 2029, so the year decides
  if (!person.isOld || diedOn !== null) return
  const year = Number(person.birthDate.slice(0, 4))
  const amount = year < 1926 ? '500.00' : year < 1936 ? '200.00' : '100.00'
  await rows.service.add([number, name, birthDate, village, phone, amount])
}

function openReplica(out: string, shape: Shape, prefix = ''): Promise<RowsRecord> {
  const { asset, table, key } = shape
  return RowsRecord.open(out, { table, key, columns: columnsOf(shape), file: `truth-rows/${prefix}${asset}.jsonl` })
}

function openRows(out: string, asset: string, key: readonly string[], columns: readonly string[]): Promise<RowsRecord> {
  return RowsRecord.open(out, { table: asset, key, columns, file: `truth-rows/${asset}.jsonl` })
}

async function add(file: CsvFile, row: SourceRow, unnamed: string, load: LoadRecord | null): Promise<void> {
  load?.read(row, file.at)
  const waiting = file.add([...row.cells.map(({ raw }) => raw), unnamed])
  if (waiting !== null) await waiting
}
