import { fullWidth, missing, plain, rejected, written, type Cell } from './cell.ts'

const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const residentChecks = '10X98765432'

/** 17 digits with their check character (GB 11643-1999, ISO 7064 MOD 11-2). */
export function withResidentCheck(digits: string): string {
  let sum = 0
  for (let at = 0; at < 17; at++) sum += (digits.charCodeAt(at) - 48) * (residentWeights[at] ?? 0)
  return digits + residentChecks.charAt(sum % 11)
}

export type ResidentIdStyle =
  | 'plain'
  | 'full-width'
  | 'lower-case'
  | 'fifteen'
  | 'apostrophe'
  | 'formula'
  | 'spaces'
  | 'zero-width'
  | 'padded'
  | 'exponent'
  | 'wrong-check'
  | 'letter-o'
  | 'seventeen'
  | 'masked'
  | 'no-province'
  | 'no-birth-date'
  | 'none'

/** A resident number in a register's writing; its columns are the number, the 15 digits written, and the derived mark. */
export function residentIdCell(number: string, style: ResidentIdStyle, optional = false): Cell {
  const fixed = (raw: string) => written(raw, number, null, null)
  switch (style) {
    case 'plain':
      return fixed(number)
    case 'full-width':
      return fixed(fullWidth(number))
    case 'lower-case':
      return fixed(number.toLowerCase())
    case 'fifteen': {
      const original = number.slice(0, 6) + number.slice(8, 17)
      return written(original, number, original, 'true')
    }
    case 'apostrophe':
      return fixed(`'${number}`)
    case 'formula':
      return fixed(`="${number}"`)
    case 'spaces':
      return fixed(`${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`)
    case 'zero-width':
      return fixed(`${number.slice(0, 6)}\u200b${number.slice(6)}`)
    case 'padded':
      return fixed(`\u3000${number} `)
    case 'exponent':
      return rejected('5.10184E+17', 'EXCEL_PRECISION_LOST')
    case 'wrong-check':
      return rejected(number.slice(0, 17) + nextCheck(number.charAt(17)), 'CHECK_DIGIT')
    case 'letter-o':
      return rejected(number.replace('0', 'O'), 'FORMAT') // every region here has a 0
    case 'seventeen':
      return rejected(number.slice(0, 17), 'FORMAT')
    case 'masked':
      return rejected(`${number.slice(0, 6)}********${number.slice(14)}`, 'MASKED')
    case 'no-province':
      return rejected(withResidentCheck(`99${number.slice(2, 17)}`), 'REGION')
    case 'no-birth-date':
      return rejected(withResidentCheck(`${number.slice(0, 10)}13${number.slice(12, 17)}`), 'BIRTH_DATE')
    case 'none':
      return optional ? written('无', null, null, null) : missing('无')
  }
}

function nextCheck(check: string): string {
  return residentChecks.charAt((residentChecks.indexOf(check) + 1) % 11)
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** 8 characters with their check character (GB 11714-1997). */
export function withOrganisationCheck(body: string): string {
  let sum = 0
  for (let at = 0; at < 8; at++) {
    const code = body.charCodeAt(at)
    sum += (code < 58 ? code - 48 : code - 55) * (organisationWeights[at] ?? 0)
  }
  const check = 11 - (sum % 11)
  return body + (check === 11 ? '0' : check === 10 ? 'X' : String(check))
}

/** 17 characters with their check character (GB 32100-2015). */
export function withUsccCheck(body: string): string {
  let sum = 0
  let weight = 1
  for (let at = 0; at < 17; at++) {
    sum += alphabet.indexOf(body.charAt(at)) * weight
    weight = (weight * 3) % 31
  }
  return body + alphabet.charAt((31 - (sum % 31)) % 31)
}

/** The code of an enterprise by a number below 31^6, all of it synthetic. */
export function usccOf(index: number, category: '91' | '92' | '93'): string {
  let body = ''
  for (let rest = index, at = 0; at < 6; at++, rest = Math.floor(rest / 31)) body = alphabet.charAt(rest % 31) + body
  return withUsccCheck(`${category}510184${withOrganisationCheck(`MA${body}`)}`)
}

/** 15 digits of which the last checks the rest (GS 15-2006, ISO 7064 MOD 11,10). */
export function registrationOf(index: number): string {
  const digits = `510184${String(index).padStart(8, '0')}`
  let product = 10
  for (const digit of digits) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return digits + String((11 - product) % 10)
}

export type UsccStyle =
  | 'plain'
  | 'lower-case'
  | 'full-width'
  | 'padded'
  | 'other-organisation'
  | 'nonconforming'
  | 'both-wrong'
  | 'registration'
  | 'thirteen'
  | 'cooperative'
  | 'exponent'
  | 'hyphen'
  | 'none'

/** A unified social credit code in a register's writing. */
export function usccCell(code: string, style: UsccStyle, optional = false): Cell {
  switch (style) {
    case 'plain':
      return plain(code)
    case 'lower-case':
      // an l may be a 1, so a code with that letter is never lowered by a right load
      return code.includes('L') ? plain(code) : written(code.toLowerCase(), code)
    case 'full-width':
      return written(fullWidth(code), code)
    case 'padded':
      return written(`\u3000${code}\t`, code)
    case 'other-organisation':
      return plain(otherOrganisation(code))
    case 'nonconforming':
      return rejected(code.slice(0, 17) + after(code.charAt(17)), 'NONCONFORMING')
    case 'both-wrong': {
      const other = otherOrganisation(code)
      return rejected(other.slice(0, 17) + after(other.charAt(17)), 'CHECK_DIGIT')
    }
    case 'registration':
      return rejected(registrationOf(Number.parseInt(code.slice(10, 14), 36)), 'FORMAT')
    case 'thirteen':
      return rejected('5101842000123', 'FORMAT')
    case 'cooperative':
      return rejected('510184NA000043X', 'FORMAT')
    case 'exponent':
      return rejected('9.15102E+17', 'EXCEL_PRECISION_LOST')
    case 'hyphen':
      return rejected(`${code}-`, 'FORMAT')
    case 'none':
      return optional ? written('无', null) : missing('无')
  }
}

function after(character: string): string {
  return alphabet.charAt((alphabet.indexOf(character) + 1) % 31)
}

/** The same with an organisation part that fails its own check, and a right last character. */
export function otherOrganisation(code: string): string {
  const check = code.charAt(16)
  return withUsccCheck(code.slice(0, 16) + (check === '0' ? '1' : '0'))
}
