import { defineStep } from '../../core/field.ts'
import { isPair } from '../cleansing/characters.ts'
import { derivedText } from '../cleansing/derived-text.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { otherwiseOption, settleOtherwise } from '../cleansing/otherwise.ts'
import { optionErrors } from '../option-errors.ts'

export default defineStep({
  summary: {
    zh: '取一段文字（按字数，从 1 起；负数从末尾数）',
    en: 'takes a part, counted in characters from 1, or from the end when negative',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['start'],
    properties: {
      start: { type: 'integer', description: '起始位置 / first character' },
      length: { type: 'integer', minimum: 1, description: '字数 / how many characters' },
      otherwise: otherwiseOption,
    },
  },
  codes: {
    PART_TAKEN: { zh: '取其中一段', en: 'one part taken' },
    TOO_SHORT: { zh: '文字不够长', en: 'the text is too short' },
  },
  examples: [
    { options: { start: 1, length: 6 }, in: '510184001001', out: '510184', fixed: 'PART_TAKEN' },
    { options: { start: -3 }, in: '510184001001', out: '001', fixed: 'PART_TAKEN' },
    { options: { start: -3, length: 1 }, in: '510184001201', out: '2', fixed: 'PART_TAKEN' },
    { options: { start: 2, length: 1 }, in: '𠮷野家', out: '野', fixed: 'PART_TAKEN' },
    { options: { start: 1, length: 6 }, in: '510184', out: '510184' },
    { options: { start: 5 }, in: '四个字', reject: 'TOO_SHORT' },
    { options: { start: -2, length: 3 }, in: '四个字', reject: 'TOO_SHORT' },
    { options: { start: 1, length: 6, otherwise: 'null' }, in: '5101', out: null },
    { options: { start: 1, length: 6, otherwise: 'keep' }, in: '5101', out: '5101' },
    { options: { start: 1 }, in: null, out: null },
  ],
  create({ start, length, otherwise }) {
    if (start === 0) throw optionErrors('STEP_OPTIONS', { step: 'substring', option: 'start', expected: '1, 2, …, -1, -2, …', found: '0' })
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      const from = start > 0 ? forward(text, 0, start - 1) : backward(text, -start)
      const to = length === undefined || from < 0 ? text.length : forward(text, from, length)
      if (from < 0 || to < 0 || from === text.length) return settleOtherwise(otherwise, value, cell, 'TOO_SHORT')
      const part = text.slice(from, to)
      return part === text ? value : derivedText(value, changed(cell, 'PART_TAKEN', text, part))
    }
  },
})

/** The place so many characters after another; -1 beyond the end. */
function forward(text: string, from: number, characters: number): number {
  let at = from
  for (let count = 0; count < characters; count++) {
    if (at >= text.length) return -1
    at += isPair(text, at) ? 2 : 1
  }
  return at
}

/** The place so many characters before the end; -1 before the beginning. */
function backward(text: string, characters: number): number {
  let at = text.length
  for (let count = 0; count < characters; count++) {
    if (at <= 0) return -1
    at -= at >= 2 && isPair(text, at - 2) ? 2 : 1
  }
  return at
}
