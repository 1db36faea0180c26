import { readDivisions } from '../lists/divisions.ts'
import { isRegionInForce } from '../lists/regions.ts'

/** Divisions that an address begins with, as codes of GB/T 2260; null where they are not named, or ambiguous. */
export interface AddressParts {
  readonly province: string | null
  readonly city: string | null
  readonly county: string | null
  /** What stands behind them. */
  readonly rest: string
}

/** Longer than any three names together. */
const longestHead = 60

/** Reads an address's divisions, the longest name first; a level may be missing (四川省崇州市), an unknown name ends them. */
export function readAddress(text: string): AddressParts {
  const head = headOf(text)
  const divisions = readDivisions(head)
  const rest = text.slice(divisions?.length ?? 0)
  const code = divisions === null ? null : onlyCode(divisions.codes)
  if (code === null) return { province: null, city: null, county: null, rest }
  const isProvince = code.endsWith('0000')
  // 90 stands for counties that the province runs itself: no city
  const city = isProvince || code.startsWith('90', 2) ? null : `${code.slice(0, 4)}00`
  return { province: `${code.slice(0, 2)}0000`, city, county: isProvince || code.endsWith('00') ? null : code, rest }
}

/** UTF-16 units of an address that name province, city and district; 0 where it names none that is known. */
export function districtEnd(text: string): number {
  return readDivisions(headOf(text))?.length ?? 0
}

function headOf(text: string): string {
  return text.length > longestHead ? text.slice(0, longestHead) : text
}

/** A name that several codes have borne means the one in force. */
function onlyCode(codes: readonly string[]): string | null {
  const inForce = codes.filter(isRegionInForce)
  const [code = null, ...others] = inForce.length > 0 ? inForce : codes
  return others.length > 0 ? null : code
}
