import { dateOf, dayOf } from './days.ts'
import { withResidentCheck } from './identity.ts'
import { villageAt, type Village } from './places.ts'
import { randomOf, shuffled } from './random.ts'

/** An invented person. Sequences 900 to 995 only, so that the numbers lie where the fewest real ones do. */
export interface Person {
  readonly index: number
  readonly number: string
  readonly birthDate: string
  readonly sex: '1' | '2'
  readonly name: string
  /** GB/T 3304, with the ways of writing it. */
  readonly nation: Nation
  readonly village: Village
  readonly address: string
  /** Of 10,000. */
  readonly phoneLine: number
  /** Written with 15 digits wherever the register has the person; no other system has such persons. */
  readonly isLegacy: boolean
  /** Of those who draw the old-age allowance, or would if they asked. */
  readonly isOld: boolean
}
export interface Nation {
  readonly code: string
  readonly labels: readonly string[]
}

/** One person in so many is old. */
export const oldEvery = 12

const sequences = 96
/** The city's codes: since 1994 or so, and the two before, all of which stay valid. */
const regions = ['510184', '510128', '519013'] as const
/** Nobody turns 80, 90 or 100 before 2029, so that no result depends on the day. */
const oldDays = daysOfYears(1900, 1945, [1926, 1927, 1928, 1936, 1937, 1938])
const youngDays = daysOfYears(1949, 2015, [])

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈']
const characters = [...'明华强芳秀英敏静丽勇军杰娟艳涛超霞平刚桂兰玉梅建国志文海波林红春生光荣永福德全良才万世昌贵宝玲珍琴素清云莲']
/** Outside the basic plane or of four bytes in GB18030: what a GBK export would lose. */
const rareCharacters = ['𠮷', '㛃', '䶮', '𬱖', '𫘦', '𬭎', '㐂', '鿍'] as const
const nations: readonly [Nation, ...Nation[]] = [
  { code: '01', labels: ['汉族', '汉', 'HA'] },
  { code: '03', labels: ['回族', '回', 'HU', '3'] },
  { code: '04', labels: ['藏族', '藏', 'ZA', '4'] },
  { code: '07', labels: ['彝族', '彝', 'YI', '7'] },
  { code: '33', labels: ['羌族', '羌', 'QI'] },
]

/** Persons by index; the same seed gives the same person, and no two share a number. */
export function createPeople(seed: number): (index: number) => Person {
  const old = shuffled(seed, 'old', oldDays.length * sequences * regions.length)
  const young = shuffled(seed, 'young', youngDays.length * sequences * regions.length)
  return (index) => {
    const isOld = index % oldEvery === 0
    const group = Math.floor(index / oldEvery)
    const place = isOld ? old(group) : young(group * (oldEvery - 1) + (index % oldEvery) - 1)
    const days = isOld ? oldDays : youngDays
    const day = days[place % days.length] ?? 0
    const rest = Math.floor(place / days.length)
    const sequence = 900 + (rest % sequences)
    const birthDate = dateOf(day)
    const region = regions[Math.floor(rest / sequences) % regions.length] ?? regions[0]
    const random = randomOf(seed, 'person', index)
    const village = villageAt(random.below(1_000))
    return {
      index,
      number: withResidentCheck(`${region}${birthDate.replaceAll('-', '')}${sequence}`),
      birthDate,
      sex: sequence % 2 === 1 ? '1' : '2',
      name: nameOf(random.below),
      nation: random.below(10) > 0 ? nations[0] : random.pick(nations),
      village,
      address: `四川省成都市崇州市${village.township}${village.name}${1 + random.below(20)}组${1 + random.below(300)}号`,
      phoneLine: random.below(10_000),
      isLegacy: index % 400 === 90 && birthDate < '2000',
      isOld,
    }
  }
}

/** How many persons there can be. */
export const mostPeople = youngDays.length * sequences * regions.length

function nameOf(below: (limit: number) => number): string {
  if (below(200) === 0) return `${at(['阿依', '吉克', '才让', '尔玛'], below)}·${at(['木呷', '拉姆', '多吉', '古丽'], below)}`
  const given = below(3) === 0 ? at(characters, below) : at(characters, below) + at(characters, below)
  return at(surnames, below) + (below(150) === 0 ? at(rareCharacters, below) : given)
}

function at(choices: readonly string[], below: (limit: number) => number): string {
  return choices[below(choices.length)] ?? ''
}

function daysOfYears(from: number, to: number, without: readonly number[]): Int32Array {
  const days: number[] = []
  for (let year = from; year <= to; year++) {
    if (without.includes(year)) continue
    for (let day = dayOf(`${year}-01-01`); day < dayOf(`${year + 1}-01-01`); day++) days.push(day)
  }
  return Int32Array.from(days)
}
