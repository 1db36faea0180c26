import type { Text } from '../core/values.ts'
import type { Command, CommandGroup } from './command.ts'

export interface CommandEntry {
  readonly summary: Text
  load(): Promise<{ readonly default: Command | CommandGroup }>
}

/** Every command, in the order of help. A file is loaded only when its command runs or its own help is asked for. */
export const commands: { readonly [name: string]: CommandEntry } = {
  init: {
    summary: { zh: '在空文件夹中新建项目', en: 'make a project in an empty folder' },
    load: () => import('./commands/init.ts'),
  },
  demo: {
    summary: {
      zh: '一条命令跑通示例：五个部门到基础库、业务库、服务库',
      en: 'run the whole example: five agencies to base, business and service',
    },
    load: () => import('./commands/demo.ts'),
  },
  dev: {
    summary: { zh: '启动本地数据库、Temporal 和工作进程，并随文件变化重启', en: 'start everything locally and follow file changes' },
    load: () => import('./commands/dev.ts'),
  },
  validate: {
    summary: { zh: '校验项目的全部配置文件和代码', en: 'hold every file of the project against its schema' },
    load: () => import('./commands/validate.ts'),
  },
  probe: {
    summary: { zh: '逐步试探一个连接', en: 'try a connection, step by step' },
    load: () => import('./commands/probe.ts'),
  },
  discover: {
    summary: { zh: '列出连接中的表或文件及其列', en: 'list what a connection offers, with columns' },
    load: () => import('./commands/discover.ts'),
  },
  preview: {
    summary: { zh: '查看数据资源最前几行在每个步骤前后的样子', en: "show a dataset's first rows before and after each step" },
    load: () => import('./commands/preview.ts'),
  },
  normalize: {
    summary: {
      zh: '清洗标准输入的值，每行一个；--json 时每行读写一个 JSON',
      en: 'cleanse values from standard input, a line each; --json: JSON lines',
    },
    load: () => import('./commands/normalize.ts'),
  },
  types: {
    summary: { zh: '列出并说明语义类型', en: 'list and explain the semantic types' },
    load: () => import('./commands/types.ts'),
  },
  run: {
    summary: { zh: '运行一个数据资源、库或服务', en: 'run a dataset, library or service' },
    load: () => import('./commands/run.ts'),
  },
  worker: {
    summary: { zh: '启动 Temporal 工作进程', en: 'start a Temporal worker' },
    load: () => import('./commands/worker.ts'),
  },
  status: {
    summary: { zh: '各资产的最近一次运行、平衡与等待事项', en: "every asset's last run, balance and what waits" },
    load: () => import('./commands/status.ts'),
  },
  schedule: {
    summary: { zh: '按更新频度管理 Temporal 定时计划', en: 'Temporal schedules from the cadence of each asset' },
    load: () => import('./commands/schedule.ts'),
  },
  approve: {
    summary: { zh: '批准一次等待答复的运行', en: 'approve a run that waits' },
    load: () => import('./commands/approve.ts'),
  },
  reject: {
    summary: { zh: '驳回一次等待答复的运行', en: 'reject a run that waits' },
    load: () => import('./commands/reject.ts'),
  },
  quarantine: {
    summary: { zh: '隔离区：查看、导出更正表、提交、回放', en: 'rejected rows: look at, export for correction, submit, replay' },
    load: () => import('./commands/quarantine.ts'),
  },
  drift: {
    summary: { zh: '查看或接受来源列的变化', en: "changes of sources' columns: show or accept them" },
    load: () => import('./commands/drift.ts'),
  },
  certificate: {
    summary: { zh: '查看或核对发布凭证', en: 'certificates of publications: show or verify them' },
    load: () => import('./commands/certificate.ts'),
  },
  trace: {
    summary: { zh: '追溯一个主键的值从何而来', en: 'where the values of one key came from' },
    load: () => import('./commands/trace.ts'),
  },
  db: {
    summary: { zh: '建立数据库角色与控制表，或升级控制表', en: "the database's roles and control tables: make, upgrade" },
    load: () => import('./commands/db.ts'),
  },
  example: {
    summary: { zh: '生成示例部门系统', en: 'the sample agency systems' },
    load: () => import('./commands/example.ts'),
  },
  docs: {
    summary: { zh: '从代码生成参考文档', en: 'generate the reference pages from the code' },
    load: () => import('./commands/docs.ts'),
  },
  completion: {
    summary: { zh: '输出 bash、zsh 或 fish 的补全脚本', en: 'print the completion script for bash, zsh or fish' },
    load: () => import('./commands/completion.ts'),
  },
}
