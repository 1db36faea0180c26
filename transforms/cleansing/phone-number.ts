const mobile = /^1[3-9]\d{9}$/
/** 400 and 800 numbers, 95 and 96 numbers, 12345 and its like, 110 and its like. */
const service = /^(?:[48]00\d{7}|1[012]\d{3}|9[56]\d{3,4}|1[012]\d)$/
const foreign = /^\+[1-9]\d{6,14}$/
const landline = /^(0(?:10|2\d|[3-9]\d{2}))?([2-9]\d{6,7})$/
/** The same behind +86, where the area code has no zero. */
const abroad = /^((?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})$/
const extended = /^(.{7,14}?)(?:转|分机|x|ext\.?|#)+(\d{1,6})$/i
/** A date in a column of phones has shifted there: no number is grouped like that. */
const date = /^\d{4}-\d{1,2}-\d{1,2}$/
/** A hyphen and digits after a whole number are its extension; every other hyphen only groups. */
const hyphenated = /^((?:0\d{2,3}-?)?[2-9]\d{6,7}|[48]00\d{7})-(\d{1,6})$/

/**
 * The standard form of one number: 11 digits of a mobile, `area-number[-extension]` of a landline, digits of a service
 * number, `+` and digits of a foreign one. Null when the text is none.
 * @param text half width, without blanks, at most 100 characters
 */
export function readPhone(text: string): string | null {
  if (date.test(text)) return null
  const dialled = text
    .replace(/[()]/g, '')
    .replace(/^-+/, '')
    .replace(/^(?:00|\+)-*(?=[1-9])/, '+')
  // a hyphen may group even the code of the country
  const national = dialled.replace(/^\+8-*6-?/, '')
  const isAbroad = national !== dialled
  const digits = national.replaceAll('-', '')
  if (mobile.test(digits) || service.test(digits) || (foreign.test(digits) && !isAbroad)) return digits
  // 86 in front of a whole mobile number can be nothing but the country's code
  if (digits.length === 13 && digits.startsWith('86') && mobile.test(digits.slice(2))) return digits.slice(2)
  const parts = hyphenated.exec(national) ?? extended.exec(national)
  const number = readLandline((parts?.[1] ?? national).replaceAll('-', ''), isAbroad)
  if (number === null || parts === null) return number
  // 4008200 with extension 000 would be read as a 400 number ever after
  return service.test(number + (parts[2] ?? '')) ? null : `${number}-${parts[2] ?? ''}`
}

function readLandline(digits: string, isAbroad: boolean): string | null {
  if (/^[48]00\d{7}$/.test(digits)) return digits
  const parts = landline.exec(digits)
  if (parts !== null) return parts[1] === undefined ? digits : `${parts[1]}-${parts[2] ?? ''}`
  const [, area, number] = (isAbroad ? abroad.exec(digits) : null) ?? []
  return area === undefined || number === undefined ? null : `0${area}-${number}`
}

export function isMobile(text: string): boolean {
  return text.length === 11 && mobile.test(text)
}

/** Of a text that is no number: the one that it may have been meant as, where there is only one. */
export function likelyPhone(text: string): string | undefined {
  if (/^01[3-9]\d{9}$/.test(text)) return text.slice(1)
  const runs = text.match(/\d{7,}/g) ?? []
  const [run = ''] = runs
  return runs.length === 1 && isMobile(run) ? run : undefined
}

/** A number in standard form whose digits, those of area or network left out, are all the same. */
export function isSuspectPhone(number: string): boolean {
  const digits = isMobile(number) ? number.slice(3) : number.replace(/^0\d{2,3}-/, '')
  if (digits.length < 7) return false
  for (let at = 1; at < digits.length; at++) if (digits.charCodeAt(at) !== digits.charCodeAt(0)) return false
  return true
}

/** Whether a number in standard form is a landline without its area code. */
export function isAreaMissing(number: string): boolean {
  return /^[2-9]\d{6,7}(?:-|$)/.test(number)
}

/** Whether it serves everybody (12345, 95588, 400 numbers): no one's own. */
export function isServiceNumber(number: string): boolean {
  return number.length <= 17 && service.test(number.replace(/-\d{1,6}$/, ''))
}
