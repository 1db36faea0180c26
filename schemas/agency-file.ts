import type { Infer, ObjectSchema } from '../core/config.ts'
import { patterns } from './patterns.ts'

/** agencies/<id>.yaml (Articles 47 and 48: named administrators and reviewers). */
export const agencyFile = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'uscc', 'administrator', 'reviewer'],
  properties: {
    name: { type: 'string', description: '部门名称' },
    uscc: { type: 'string', pattern: patterns.uscc, description: '统一社会信用代码，18 位' },
    administrator: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }], description: '数据管理员' },
    reviewer: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }], description: '保密审查人' },
  },
} as const satisfies ObjectSchema
export type AgencyFile = Infer<typeof agencyFile>
