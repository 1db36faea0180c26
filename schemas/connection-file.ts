import type { Infer, ObjectSchema } from '../core/config.ts'

/** connections/<id>.yaml: what every connection has; its connector's own settings stand beside. */
export const connectionFile = {
  type: 'object',
  additionalProperties: false,
  required: ['agency', 'connector'],
  properties: {
    agency: { type: 'string', description: '系统所属部门' },
    connector: { type: 'string', description: '连接器种类' },
    owner: { type: 'string', description: '由上级部门建设时的建设单位（第十一条）' },
    name: { type: 'string', description: '系统名称' },
  },
} as const satisfies ObjectSchema
export type ConnectionFile = Infer<typeof connectionFile>
