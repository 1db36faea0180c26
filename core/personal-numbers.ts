/** Digits as they are typed, of either width. */
const digit = '[0-9\\uff10-\\uff19]'
const letter = '[A-Za-z]'
/** Groups of digits are often set apart by a blank or a hyphen. */
const gap = '[- \\u3000]?'
/** Not inside of a longer number or word: digests and identifiers stay as they are. */
const free = (pattern: string) => new RegExp(`(?<![0-9A-Za-z\\uff10-\\uff19])${pattern}(?![0-9A-Za-z\\uff10-\\uff19])`, 'g')

/** Each with the part that stays in front; every pattern has a bounded length, so that a text is passed in linear time. */
const personalNumbers: readonly RegExp[] = [
  // Resident numbers, permits of residents of Hong Kong, Macau and Taiwan, permanent residents' numbers of the new form:
  // 18 places; resident numbers of the old form: 15 digits. The region stays.
  free(`(${digit}{6})(?:${digit}{9}|${gap}${digit}{8}${gap}${digit}{3}(?:${digit}|[Xx\\uff38\\uff58]))`),
  // Permanent residents' numbers of the old form.
  free(`(${letter}{3})${digit}{12}`),
  // Sole traders' social credit codes, which belong to a person: category 92. The region stays.
  free(`([9\\uff19][2\\uff12]${digit}{6})(?:${digit}|${letter}){10}`),
  // Mobile numbers, with the country's code or without.
  free(`((?:\\+?(?:00)?86${gap})?[1\\uff11][3-9\\uff13-\\uff19]${digit})${gap}${digit}{4}${gap}${digit}{4}`),
  // Permits of residents of Hong Kong and Macau, and the passports most often seen, by their letter.
  free(`([EGHKMeghkm])${digit}{8}(?:${digit}{2})?`),
  free(`([Ee][A-HJ-NP-Za-hj-np-z]|[Kk][Jj]|[Mm][Aa])${digit}{7}`),
]

/**
 * Text without the numbers of anybody's identity document or mobile phone, wherever it came from; for logs and for what
 * people write by hand. Eight or nine digits alone (permits of Taiwan's residents, old passports) are a date or a count
 * as well, landlines belong to offices too, and foreign passports have no form: those are not told.
 */
export function maskPersonalNumbers(text: string): string {
  return personalNumbers.reduce((masked, pattern) => masked.replace(pattern, '$1********'), text)
}
