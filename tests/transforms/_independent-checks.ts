/**
 * The check rules of GB 11643, GB 32100, GB 11714 and GS 15 a second time, written from the standards' text and in
 * other forms than `transforms/identity/` uses: recursions and powers instead of tables of weights, a day count
 * instead of month lengths. It imports nothing of ours, so that an error would have to be made twice to go unseen.
 */

const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** GB 32100-2015, table 2: digits and capital letters without I, O, Z, S and V. */
const USCC_ALPHABET = [...(DIGITS + LETTERS)].filter((character) => !'IOZSV'.includes(character)).join('')

const consistsOf = (text: string, alphabet: string) => [...text].every((character) => alphabet.includes(character))

/** ISO 7064, pure system with radix 2 modulo 11: what the characters so far leave over, by its recursion. */
const pureElevenTwo = (values: readonly number[]): number => values.reduce((left, value) => ((left + value) * 2) % 11, 0)

/** GB 11643-1999, 4.4: the check character for the first 17 digits. The whole is congruent to 1 modulo 11. */
export function residentCheck(seventeen: string): string {
  const left = pureElevenTwo([...seventeen].map(Number))
  return [...DIGITS, 'X'].find((_character, value) => (left + value) % 11 === 1) ?? ''
}

/** GB 32100-2015, 4.5: the check character for the first 17; the whole, read as powers of 3, is a multiple of 31. */
export function usccCheck(seventeen: string): string {
  const sum = [...seventeen].reduce((total, character, at) => total + BigInt(USCC_ALPHABET.indexOf(character)) * 3n ** BigInt(at), 0n)
  return [...USCC_ALPHABET].find((_character, value) => (sum + BigInt(value) * 3n ** 30n) % 31n === 0n) ?? ''
}

/** GB 11714-1997, 3.3: the check character for the first 8. Its weights are the powers of 2 modulo 11; the whole is a multiple of 11. */
export function organisationCheck(eight: string): string {
  const left = pureElevenTwo([...eight].map((character) => (DIGITS + LETTERS).indexOf(character)))
  return [...DIGITS, 'X'].find((_character, value) => (left + value) % 11 === 0) ?? ''
}

/** GS 15-2006 with ISO 7064's hybrid system modulo 11,10: the check digit for the first 14. */
export function registrationCheck(fourteen: string): string {
  const carried = (digits: string): number => {
    if (digits === '') return 10
    const sum = carried(digits.slice(0, -1)) + Number(digits.slice(-1))
    return (2 * (((sum + 9) % 10) + 1)) % 11 // the remainder in 1 to 10
  }
  const left = carried(fourteen)
  return [...DIGITS].find((digit) => (left + Number(digit)) % 10 === 1) ?? ''
}

/** The Gregorian date's day number (Fliegel and Van Flandern, 1968), the same for every way of writing a day. */
function dayNumber(year: number, month: number, day: number): number {
  const early = Math.trunc((month - 14) / 12)
  return (
    Math.trunc((1461 * (year + 4800 + early)) / 4) +
    Math.trunc((367 * (month - 2 - 12 * early)) / 12) -
    Math.trunc((3 * Math.trunc((year + 4900 + early) / 100)) / 4) +
    day -
    32075
  )
}

/** The date of a day number, by the same authors: [year, month, day]. */
function dateOfDay(number: number): [number, number, number] {
  let left = number + 68569
  const centuries = Math.trunc((4 * left) / 146097)
  left -= Math.trunc((146097 * centuries + 3) / 4)
  const years = Math.trunc((4000 * (left + 1)) / 1461001)
  left = left - Math.trunc((1461 * years) / 4) + 31
  const months = Math.trunc((80 * left) / 2447)
  const carry = Math.trunc(months / 11)
  return [100 * (centuries - 49) + years + carry, months + 2 - 12 * carry, left - Math.trunc((2447 * months) / 80)]
}

/** Whether YYYYMMDD is a day of the calendar, from year 1 on: a day that does not exist comes back from its number as another one. */
export function isDate(compact: string): boolean {
  const [year, month, day] = [Number(compact.slice(0, 4)), Number(compact.slice(4, 6)), Number(compact.slice(6, 8))]
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  return dateOfDay(dayNumber(year, month, day)).join() === [year, month, day].join()
}

/** GB/T 2260: the two digits of a province, autonomous region, municipality or special region that numbers are issued under. */
export function isProvince(two: string): boolean {
  const number = Number(two)
  const inTens = new Map([
    [1, 5],
    [2, 3],
    [3, 7],
    [4, 6],
    [6, 5],
  ])
  if (number === 71 || (number >= 81 && number <= 83) || (number >= 50 && number <= 54)) return true
  const unit = number % 10
  return unit >= 1 && unit <= (inTens.get(Math.trunc(number / 10)) ?? 0)
}

export type Fault = 'format' | 'check' | 'region' | 'date'

/** Everything that is wrong with 18 characters as a resident identity number, as seen on `today` (YYYY-MM-DD); empty when all is well. */
export function residentFaults(number: string, today: string): Fault[] {
  if (number.length !== 18 || !consistsOf(number.slice(0, 17), DIGITS) || !consistsOf(number.slice(17), `${DIGITS}X`)) return ['format']
  const faults: Fault[] = []
  if (residentCheck(number.slice(0, 17)) !== number[17]) faults.push('check')
  if (!isProvince(number.slice(0, 2))) faults.push('region')
  if (!isDate(number.slice(6, 14)) || number.slice(6, 14) > today.replaceAll('-', '')) faults.push('date')
  return faults
}

/** What GB 32100's two checks say of 18 characters. */
export function usccVerdict(code: string): 'format' | 'conforming' | 'organisation part fails' | 'check fails' | 'both fail' {
  if (code.length !== 18 || !consistsOf(code, USCC_ALPHABET)) return 'format'
  const whole = usccCheck(code.slice(0, 17)) === code[17]
  const organisation = organisationCheck(code.slice(8, 16)) === code[16]
  if (whole) return organisation ? 'conforming' : 'organisation part fails'
  return organisation ? 'check fails' : 'both fail'
}

/** Whether 9 characters (no hyphen) are an organisation code. */
export const isOrganisationCode = (code: string) =>
  code.length === 9 && consistsOf(code.slice(0, 8), DIGITS + LETTERS) && organisationCheck(code.slice(0, 8)) === code[8]

/** Whether 15 digits are a business registration number with a right check digit. */
export const isRegistrationNumber = (number: string) =>
  number.length === 15 && consistsOf(number, DIGITS) && registrationCheck(number.slice(0, 14)) === number[14]

/** The 18 characters of an old number of 15 digits: sequences 996 to 999 belong to those born before 1900. */
export function upgradedResident(fifteen: string): string {
  const seventeen = `${fifteen.slice(0, 6)}${Number(fifteen.slice(12)) >= 996 ? '18' : '19'}${fifteen.slice(6)}`
  return seventeen + residentCheck(seventeen)
}

export { USCC_ALPHABET as usccAlphabet }
