import type { Text } from '../core/values.ts'

/** Forms of text in configuration files. */
export const patterns = {
  region: '^\\d{6}$',
  uscc: '^[0-9A-Z]{18}$',
  time: '^([01]\\d|2[0-3]):[0-5]\\d$',
  share: '^(100(\\.0+)?|\\d{1,2}(\\.\\d+)?)%$',
} as const

/** What each pattern asks for, since nobody should have to read it. */
export const patternWords: ReadonlyMap<unknown, Text> = new Map([
  [patterns.region, { zh: '六位数字，如 510184', en: 'six digits such as 510184' }],
  [patterns.uscc, { zh: '18 位数字或大写字母', en: '18 digits or capital letters' }],
  [patterns.time, { zh: '时刻，如 02:30', en: 'a time of day such as 02:30' }],
  [patterns.share, { zh: '百分比，如 0.5%', en: 'a percentage such as 0.5%' }],
])
