const digits: { readonly [character: string]: number } = {
  〇: 0,
  '○': 0,
  '◯': 0,
  零: 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** A number below 100 as dates write it (八, 十, 二十六, 廿六, 卅一), or plain digits; null for anything else. */
export function readSmallNumber(text: string): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  // 〇八月, 零八日: a zero only fills the place of the tens
  const parts = /^[〇○◯零]?(?:(?<![〇○◯零])(廿|卅|[二三四五六七八九]?十))?([一二三四五六七八九])?$/.exec(text)
  if (parts === null || (parts[1] === undefined && parts[2] === undefined)) return null
  const [, tens = '', one = ''] = parts
  const ten = tens === '' ? 0 : tens === '廿' ? 2 : tens === '卅' ? 3 : tens === '十' ? 1 : (digits[tens.charAt(0)] ?? 0)
  return ten * 10 + (digits[one] ?? 0)
}

/** A year digit by digit (二〇一六, or 2016), as its digits; null for anything else. */
export function readYearDigits(text: string): string | null {
  let year = ''
  for (const character of text) {
    const digit = character >= '0' && character <= '9' ? Number(character) : digits[character]
    if (digit === undefined) return null
    year += String(digit)
  }
  return year === '' ? null : year
}
