import { defineType } from '../../core/field.ts'
import { isLonger } from '../cleansing/characters.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

const longest = 300
const control = /\p{Cc}/u
const privateUse = /[\ue000-\uf8ff]/

export default defineType({
  summary: {
    zh: '单位名称：去首尾空白和不可见字符，其余照原样；括号全角半角都保留（登记名称以登记机关所写为准），比对时请先用 fold-width',
    en: 'organisation name: trimmed, freed of invisible characters, else as written; brackets keep their width, as the registered name is what its authority wrote: use the step fold-width for comparing',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    INVISIBLE: tidyCodes.INVISIBLE,
    PRIVATE_USE: { zh: '含有自造字（U+E000 至 U+F8FF），需要核实', en: 'private-use characters, for review' },
    BRACKETS: { zh: '括号不成对，可能被截断', en: 'brackets do not pair; the name may be cut off' },
    NAME_DIGITS: { zh: '名称只有数字，可能串列', en: 'a name of digits alone; columns may have shifted' },
    CONTROL_CHARACTER: { zh: '含有控制字符（如换行）', en: 'control characters, such as a line break' },
    TOO_LONG: { zh: `超过 ${longest} 字`, en: `longer than ${longest} characters` },
  },
  examples: [
    { in: '崇州市蜀州（示例）有限公司', out: '崇州市蜀州（示例）有限公司' },
    { in: '崇州市蜀州(示例)有限公司', out: '崇州市蜀州(示例)有限公司' },
    { in: ' 示例合作社　', out: '示例合作社', fixed: 'TRIMMED' },
    { in: '示例\ufeff合作社', out: '示例合作社', fixed: 'INVISIBLE' },
    { in: '暂无', out: null, fixed: 'NULL_TOKEN' },
    { in: '示例\t公司', reject: 'CONTROL_CHARACTER' },
    { in: '示'.repeat(longest + 1), reject: 'TOO_LONG' },
  ],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1, maxLength: longest }),
  mask: (clean) => clean,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = changed(cell, 'INVISIBLE', raw, withoutInvisible(raw))
      const name = trimText(visible, cell)
      if (name === '' || (name !== raw && isNoneText(name, tokens, cell))) return null
      if (isLonger(name, longest)) return cell.reject('TOO_LONG')
      if (control.test(name)) return cell.reject('CONTROL_CHARACTER')
      if (privateUse.test(name)) cell.warn('PRIVATE_USE')
      if (!isPaired(name)) cell.warn('BRACKETS')
      if (/^\d+$/.test(name)) cell.warn('NAME_DIGITS')
      return name
    }
  },
})

/** Whether as many brackets close as open; a pair may be of two widths. */
function isPaired(text: string): boolean {
  let open = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x28 || code === 0xff08) open++
    else if (code === 0x29 || code === 0xff09) open--
  }
  return open === 0
}
