import type { ConfigSchema } from '../../core/config.ts'

/** What becomes of a value that a step has no answer for. */
export const otherwiseOption = {
  type: 'string',
  enum: ['reject', 'keep', 'null'],
  default: 'reject',
  description: '没有结果时：拒绝、保留原值或置空 / what becomes of a value without an answer',
} as const satisfies ConfigSchema
