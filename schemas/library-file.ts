import type { Infer, ObjectSchema } from '../core/config.ts'
import { textOrTexts, timeOfDay, updateSchema } from './dataset-file.ts'

/** libraries/<layer>.<name>.yaml without `fields`. */
export const libraryFile = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'key'],
  properties: {
    name: { type: 'string', description: '库名称' },
    key: { ...textOrTexts, description: '主键信息项' },
    rows: { ...textOrTexts, description: '其主键构成库中一行的数据资源；不填时为各信息项的全部来源' },
    update: { ...updateSchema, default: 'daily' },
    at: timeOfDay,
  },
} as const satisfies ObjectSchema
export type LibraryFile = Infer<typeof libraryFile>

/** A library's field without its type's options: it alone grants authority (Article 26). */
export const libraryField = {
  type: 'object',
  additionalProperties: false,
  required: ['item', 'type'],
  properties: {
    item: { type: 'string', description: '信息项名称' },
    type: { type: 'string', description: '语义类型' },
    from: { ...textOrTexts, description: '来源，按优先次序：数据资源，或 数据资源#信息项' },
  },
} as const satisfies ObjectSchema
export type LibraryField = Infer<typeof libraryField>
