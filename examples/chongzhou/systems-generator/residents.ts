import { missing, plain, written, type Cell } from './cell.ts'
import { dateCell, dateOf, dayOf, pickDateStyle, type DateStyle } from './days.ts'
import { residentIdCell, type ResidentIdStyle } from './identity.ts'
import type { Person } from './people.ts'
import { villageAt } from './places.ts'
import { randomOf, type Random } from './random.ts'
import type { Shape, SourceRow } from './record.ts'
import { addressCell, codeCell, nameCell, phoneCell, villageCell } from './text-cells.ts'
import type { AddressStyle, NameStyle, PhoneStyle, VillageStyle } from './text-cells.ts'

/** The columns of the police's files; the last one is named by no field and must never be stored (Article 26). */
export const residentColumns = [
  ...['公民身份号码', '姓名', '性别', '民族', '出生日期', '户籍地址', '村社区', '联系电话', '变更日期', '变更类型', '经办人'],
] as const

export const residentShape: Shape = {
  asset: 'police.resident-register',
  table: 'replica.police__resident_register',
  key: ['id_number'],
  fields: [
    { name: 'id_number', columns: ['id_number', 'id_number_original', 'id_number_derived'] },
    { name: 'name', columns: ['name'] },
    { name: 'sex', columns: ['sex'] },
    { name: 'nation', columns: ['nation'] },
    { name: 'birth_date', columns: ['birth_date'] },
    { name: 'address', columns: ['address', 'address_raw'] },
    { name: 'village', columns: ['village'] },
    { name: 'phone', columns: ['phone', 'phone_others'] },
    { name: 'changed_on', columns: ['changed_on'] },
  ],
  strict: ['id_number', 'changed_on'],
}

/** A row of the register with what settles it against others of its key. */
export interface ResidentRow extends SourceRow {
  readonly version: string
  readonly kind: '新增' | '变更' | '注销'
}

/** The day that the register was handed over whole; changes follow day by day. */
export const firstDay = '2026-11-16'
const firstDayNumber = dayOf(firstDay)

/** Writings that occur at fixed places, so that even a small register has each; by `index % 400`. */
const idStyles: { readonly [slot: number]: ResidentIdStyle } = {
  ...{ 3: 'full-width', 17: 'full-width', 31: 'exponent', 44: 'wrong-check', 58: 'apostrophe', 71: 'formula' },
  ...{ 85: 'spaces', 99: 'zero-width', 113: 'padded', 127: 'letter-o', 141: 'seventeen', 155: 'none' },
  ...{ 169: 'masked', 183: 'no-province', 197: 'no-birth-date' },
}
const birthStyles: { readonly [slot: number]: DateStyle } = {
  44: 'impossible',
  211: 'impossible',
  225: 'short-year',
  239: 'partial',
  253: 'none',
}
const nameStyles: { readonly [slot: number]: NameStyle } = { 7: 'padded', 21: 'space-before', 267: 'none' }
const villageStyles: { readonly [slot: number]: VillageStyle } = { 281: 'unknown', 155: 'unknown' }
const phoneStyles: { readonly [slot: number]: PhoneStyle } = { 295: 'short', 309: 'exponent' }
const usualPhones: readonly [PhoneStyle, ...PhoneStyle[]] = [
  ...(['plain', 'plain', 'plain', 'plain', 'country', 'grouped', 'full-width', 'several', 'landline', 'bracket', 'none', 'empty'] as const),
]
const usualAddresses: readonly [AddressStyle, ...AddressStyle[]] = [
  ...(['plain', 'plain', 'plain', 'plain', 'plain', 'full-width', 'line-break', 'space-after', 'none'] as const),
]
const usualVillages: readonly [VillageStyle, ...VillageStyle[]] = ['code', 'code', 'code', 'hyphens', 'label', 'path', 'slashes', 'none']

/** What changes from one row of a person to the next. */
interface Version {
  readonly changedOn: string
  readonly kind: ResidentRow['kind']
  /** 0 for the person's first address, village and phone; others lead elsewhere. */
  readonly move: number
  /** The place in the tables of writings; -1 for ordinary writing. */
  readonly slot: number
  readonly random: Random
  readonly idStyle?: ResidentIdStyle
}

/** The row of a person in the first file. */
export function firstRow(seed: number, person: Person): ResidentRow {
  const random = randomOf(seed, 'resident', person.index)
  const changedOn = dateOf(firstDayNumber - 1 - random.below(300))
  return residentRow(person, { changedOn, kind: '新增', move: 0, slot: person.index % 400, random })
}

/** The same person once more in the first file: by turns the same, older, newer, and another writing of the number. */
export function repeatedRow(seed: number, person: Person, turn: number): ResidentRow {
  const { version } = firstRow(seed, person)
  const random = randomOf(seed, 'repeated', person.index)
  const shift = [0, -40, 1, 0][turn % 4] ?? 0
  const idStyle = turn % 4 === 3 ? { idStyle: 'full-width' as const } : {}
  return residentRow(person, { changedOn: dateOf(dayOf(version) + shift), kind: '变更', move: shift, slot: -1, random, ...idStyle })
}

/** A row of a later file, by turns a removal, an older state that comes late, one to reject, one that says nothing new, and changes. */
export function changedRow(seed: number, person: Person, day: number, turn: number): ResidentRow {
  const random = randomOf(seed, `changed ${day}`, person.index)
  const today = dateOf(firstDayNumber + day)
  const at = turn % 20
  if (at < 2) return residentRow(person, { changedOn: today, kind: '注销', move: 0, slot: -1, random })
  if (at === 2) return residentRow(person, { changedOn: '2025-06-30', kind: '变更', move: 9, slot: -1, random })
  if (at === 3) return residentRow(person, { changedOn: today, kind: '变更', move: day, slot: -1, random, idStyle: 'wrong-check' })
  // what the first file said already, word for word
  if (at === 5) return { ...firstRow(seed, person), kind: '变更' }
  return residentRow(person, { changedOn: today, kind: '变更', move: at === 4 ? 0 : day, slot: -1, random })
}

/** A removal of somebody whom the register never had. */
export function strangerRow(seed: number, person: Person): ResidentRow {
  const random = randomOf(seed, 'stranger', person.index)
  return residentRow(person, { changedOn: dateOf(firstDayNumber + 2), kind: '注销', move: 0, slot: -1, random })
}

function residentRow(person: Person, { changedOn, kind, move, slot, random, idStyle }: Version): ResidentRow {
  const village = move === 0 ? person.village : villageAt(person.phoneLine + move + 100)
  const address = move === 0 ? person.address : `四川省成都市崇州市${village.township}${village.name}新居${Math.abs(move)}栋`
  const line = person.phoneLine + (move === 0 ? 0 : move + 10_000)
  const cells = [
    idCell(person, slot, random, idStyle),
    nameCell(person.name, nameStyles[slot] ?? 'plain'),
    sexCell(person, slot, random),
    slot === 323 ? written('不详', null) : codeCell(person.nation.code, person.nation.labels, random),
    birthCell(person, slot, random),
    addressCell(address, random.pick(usualAddresses)),
    villageCell(village, villageStyles[slot] ?? random.pick(usualVillages)),
    phoneCell(line, phoneStyles[slot] ?? random.pick(usualPhones)),
    slot === 351 ? missing(null) : dateCell(changedOn, pickDateStyle(random)),
  ]
  return { cells, fate: kind === '注销' ? 'deletion' : 'kept', version: changedOn, kind }
}

function idCell(person: Person, slot: number, random: Random, style: ResidentIdStyle | undefined): Cell {
  if (person.isLegacy) return residentIdCell(person.number, 'fifteen')
  const chosen = style ?? idStyles[slot]
  if (chosen !== undefined) return residentIdCell(person.number, chosen)
  return residentIdCell(person.number, random.below(3) === 0 ? 'lower-case' : 'plain')
}

/** At one place it contradicts the number: a warning, to be fed back and not corrected. */
function sexCell({ sex }: Person, slot: number, random: Random): Cell {
  if (slot === 337) return plain(sex === '1' ? '2' : '1')
  return codeCell(sex, sex === '1' ? ['男', '男性'] : ['女', '女性'], random)
}

/** At one place another day of the same month than the number's: a warning too. */
function birthCell({ birthDate }: Person, slot: number, random: Random): Cell {
  if (slot === 365) return dateCell(`${birthDate.slice(0, 8)}${birthDate.endsWith('01') ? '02' : '01'}`, 'standard')
  const style = birthStyles[slot]
  return dateCell(birthDate, style ?? pickDateStyle(random))
}
