import { defineStep } from '../../core/field.ts'
import { settleOtherwise } from '../cleansing/otherwise.ts'
import { plainText } from '../cleansing/read-text.ts'
import { compileCondition, conditionSchema, holdsAtLeastOne } from '../cleansing/text-condition.ts'
import type { TextCondition } from '../cleansing/text-condition.ts'
import { optionErrors } from '../option-errors.ts'

const list = { type: 'array', minItems: 1, items: conditionSchema } as const
const groups = ['all', 'any', 'none'] as const

export default defineStep({
  summary: {
    zh: '只保留符合条件的值；条件是数据，从不执行文字。界限写成数字的按数字比较，否则按文字比较',
    en: 'keeps a value only where conditions hold; they are data, never text that is run. A bound that is a number compares numbers, any other compares texts',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['keep'],
    properties: {
      keep: {
        type: 'object',
        additionalProperties: false,
        properties: {
          all: { ...list, description: '全部成立 / all of them hold' },
          any: { ...list, description: '至少一条成立 / at least one holds' },
          none: { ...list, description: '没有一条成立 / none of them holds' },
        },
        description: '保留哪些值 / which values are kept',
      },
      otherwise: {
        type: 'string',
        enum: ['reject', 'null'],
        default: 'reject',
        description: '不符合时：拒绝，或置空（计为警告） / a value that fails is rejected, or made null, which is told as a warning',
      },
    },
  },
  codes: { FILTERED: { zh: '不符合筛选条件', en: 'does not meet the conditions' } },
  examples: [
    { options: { keep: { all: [{ starts: '5101' }, { length: { least: 6, most: 12 } }] } }, in: '510184001001', out: '510184001001' },
    { options: { keep: { all: [{ starts: '5101' }, { length: { least: 6, most: 12 } }] } }, in: '5101', reject: 'FILTERED' },
    { options: { keep: { any: [{ equals: '正常' }, { ends: '在营' }] } }, in: '正常在营', out: '正常在营' },
    { options: { keep: { any: [{ in: ['1', '2'] }, { contains: '男' }] } }, in: '3', reject: 'FILTERED' },
    { options: { keep: { none: [{ contains: '测试' }, { equals: '无' }] } }, in: '测试一号', reject: 'FILTERED' },
    { options: { keep: { none: [{ contains: '测试' }] } }, in: '崇阳街道', out: '崇阳街道' },
    { options: { keep: { all: [{ at_least: '0', less: '150' }] } }, in: '9', out: '9' },
    { options: { keep: { all: [{ greater: '9', at_most: '10' }] } }, in: '10.0', out: '10.0' },
    { options: { keep: { all: [{ less: '150' }] } }, in: '约9', reject: 'FILTERED' },
    { options: { keep: { all: [{ at_least: '2000-01-01' }] } }, in: '1999-12-31', reject: 'FILTERED' },
    { options: { keep: { all: [{ not_in: ['0', '9'] }] }, otherwise: 'null' }, in: '9', out: null },
    { options: { keep: { all: [{ equals: '1' }] } }, in: null, out: null },
  ],
  create({ keep, otherwise }) {
    if (groups.every((group) => keep[group] === undefined))
      throw optionErrors('STEP_OPTIONS', { step: 'filter', option: 'keep', expected: groups.join(' | '), found: '-' })
    const compile = (group: (typeof groups)[number]) => (keep[group] ?? []).map((condition, index) => checked(condition, group, index))
    const [required, alternatives, excluded] = [compile('all'), compile('any'), compile('none')]
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      const kept =
        required.every((holds) => holds(text)) &&
        (alternatives.length === 0 || alternatives.some((holds) => holds(text))) &&
        !excluded.some((holds) => holds(text))
      return kept ? value : settleOtherwise(otherwise, value, cell, 'FILTERED')
    }
  },
})

function checked(condition: TextCondition, group: string, index: number): (text: string) => boolean {
  if (!holdsAtLeastOne(condition))
    throw optionErrors('STEP_OPTIONS', { step: 'filter', option: `keep.${group}[${index}]`, expected: '{equals: …}', found: '{}' })
  return compileCondition(condition)
}
