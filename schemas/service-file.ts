import type { Infer, ObjectSchema } from '../core/config.ts'
import { textOrTexts, timeOfDay, updateSchema } from './dataset-file.ts'

/** services/<name>.yaml without `fields` (Articles 19 and 50: recipient and purpose). */
export const serviceFile = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'recipient', 'purpose', 'key', 'from', 'sql'],
  properties: {
    name: { type: 'string', description: '服务名称' },
    recipient: { type: 'string', description: '接收部门' },
    purpose: { type: 'string', description: '用途' },
    update: { ...updateSchema, default: 'daily' },
    at: timeOfDay,
    key: { ...textOrTexts, description: '主键信息项' },
    from: { ...textOrTexts, description: '所读的库' },
    sql: { type: 'string', description: '一条 select；:today 为北京时间当日' },
  },
} as const satisfies ObjectSchema
export type ServiceFile = Infer<typeof serviceFile>

/** A service's field without its type's options. */
export const serviceField = {
  type: 'object',
  additionalProperties: false,
  required: ['item', 'type'],
  properties: { item: { type: 'string', description: '信息项名称' }, type: { type: 'string', description: '语义类型' } },
} as const satisfies ObjectSchema
export type ServiceField = Infer<typeof serviceField>
