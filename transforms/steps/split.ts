import { defineStep } from '../../core/field.ts'
import { derivedText } from '../cleansing/derived-text.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { otherwiseOption, settleOtherwise } from '../cleansing/otherwise.ts'
import { optionErrors } from '../option-errors.ts'

export default defineStep({
  summary: {
    zh: '按分隔符（一个或几个）拆开，取其中一段；段首尾的空白去掉',
    en: 'splits at a separator, or at any of several, and takes one part, without white space at its ends',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['by', 'part'],
    properties: {
      by: {
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        description: '分隔符，或其列表 / separator, or a list of them',
      },
      part: { type: 'integer', description: '第几段，从 1 起；负数从末尾数 / which part, from 1, or from the end when negative' },
      otherwise: otherwiseOption,
    },
  },
  codes: {
    PART_TAKEN: { zh: '取其中一段', en: 'one part taken' },
    NO_PART: { zh: '没有这一段，或这一段是空的', en: 'there is no such part, or nothing in it' },
  },
  examples: [
    { options: { by: '/', part: 1 }, in: '崇阳/三江', out: '崇阳', fixed: 'PART_TAKEN' },
    { options: { by: '/', part: -1 }, in: '崇阳/三江', out: '三江', fixed: 'PART_TAKEN' },
    { options: { by: ['、', '，', ';'], part: 2 }, in: '张三、李四; 王五', out: '李四', fixed: 'PART_TAKEN' },
    { options: { by: ['、', '，', ';'], part: -1 }, in: '张三、李四; 王五', out: '王五', fixed: 'PART_TAKEN' },
    { options: { by: '/', part: 1 }, in: '崇阳', out: '崇阳' },
    { options: { by: '/', part: 2 }, in: '崇阳', reject: 'NO_PART' },
    { options: { by: '/', part: 2 }, in: '崇阳/ /三江', reject: 'NO_PART' },
    { options: { by: '/', part: 2, otherwise: 'null' }, in: '崇阳', out: null },
    { options: { by: '/', part: 2, otherwise: 'keep' }, in: '崇阳', out: '崇阳' },
    { options: { by: '/', part: 1 }, in: null, out: null },
  ],
  create({ by, part, otherwise }) {
    const separators = typeof by === 'string' ? [by] : by
    if (separators.length === 0 || separators.includes(''))
      throw optionErrors('STEP_OPTIONS', { step: 'split', option: 'by', expected: '…', found: JSON.stringify(by) })
    if (part === 0) throw optionErrors('STEP_OPTIONS', { step: 'split', option: 'part', expected: '1, 2, …, -1, -2, …', found: '0' })
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      const found = part > 0 ? fromStart(text, separators, part) : fromEnd(text, separators, -part)
      const taken = found?.trim() ?? ''
      if (taken === '') return settleOtherwise(otherwise, value, cell, 'NO_PART')
      return taken === text ? value : derivedText(value, changed(cell, 'PART_TAKEN', text, taken))
    }
  },
})

/** The part of that number from the start; each separator is searched on from where it was last seen, so a text is passed once. */
function fromStart(text: string, separators: readonly string[], part: number): string | null {
  const next = separators.map((separator) => text.indexOf(separator))
  let from = 0
  for (let count = 1; ; count++) {
    const found = nearest(text, separators, next, from)
    if (count === part) return text.slice(from, found < 0 ? undefined : next[found])
    if (found < 0) return null
    from = endOf(separators, next, found)
  }
}

/** The same parts counted from their end: the last so many are kept while the text is passed. */
function fromEnd(text: string, separators: readonly string[], part: number): string | null {
  const next = separators.map((separator) => text.indexOf(separator))
  const starts: number[] = []
  const ends: number[] = []
  let from = 0
  for (let total = 0; ; total++) {
    const found = nearest(text, separators, next, from)
    starts[total % part] = from
    ends[total % part] = found < 0 ? text.length : (next[found] as number)
    if (found < 0) return total + 1 < part ? null : text.slice(starts[(total + 1) % part], ends[(total + 1) % part])
    from = endOf(separators, next, found)
  }
}

/** Which separator comes next, -1 for none; of two at one place the longer one. `next` has the place of each. */
function nearest(text: string, separators: readonly string[], next: number[], from: number): number {
  let best = -1
  for (let index = 0; index < separators.length; index++) {
    const separator = separators[index] as string
    let at = next[index] as number
    if (at < 0) continue
    if (at < from) {
      at = text.indexOf(separator, from)
      next[index] = at
      if (at < 0) continue
    }
    const known = best < 0 ? Infinity : (next[best] as number)
    if (at < known || (at === known && separator.length > (separators[best] as string).length)) best = index
  }
  return best
}

function endOf(separators: readonly string[], next: readonly number[], found: number): number {
  return (next[found] as number) + (separators[found] as string).length
}
