const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** `count` distinct valid resident numbers, spread over regions and days of birth. At most 12,000,000. */
export function residentNumbers(count: number): string[] {
  const regions = ['510184', '110101', '310104', '440305', '330106', '500103', '650102', '230103']
  const numbers: string[] = []
  for (let at = 0; at < count; at++) {
    const region = regions[at % regions.length] ?? ''
    const day = new Date(Date.UTC(1930, 0, 1) + (Math.floor(at / regions.length) % 30_000) * 86_400_000).toISOString().slice(0, 10)
    const sequence = String(100 + (Math.floor(at / regions.length / 30_000) % 50)).padStart(3, '0')
    const body = `${region}${day.replaceAll('-', '')}${sequence}`
    let sum = 0
    for (let index = 0; index < 17; index++) sum += (residentWeights[index] ?? 0) * (body.charCodeAt(index) - 48)
    numbers.push(body + '10X98765432'.charAt(sum % 11))
  }
  return numbers
}

/** `count` distinct valid unified social credit codes. */
export function creditCodes(count: number): string[] {
  const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]
  const codes: string[] = []
  for (let at = 0; at < count; at++) {
    const eight = String((at * 7_919) % 100_000_000).padStart(8, '0')
    let part = 0
    for (let index = 0; index < 8; index++) part += (organisationWeights[index] ?? 0) * (eight.charCodeAt(index) - 48)
    const check = 11 - (part % 11)
    const body = `91510184${eight}${check === 10 ? 'X' : check === 11 ? '0' : String(check)}`
    let sum = 0
    let weight = 1
    for (const character of body) {
      sum += alphabet.indexOf(character) * weight
      weight = (weight * 3) % 31
    }
    codes.push(body + alphabet.charAt((31 - (sum % 31)) % 31))
  }
  return codes
}
