import type { ErrorObject } from 'ajv'
import chinese from 'ajv-i18n/localize/zh/index.js'
import type { Text } from '../core/values.ts'
import { nearestName } from './nearest-name.ts'
import { patternWords } from './patterns.ts'
import { same, shown, type At, type ConfigProblem } from './problem.ts'

type Schema = { readonly [keyword: string]: unknown }
// the package's types promise a default that its CommonJS does not have
const localize = chinese as unknown as (errors: ErrorObject[]) => void

/** ajv's errors (collected with `verbose`) as problems that say what to do; secrets are never shown. */
export function describeErrors(errors: readonly ErrorObject[]): ConfigProblem[] {
  // the branches' own errors say less than the choice as a whole
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf').map(({ schemaPath }) => `${schemaPath}/`)
  return errors.filter(({ schemaPath }) => !choices.some((choice) => schemaPath.startsWith(choice))).map(describe)
}

function describe(error: ErrorObject): ConfigProblem {
  const { keyword, data } = error
  const params = error.params as Schema
  const schema = (error.parentSchema ?? {}) as Schema
  const at = pathOf(error.instancePath)
  if (keyword === 'additionalProperties') return unknownKey(at, String(params['additionalProperty']), schema)
  if (keyword === 'required') return missingKey(at, String(params['missingProperty']), schema)
  if (schema['writeOnly'] === true) return plainSecret(at)
  if (keyword === 'discriminator') {
    const tag = String(params['tag'])
    const branches = (schema['oneOf'] ?? []) as readonly { properties: { [name: string]: { const?: string } } }[]
    const known = branches.map(({ properties }) => properties[tag]?.const ?? '')
    return value([...at, tag], { zh: `以下之一：${known.join('、')}`, en: `one of ${known.join(', ')}` }, shown(params['tagValue']), known)
  }
  const known = Array.isArray(schema['enum']) ? schema['enum'].map(String) : []
  return value(at, expectation(schema) ?? fallback(error), shown(data), known)
}

function value(at: At, expected: Text, found: Text, known: readonly string[] = []): ConfigProblem {
  const meant = nearestName(found.en, known)
  const remedy =
    meant === null
      ? { zh: '按要求改写这个值。', en: 'Change the value to what is expected.' }
      : { zh: `是否想写 ${meant}？`, en: `Did you mean ${meant}?` }
  return { code: 'CONFIG_VALUE', at, expected, found, remedy }
}

function unknownKey(at: At, name: string, schema: Schema): ConfigProblem {
  const known = Object.keys((schema['properties'] ?? {}) as object)
  const meant = nearestName(name, known)
  const expected =
    known.length === 0
      ? { zh: '这里没有可填的键', en: 'no key here' }
      : { zh: `以下键之一：${known.join('、')}`, en: `one of the keys ${known.join(', ')}` }
  const remedy =
    meant === null
      ? {
          zh: `删去 ${name}，或检查缩进是否放错了层级。`,
          en: `Remove ${name}, or check whether its indentation puts it in the wrong place.`,
        }
      : { zh: `是否想写 ${meant}？`, en: `Did you mean ${meant}?` }
  return {
    code: 'CONFIG_KEY_UNKNOWN',
    at: [...at, name],
    expected,
    found: { zh: `不认识的键 ${name}`, en: `the unknown key ${name}` },
    remedy,
  }
}

function missingKey(at: At, name: string, schema: Schema): ConfigProblem {
  const property = ((schema['properties'] ?? {}) as { [name: string]: Schema | undefined })[name] ?? {}
  const what = expectation(property)
  const note = typeof property['description'] === 'string' ? property['description'] : ''
  return {
    code: 'CONFIG_KEY_MISSING',
    at: [...at, name],
    expected: { zh: `必填项 ${name}${what === null ? '' : `：${what.zh}`}`, en: `the key ${name}${what === null ? '' : `: ${what.en}`}` },
    found: { zh: '没有填写', en: 'nothing' },
    remedy: { zh: `补上 ${name}。${note}`, en: `Add ${name}.` },
  }
}

function plainSecret(at: At): ConfigProblem {
  return {
    code: 'SECRET_IN_FILE',
    at,
    expected: { zh: '密钥引用 ${env:变量名} 或 ${file:路径}', en: 'a secret reference ${env:NAME} or ${file:path}' },
    found: { zh: '直接写在文件里的内容(不予显示)', en: 'text in the file itself (not shown)' },
    remedy: {
      zh: '把它移到环境变量或单独的文件中，这里只写引用；写过的密钥应视为已泄露并更换。',
      en: 'Move it to an environment variable or a file of its own and write only the reference here; replace the secret, since it has been exposed.',
    },
  }
}

/** What a schema asks for, in words; null when it is not one that words are kept for. */
function expectation(schema: Schema): Text | null {
  if (schema['writeOnly'] === true)
    return { zh: '密钥引用 ${env:变量名} 或 ${file:路径}', en: 'a secret reference ${env:NAME} or ${file:path}' }
  if (Array.isArray(schema['enum'])) return { zh: `以下之一：${schema['enum'].join('、')}`, en: `one of ${schema['enum'].join(', ')}` }
  if (typeof schema['const'] === 'string') return same(schema['const'])
  if (Array.isArray(schema['anyOf'])) {
    const parts = (schema['anyOf'] as readonly Schema[]).map((branch) => expectation(branch) ?? same('?'))
    return { zh: parts.map((part) => part.zh).join('，或'), en: parts.map((part) => part.en).join(', or ') }
  }
  const pattern = patternWords.get(schema['pattern'])
  if (pattern !== undefined) return pattern
  if (typeof schema['pattern'] === 'string') return { zh: `符合 ${schema['pattern']} 的文字`, en: `text that matches ${schema['pattern']}` }
  if (typeof schema['format'] === 'string') return formatWords[schema['format']] ?? same(schema['format'])
  const type = typeWords[String(schema['type'])]
  if (type === undefined) return null
  const range = rangeWords(schema)
  return { zh: type.zh + range.zh, en: type.en + range.en }
}

const typeWords: { readonly [type: string]: Text } = {
  string: { zh: '文字', en: 'text' },
  integer: { zh: '整数', en: 'a whole number' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '一组键值', en: 'keys and values' },
}
const formatWords: { readonly [format: string]: Text } = {
  date: { zh: '日期，如 2026-03-02', en: 'a date such as 2026-03-02' },
  time: { zh: '时间，如 02:30:00Z', en: 'a time such as 02:30:00Z' },
  'date-time': { zh: '时刻，如 2026-03-02T08:00:00+08:00', en: 'an instant such as 2026-03-02T08:00:00+08:00' },
  uri: { zh: '网址，如 https://10.1.2.3/api', en: 'an address such as https://10.1.2.3/api' },
  email: { zh: '电子邮箱地址', en: 'an e-mail address' },
  hostname: { zh: '主机名', en: 'a host name' },
}

function rangeWords(schema: Schema): Text {
  const bounds: Text[] = []
  const add = (keyword: string, zhWords: string, enWords: string) => {
    const bound = schema[keyword]
    if (typeof bound !== 'number') return
    bounds.push({ zh: `${zhWords} ${bound}`, en: `${enWords} ${bound}` })
  }
  add('minimum', '不小于', 'at least')
  add('maximum', '不大于', 'at most')
  add('minItems', '项数不少于', 'items at least')
  add('maxItems', '项数不多于', 'items at most')
  if (bounds.length === 0) return same('')
  return { zh: `，${bounds.map((bound) => bound.zh).join('，')}`, en: `, ${bounds.map((bound) => bound.en).join(', ')}` }
}

function fallback(error: ErrorObject): Text {
  const copy = { ...error }
  localize([copy])
  return { zh: copy.message ?? error.keyword, en: error.message ?? error.keyword }
}

function pathOf(instancePath: string): At {
  if (instancePath === '') return []
  const parts = instancePath.slice(1).split('/')
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))
}
