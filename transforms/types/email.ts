import { defineType } from '../../core/field.ts'
import { lowerAscii } from '../cleansing/characters.ts'
import { maskName } from '../cleansing/masks.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { foldWidth, tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

/** RFC 5321 4.5.3.1: 64 octets before the sign, 254 in all. */
const longest = 254
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/** Whether text is an address of RFC 5321 (dot-string and domain; no quoted names, no literals) with its domain in lower case. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (text.length > longest || at < 1 || at > 64 || !local.test(text.slice(0, at))) return false
  const labels = text.slice(at + 1).split('.')
  const top = labels.at(-1) ?? ''
  return labels.length > 1 && /[a-z]/.test(top) && labels.every((each) => each.length <= 63 && label.test(each))
}

function withDomainLowered(text: string): string {
  const at = text.lastIndexOf('@')
  return text.slice(0, at + 1) + lowerAscii(text.slice(at + 1))
}

export default defineType({
  summary: {
    zh: '电子邮箱：全角折为半角，只有域名改为小写（@ 前的部分可能区分大小写）',
    en: 'e-mail address: folded to half width, its domain alone in lower case (what stands before the @ may tell cases apart)',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    INVISIBLE: tidyCodes.INVISIBLE,
    FULL_WIDTH: tidyCodes.FULL_WIDTH,
    DOMAIN_CASE: { zh: '域名改为小写', en: 'domain made lower case' },
    EMAIL_FORMAT: { zh: '不是一个电子邮箱', en: 'not one e-mail address' },
  },
  examples: [
    { in: 'Sample.Name@example.com', out: 'Sample.Name@example.com' },
    { in: 'sample@Example.COM', out: 'sample@example.com', fixed: 'DOMAIN_CASE' },
    { in: 'sample＠example．com', out: 'sample@example.com', fixed: 'FULL_WIDTH' },
    { in: ' sample@example.com', out: 'sample@example.com', fixed: 'TRIMMED' },
    { in: 'sample\u200b@example.com', out: 'sample@example.com', fixed: 'INVISIBLE' },
    { in: 'sample@example。com', reject: 'EMAIL_FORMAT', suggestion: 'sample@example.com' },
    { in: 'sample@example', reject: 'EMAIL_FORMAT' },
    { in: 'a@example.com;b@example.com', reject: 'EMAIL_FORMAT' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 3, maxLength: longest }),
  mask(clean) {
    const at = clean.lastIndexOf('@')
    return at < 1 ? maskName(clean) : maskName(clean.slice(0, at)) + clean.slice(at)
  },
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isEmail(value)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = changed(cell, 'INVISIBLE', raw, withoutInvisible(raw))
      const trimmed = trimText(visible, cell)
      if (trimmed === '') return null
      if (trimmed.length > longest) return cell.reject('EMAIL_FORMAT')
      const folded = changed(cell, 'FULL_WIDTH', trimmed, foldWidth(trimmed))
      const email = changed(cell, 'DOMAIN_CASE', folded, withDomainLowered(folded))
      if (isEmail(email)) return email
      const likely = withDomainLowered(email.replace(/[。,，]/g, '.').replace(/\s/g, ''))
      return cell.reject('EMAIL_FORMAT', isEmail(likely) ? likely : undefined)
    }
  },
})
