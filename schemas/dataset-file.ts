import { updates } from '../core/cadence.ts'
import type { Infer, ObjectSchema } from '../core/config.ts'
import { patterns } from './patterns.ts'

const text = { type: 'string' } as const
const texts = { type: 'array', items: text, minItems: 1 } as const
export const textOrTexts = { anyOf: [text, { type: 'array', items: text }] } as const
export const timeOfDay = { type: 'string', pattern: patterns.time, description: '时刻 HH:mm（北京时间）' } as const
export const updateSchema = { type: 'string', enum: updates, description: '更新频度' } as const

const limit = {
  type: 'object',
  additionalProperties: false,
  properties: {
    rows: { type: 'integer', minimum: 0 },
    share: { type: 'string', pattern: patterns.share, description: '百分比，如 0.5%' },
  },
} as const satisfies ObjectSchema

/** catalog/<agency>/<name>.yaml without `source`, `fields`, `where` and `checks`: the catalog entry of Article 21 and what concerns all rows. */
export const datasetFile = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'format', 'sharing', 'update', 'modes', 'provider', 'open', 'secrecy'],
  properties: {
    name: { type: 'string', description: '1 名称' },
    format: { type: 'string', description: '2 格式' },
    sharing: { type: 'string', enum: ['unrestricted', 'restricted', 'none'], description: '3 共享类型；none 须写 basis' },
    basis: { type: 'string', description: '不予共享的法律依据' },
    scope: {
      type: 'object',
      additionalProperties: false,
      description: '4 共享范围',
      properties: { agencies: { type: 'array', items: text }, condition: { type: 'string', description: '有条件共享的条件' } },
    },
    update: { ...updateSchema, description: '5 更新频度' },
    at: timeOfDay,
    due: { type: 'string', description: '6 时限（第三十四条）' },
    modes: { type: 'array', minItems: 1, items: { type: 'string', enum: ['interface', 'download', 'page'] }, description: '7 提供方式' },
    provider: { type: 'string', description: '8 提供单位' },
    open: { type: 'boolean', description: '9 是否向社会开放' },
    secrecy: {
      type: 'object',
      additionalProperties: false,
      required: ['reviewer', 'date'],
      description: '保密审查：审查人与日期（第二、四十八条）',
      properties: { reviewer: text, date: { type: 'string', format: 'date' } },
    },
    feeds: { ...textOrTexts, description: '归入的库' },
    key: { ...textOrTexts, description: '主键信息项；write: append 时没有主键' },
    write: {
      type: 'string',
      enum: ['merge', 'append', 'replace', 'history'],
      default: 'merge',
      description: '写入方式：合并、追加、整体替换、合并并保留各历史版本',
    },
    deletion: { type: 'string', enum: ['hard', 'soft'], default: 'hard', description: '删除的行：不留值，或在旁表中保留其值' },
    drift: {
      type: 'string',
      enum: ['evolve', 'freeze', 'quarantine', 'ask'],
      default: 'evolve',
      description: '来源的列有变化时：接受新增的列、一律停止、隔离其行、请人确认',
    },
    indexes: { type: 'array', items: texts, description: '另建的索引，每个是一组列' },
    version: { type: 'string', description: '决定同一主键新旧的信息项' },
    deletes: {
      type: 'object',
      additionalProperties: false,
      required: ['item', 'values'],
      description: '表示删除的来源列及其取值',
      properties: { item: textOrTexts, values: texts },
    },
    limits: { type: 'object', additionalProperties: false, properties: { quarantined: limit, removed: limit } },
    parallel: { type: 'integer', minimum: 1, maximum: 16, default: 1 },
  },
} as const satisfies ObjectSchema
export type DatasetFile = Infer<typeof datasetFile>

/** A dataset's `source` without what belongs to its connector. */
export const sourceEnvelope = {
  type: 'object',
  additionalProperties: false,
  required: ['connection'],
  properties: {
    connection: { type: 'string', description: '连接' },
    mode: { type: 'string', enum: ['snapshot', 'incremental', 'changes'], description: '读取方式' },
    holds: { type: 'string', enum: ['all', 'changes'], description: '来源中是全部还是仅有变化的行' },
    absent: { type: 'string', enum: ['keep', 'remove'], default: 'keep', description: '全量中不再出现的行保留还是移除' },
  },
} as const satisfies ObjectSchema
export type SourceEnvelope = Infer<typeof sourceEnvelope>

/** A dataset's field without its type's options and without `steps`, whose shape depends on their names. */
export const datasetField = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    item: { ...textOrTexts, description: '来源列名；列表为同一列的多个名称' },
    inputs: { type: 'array', minItems: 1, items: textOrTexts, description: '由多列合成时的各来源列' },
    type: { type: 'string', description: '语义类型' },
    optional: { type: 'boolean', default: false },
    role: { type: 'string', enum: ['source', 'check'], default: 'source', description: 'check：只用于核对' },
  },
} as const satisfies ObjectSchema
export type DatasetField = Infer<typeof datasetField>

/** One entry of `checks`; exactly one rule, whose conditions are read apart. */
export const checkSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    agree: { type: 'array', items: text, minItems: 2, maxItems: 2 },
    in_order: { type: 'array', items: text, minItems: 2 },
    together: { type: 'array', items: text, minItems: 2 },
    one_of: { type: 'array', items: text, minItems: 2 },
    level: { type: 'string', enum: ['warning', 'reject'], default: 'warning' },
  },
} as const satisfies ObjectSchema
export type CheckFile = Infer<typeof checkSchema>
