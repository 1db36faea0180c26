/** Digits as they are typed, of either width. */
const digit = '[0-9\\uff10-\\uff19]'
const free = (pattern: string) => new RegExp(`(?<![0-9A-Za-z\\uff10-\\uff19])${pattern}(?![0-9A-Za-z\\uff10-\\uff19])`, 'g')
/** Resident numbers (15 or 18 places): the region stays. */
const residentNumber = free(`(${digit}{6})(?:${digit}{9}|${digit}{11}(?:${digit}|[Xx\\uff38\\uff58]))`)
const mobileNumber = free(`([1\\uff11][3-9\\uff13-\\uff19]${digit})${digit}{8}`)

/** Text without anybody's identity or mobile number, wherever it came from; for logs and for what people write by hand. */
export function maskPersonalNumbers(text: string): string {
  return text.replace(residentNumber, '$1********').replace(mobileNumber, '$1********')
}
