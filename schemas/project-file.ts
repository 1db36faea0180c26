import type { Infer, ObjectSchema } from '../core/config.ts'
import { patterns } from './patterns.ts'

/** guiji.yaml */
export const projectFile = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'region'],
  properties: {
    name: { type: 'string', description: '项目名称' },
    region: { type: 'string', pattern: patterns.region, description: '行政区划代码 (GB/T 2260)，六位数字' },
    database: {
      type: 'string',
      writeOnly: true,
      description: '目标 PostgreSQL 的地址；不填时读环境变量 GUIJI_DATABASE_URL，再没有则在 .guiji/ 中启用本机数据库',
    },
    temporal: {
      type: 'object',
      additionalProperties: false,
      properties: {
        address: { type: 'string', description: '主机:端口；不填时自动寻找' },
        namespace: { type: 'string', default: 'default' },
        task_queue: { type: 'string', default: 'guiji' },
      },
    },
    quarantine: {
      type: 'object',
      additionalProperties: false,
      properties: {
        key: {
          type: 'string',
          writeOnly: true,
          description: '隔离行内容的加密密钥：32 字节，十六进制或 base64；不填时按原样存放',
        },
      },
    },
    log: {
      type: 'object',
      additionalProperties: false,
      properties: {
        level: { type: 'string', enum: ['debug', 'info', 'warn', 'error', 'silent'], default: 'info' },
        file: { type: 'string', description: '日志文件，相对于项目；不填时写到标准错误输出' },
      },
    },
  },
} as const satisfies ObjectSchema
export type ProjectFile = Infer<typeof projectFile>
