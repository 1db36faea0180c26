import { plain, written } from './cell.ts'
import { dateCell, dateOf, dayOf, pickDateStyle, type DateStyle } from './days.ts'
import { residentIdCell, type ResidentIdStyle } from './identity.ts'
import type { Person } from './people.ts'
import { randomOf } from './random.ts'
import { reasonsOf, winnerOf, type Shape, type SourceRow } from './record.ts'
import { nameCell, phoneCell, type PhoneStyle } from './text-cells.ts'

const numberField = { name: 'id_number', columns: ['id_number', 'id_number_original', 'id_number_derived'] }

export const deathShape: Shape = {
  asset: 'civil-affairs.deaths',
  table: 'replica.civil_affairs__deaths',
  key: ['id_number'],
  fields: [
    numberField,
    { name: 'name', columns: ['name'] },
    { name: 'died_on', columns: ['died_on'] },
    { name: 'registered_on', columns: ['registered_on'] },
  ],
  strict: ['id_number', 'registered_on'],
}
export const allowanceShape: Shape = {
  asset: 'civil-affairs.allowances',
  table: 'replica.civil_affairs__allowances',
  key: ['id_number'],
  fields: [
    numberField,
    { name: 'name', columns: ['name'] },
    { name: 'phone', columns: ['phone', 'phone_others'] },
    { name: 'monthly_amount', columns: ['monthly_amount', 'monthly_amount_currency', 'monthly_amount_unit'] },
    { name: 'started_on', columns: ['started_on'] },
  ],
  strict: ['id_number'],
}

export const deathFile = '死亡登记.csv'
export const deathColumns = ['身份证号', '姓名', '死亡日期', '登记日期', '死因'] as const
/** Of each month one whole file; only the newest is read. */
export const allowanceFiles = ['高龄津贴发放_202610.csv', '高龄津贴发放_202611.csv'] as const
export const allowanceColumns = ['身份证号', '姓名', '联系电话', '月津贴标准', '开始享受日期', '开户银行'] as const

export interface DeathRow extends SourceRow {
  readonly version: string
}

/** A file that went through a spreadsheet: by `turn % 60`. */
const deathIds: { readonly [turn: number]: ResidentIdStyle } = {
  ...{ 2: 'apostrophe', 5: 'exponent', 11: 'full-width', 19: 'formula', 23: 'wrong-check', 31: 'padded', 37: 'letter-o' },
}
const deathDates: { readonly [turn: number]: DateStyle } = { 8: 'impossible', 23: 'partial', 41: 'none' }

/** The rows of a person in the register of deaths, in the order of the file: none for most, two for some. */
export function deathsOf(seed: number, person: Person): DeathRow[] {
  if (person.index % 35 !== 5 || person.isLegacy) return []
  const turn = Math.floor(person.index / 35)
  const random = randomOf(seed, 'death', person.index)
  const died = dayOf('2025-01-01') + random.below(650)
  const rows = [deathRow(died, died + 1 + random.below(14), turn)]
  // registered again with another date: the later registration counts
  if (turn % 25 === 7) rows.push(deathRow(died - 1, died + 20, -1))
  return rows

  function deathRow(day: number, registered: number, place: number): DeathRow {
    const slot = place < 0 ? -1 : place % 60
    const version = dateOf(registered)
    const cells = [
      residentIdCell(person.number, deathIds[slot] ?? 'plain'),
      nameCell(person.name, slot === 14 ? 'padded' : 'plain'),
      dateCell(dateOf(day), deathDates[slot] ?? (random.below(3) === 0 ? 'numerals' : pickDateStyle(random))),
      dateCell(version, pickDateStyle(random)),
    ]
    return { cells, fate: 'kept', version }
  }
}

/** The row of a person among those who draw the allowance in a month; null for most. */
export function allowanceOf(seed: number, person: Person): SourceRow | null {
  if (!person.isOld || person.isLegacy || Math.floor(person.index / 12) % 2 !== 0) return null
  const turn = Math.floor(person.index / 24)
  const slot = turn % 80
  const random = randomOf(seed, 'allowance', person.index)
  const year = Number(person.birthDate.slice(0, 4))
  const amount = year < 1926 ? 500 : year < 1936 ? 200 : 100
  const clean = [`${amount}.00`, 'CNY', '元']
  const raw = random.pick([String(amount), `${amount}.00`, `${amount}元`, `¥${amount}`])
  const phones: readonly [PhoneStyle, ...PhoneStyle[]] = ['plain', 'plain', 'plain', 'landline', 'several', 'grouped', 'empty']
  const started = dateOf(dayOf('2020-01-01') + random.below(2_000))
  const cells = [
    residentIdCell(person.number, slot === 12 ? 'spaces' : slot === 26 ? 'exponent' : slot === 40 ? 'none' : 'plain'),
    nameCell(person.name, 'plain'),
    phoneCell(person.phoneLine + 1, slot === 54 ? 'short' : random.pick(phones)),
    slot === 68 ? { ...plain('约一百元'), reasons: ['NOT_MONEY'] } : written(raw, ...clean),
    dateCell(started, random.below(3) === 0 ? 'serial' : pickDateStyle(random)),
  ]
  return { cells, fate: 'kept' }
}

/** The row of the register of deaths that counts for a person. */
export function deathThatCounts(seed: number, person: Person): DeathRow | null {
  return winnerOf(deathsOf(seed, person).filter((row) => reasonsOf(deathShape, row).length === 0))
}
