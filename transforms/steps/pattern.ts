import { RE2JS } from 're2js'
import { defineErrors } from '../../core/errors.ts'
import { defineStep } from '../../core/field.ts'
import { derivedText } from '../cleansing/derived-text.ts'
import { otherwiseOption, settleOtherwise } from '../cleansing/otherwise.ts'
import { changed, plainText } from '../cleansing/read-text.ts'

const errors = defineErrors({
  PATTERN_INVALID: {
    recovery: 'abort',
    message: { zh: '正则表达式写错了：{pattern}（{cause}）', en: 'the regular expression cannot be read: {pattern} ({cause})' },
    remedy: { zh: '按 RE2 语法改写 match（不支持回溯引用和环视）', en: 'write match in RE2 syntax (no back-references, no look-around)' },
  },
})

export default defineStep({
  summary: { zh: '用正则表达式（RE2，线性时间）取出或改写', en: 'extracts or rewrites by a regular expression (RE2, linear time)' },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['match'],
    properties: {
      match: { type: 'string', description: '正则表达式 / regular expression' },
      group: { type: 'integer', minimum: 0, default: 0, description: '取第几组 / group to take' },
      replace: {
        type: 'string',
        description: '每处匹配改写为，$1 为第一组，$$ 为 $ 本身 / replacement of every match: $1 is the first group, $$ a dollar sign',
      },
      otherwise: otherwiseOption,
    },
  },
  codes: {
    NO_MATCH: { zh: '与正则表达式不符', en: 'does not match the expression' },
    TOO_LONG: { zh: '文字过长，不用正则表达式处理', en: 'too long a text for an expression' },
    REWRITTEN: { zh: '按正则表达式改写', en: 'rewritten by the expression' },
  },
  examples: [
    { options: { match: '(\\d{12})$', group: 1 }, in: '村委会:510184001001', out: '510184001001', fixed: 'REWRITTEN' },
    { options: { match: '\\s+', replace: '' }, in: '崇 阳', out: '崇阳', fixed: 'REWRITTEN' },
    { options: { match: '(\\d+)-(\\d+)', replace: '$2-$1' }, in: '1-2', out: '2-1', fixed: 'REWRITTEN' },
    { options: { match: '元', replace: '$$' }, in: '5元', out: '5$', fixed: 'REWRITTEN' },
    { options: { match: '^\\d+$' }, in: '12', out: '12' },
    { options: { match: '^\\d+$' }, in: '十二', reject: 'NO_MATCH' },
    { options: { match: '^\\d+$', otherwise: 'null' }, in: '十二', out: null },
    { options: { match: '^\\d+$', otherwise: 'keep' }, in: '十二', out: '十二' },
    { options: { match: '\\d+' }, in: { tag: 'number', text: '12' }, out: { tag: 'number', text: '12' } },
    { options: { match: '\\d+' }, in: null, out: null },
  ],
  create({ match, group, replace, otherwise }) {
    const expression = compile(match, group)
    const parts = replacement(replace, match, expression)
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      if (text.length > longest) return cell.reject('TOO_LONG')
      const matcher = expression.matcher(text)
      if (!matcher.find()) return settleOtherwise(otherwise, value, cell, 'NO_MATCH')
      const result = parts === null ? (matcher.group(group) ?? '') : rewrite(text, expression, parts)
      return result === text ? value : derivedText(value, changed(cell, 'REWRITTEN', text, result))
    }
  },
})

/** The engine takes up to half a microsecond for a character: linear, yet 10 MB would hold up a batch for seconds. */
const longest = 200_000

function compile(pattern: string, group: number): RE2JS {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch (error) {
    throw errors('PATTERN_INVALID', { pattern, cause: error instanceof Error ? error.message : 'unknown' })
  }
  if (group > compiled.groupCount()) throw errors('PATTERN_INVALID', { pattern, cause: `group ${group} of ${compiled.groupCount()}` })
  return compiled
}

/** Texts and numbers of groups: `a$1b` is ['a', 1, 'b']. */
function replacement(replace: string | undefined, pattern: string, expression: RE2JS): readonly (string | number)[] | null {
  if (replace === undefined) return null
  const parts = replace.split(/\$([\d$])/).map((part, index) => (index % 2 === 0 || part === '$' ? part : Number(part)))
  for (const part of parts)
    if (typeof part === 'number' && part > expression.groupCount())
      throw errors('PATTERN_INVALID', { pattern, cause: `group ${part} of ${expression.groupCount()}` })
  return parts
}

function rewrite(text: string, expression: RE2JS, parts: readonly (string | number)[]): string {
  const matcher = expression.matcher(text)
  let result = ''
  let from = 0
  while (matcher.find()) {
    result += text.slice(from, matcher.start())
    for (const part of parts) result += typeof part === 'number' ? (matcher.group(part) ?? '') : part
    from = matcher.end()
  }
  return result + text.slice(from)
}
