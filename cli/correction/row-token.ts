import { sha256 } from '../../crypto/sha256.ts'
import type { QuarantinePlace } from '../../databases/quarantine.ts'

/** Letters and digits that are not taken for each other. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const checkLength = 5

/** `police.resident-register@3:0:41` */
export function rowId({ plan, split, ordinal }: QuarantinePlace): string {
  return `${plan}:${split}:${ordinal}`
}

export function readRowId(text: string): QuarantinePlace | null {
  const [, plan, split, ordinal] = /^([^\s:]+@\d+):(\d{1,9}):(\d{1,15})$/.exec(text) ?? []
  return plan === undefined ? null : { plan, split: Number(split), ordinal: Number(ordinal) }
}

/** A row's id with a check behind it, so that a mistyped one is told: `police.resident-register@3:0:41-7k2fq`. It is no number, date or formula. */
export function rowToken(place: QuarantinePlace): string {
  return `${rowId(place)}-${checkOf(rowId(place))}`
}

/** The row that a token names; null for what is no token, or one that was altered. */
export function readRowToken(text: string): QuarantinePlace | null {
  const [, id = '', check] = /^(.+)-([0-9a-z]+)$/.exec(text.trim()) ?? []
  return check !== undefined && checkOf(id) === check ? readRowId(id) : null
}

function checkOf(id: string): string {
  const digest = Buffer.from(sha256(`guiji row ${id}`), 'hex')
  return Array.from(digest.subarray(0, checkLength), (byte) => alphabet[byte % alphabet.length]).join('')
}
