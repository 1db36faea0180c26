import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { ModuleSet, Registries } from '../../catalog/catalog.ts'
import { defineConnector, type Session } from '../../core/connector.ts'
import { defineErrors } from '../../core/errors.ts'
import { defineStep, defineType } from '../../core/field.ts'

export type Files = { readonly [path: string]: string | Uint8Array | null }
const made: string[] = []
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true })
})

/** A project in a folder of its own, removed after the tests; `null` leaves a file out. */
export function writeProject(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'guiji-catalog-'))
  made.push(root)
  for (const [path, content] of Object.entries(files)) {
    if (content === null) continue
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const said = { summary: { zh: '样例', en: 'a sample' }, examples: [] }
const none = { type: 'object', properties: {} } as const
const text = {
  ...said,
  codes: {},
  column: () => ({ sql: 'text' }) as const,
  schema: () => ({ type: 'string' }) as const,
  mask: (clean: string) => clean,
}
const types = {
  text: defineType({
    ...text,
    options: { type: 'object', properties: { max_length: { type: 'integer', minimum: 1 } } },
    create: () => () => null,
  }),
  date: defineType({ ...text, options: none, column: () => ({ sql: 'date' }), create: () => () => null }),
  'resident-id': defineType({
    ...text,
    options: none,
    facts: { birth_date: { type: 'date', read: () => null } },
    beside: { original: { sql: 'text' }, derived: { sql: 'boolean' } },
    create: () => () => null,
  }),
  code: defineType({
    ...text,
    lists: ['GB/T-3304'],
    options: { type: 'object', required: ['list'], properties: { list: { type: 'string' } } },
    create: () => () => null,
  }),
  money: defineType({
    ...text,
    options: { type: 'object', properties: { scale: { type: 'integer', default: 2 }, currency_item: { type: 'string' } } },
    companions: ['currency_item'],
    beside: { currency: { sql: 'text' } },
    column: ({ scale }) => ({ sql: 'numeric', precision: 20, scale }),
    create: () => () => null,
  }),
}
const stepErrors = defineErrors({
  FROM_EMPTY: {
    recovery: 'abort',
    message: { zh: '不能替换空文本', en: 'nothing to replace' },
    remedy: { zh: '写明文本', en: 'write a text' },
  },
})
const steps = {
  trim: defineStep({ ...said, codes: {}, options: none, create: () => (value) => value }),
  replace: defineStep({
    ...said,
    codes: {},
    options: { type: 'object', required: ['from'], properties: { from: { type: 'string' }, to: { type: 'string', default: '' } } },
    create({ from }) {
      if (from === '') throw stepErrors('FROM_EMPTY', { option: 'from' })
      return (value) => value
    },
  }),
  broken: defineStep({
    ...said,
    codes: {},
    options: none,
    create() {
      throw new TypeError('a message that may say anything')
    },
  }),
  tabled: defineStep({
    ...said,
    codes: {},
    options: { type: 'object', required: ['table'], properties: { table: { type: 'string' } } },
    create({ table }, context) {
      for (const [code, label] of context.lookup(table)) if (label === '三江') throw stepErrors('FROM_EMPTY', { found: `${table} ${code}` })
      return (value) => value
    },
  }),
  concatenate: defineStep({ ...said, codes: {}, options: none, inputs: 'many', create: () => () => null }),
}
const csv = defineConnector({
  ...said,
  settings: {
    type: 'object',
    required: ['folder'],
    properties: { folder: { type: 'string' }, password: { type: 'string', writeOnly: true } },
  },
  source: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string' }, encoding: { type: 'string', default: 'auto' }, skip: { type: 'integer' } },
  },
  capabilities: { modes: ['snapshot', 'incremental'], keys: false, acknowledges: false },
  open(): Session<object, string, string> {
    throw new Error('a catalog opens no connection')
  },
})

/** Loads are counted, so that a test can see what was not loaded. */
export function fakeRegistries(): Registries & { readonly loaded: string[] } {
  const loaded: string[] = []
  const set = <T>(modules: { readonly [name: string]: T }): ModuleSet<T> => ({
    names: Object.keys(modules),
    load: async (name) => {
      loaded.push(name)
      return modules[name] as T
    },
  })
  return { loaded, connectors: set({ csv }), types: set(types), steps: set(steps) }
}

export const registerFile = 'catalog/police/resident-register.yaml'
/** Two agencies, two datasets, a library and a service, without a fault. */
export const sample = {
  'agencies/police.yaml': 'name: 公安局\nuscc: 11510184000000001X\nadministrator: 管理员甲\nreviewer: [审查员甲, 审查员乙]\n',
  'agencies/civil-affairs.yaml': 'name: 民政局\nuscc: 115101840000000020\nadministrator: 管理员乙\nreviewer: 审查员丙\n',
  'connections/police-drop.yaml':
    'agency: police\nconnector: csv\nowner: 省公安厅\nfolder: systems/police\npassword: ${env:POLICE_PASSWORD}\n',
  'connections/civil-affairs-drop.yaml': 'agency: civil-affairs\nconnector: csv\nfolder: systems/civil\n',
  'lists/villages.csv': 'code,label,other\n01,崇阳,"崇阳, 街道"\n02,三江\n',
  [registerFile]: `name: 常住人口登记
format: table
sharing: restricted
scope: { agencies: [civil-affairs], condition: 限核验本人身份 }
update: daily
at: 01:30
due: 5 working days after changed_on
modes: [interface, page]
provider: police
open: false
secrecy: { reviewer: 审查员乙, date: 2026-03-02 }
source: { connection: police-drop, file: "常住人口_{period}.csv", holds: changes }
feeds: base.population
key: id_number
version: changed_on
where: { not: { equals: [状态, 01] } }
deletes: { item: 状态, values: [02] }
fields:
  id_number: { item: 公民身份号码, type: resident-id }
  name: { item: [姓名, 名字], type: text, steps: [trim, { replace: { from: 0 } }] }
  birth_date: { item: 出生日期, type: date }
  village: { item: 村社区, type: code:villages, optional: true }
  address: { inputs: [街道, [门牌, 门牌号]], type: text, steps: [concatenate] }
  income: { item: 收入, type: money, currency_item: 币种, optional: true }
  changed_on: { item: 变更日期, type: date }
checks:
  - { agree: [birth_date, id_number], level: reject }
  - { in_order: [birth_date, changed_on] }
  - { when: { present: income }, expression: { any: [{ less: [birth_date, 2010-01-01] }, { in: [village, [01, 02]] }] } }
limits: { quarantined: { rows: 500, share: 0.5% } }
`,
  'catalog/civil-affairs/deaths.yaml': `name: 死亡登记
format: table
sharing: unrestricted
update: monthly
modes: [download]
provider: civil-affairs
open: true
secrecy: { reviewer: 审查员丙, date: 2026-03-02 }
source: { connection: civil-affairs-drop, file: deaths.csv }
feeds: [base.population]
key: [id_number]
fields:
  id_number: { item: 身份证号, type: resident-id }
  name: { item: 姓名, type: text, role: check }
  death_date: { item: 死亡日期, type: date }
`,
  'libraries/base.population.yaml': `name: 人口基础信息库
key: id_number
rows: police.resident-register
fields:
  id_number: { item: 公民身份号码, type: resident-id }
  name: { item: 姓名, type: text, from: police.resident-register }
  address: { item: 住址, type: text, from: [police.resident-register] }
  birth_date: { item: 出生日期, type: date, from: police.resident-register }
  died_on: { item: 死亡日期, type: date, from: ['civil-affairs.deaths#death_date'] }
  income: { item: 收入, type: money, scale: 2, from: police.resident-register }
`,
  'services/old-age-allowance.yaml': `name: 高龄津贴
recipient: civil-affairs
purpose: 发放高龄津贴
update: weekly
key: id_number
from: [base.population]
sql: |
  select id_number, name from base.population
  where died_on is null and birth_date <= (:today::date - interval '80 years') -- in service.nothing
fields:
  id_number: { item: 公民身份号码, type: resident-id }
  name: { item: 姓名, type: text }
`,
} as const satisfies Files

/** A file, a text in it, and what replaces it. */
export type Edit = readonly [file: keyof typeof sample, from: string, to: string]

/** The sample with some files changed. */
export function changed(...edits: readonly Edit[]): Files {
  const files: Record<string, string> = { ...sample }
  for (const [file, from, to] of edits) {
    const before = files[file] ?? ''
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`)
    files[file] = before.replace(from, to)
  }
  return files
}
