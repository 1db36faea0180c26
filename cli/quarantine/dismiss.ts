import { byDefault, auditOptions } from '../audit-options.ts'
import { defineCommand } from '../command.ts'
import { readRowId } from '../correction/row-token.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { requireKnownAsset } from '../require-known-asset.ts'

const messages = {
  done: {
    zh: '已核销 {rows} 行：不再等待更正，仍保存在隔离区。',
    en: '{rows} rows dismissed: they wait for no correction, and stay in the quarantine.',
  },
  none: { zh: '没有这样的待更正行。', en: 'No open rows are such.' },
} as const

const command = defineCommand({
  summary: { zh: '核销不会再更正的行，要写理由', en: 'close rows that will not be corrected, with a reason' },
  arguments: {
    rows: {
      help: {
        zh: '数据资源的编号，或一行的编号 <计划>:<分片>:<序号>',
        en: "a dataset's id, or one row's, <plan>:<split>:<ordinal>",
      },
    },
  },
  options: {
    code: { kind: 'text', value: 'code', help: { zh: '只核销有这个原因的', en: 'only those with this reason' } },
    plan: { kind: 'text', value: 'plan', help: { zh: '只核销这次计划的', en: 'only of this plan' } },
    ...auditOptions,
  },
  examples: [
    'guiji quarantine dismiss police.resident-register@3:0:41 --reason "…"',
    'guiji quarantine dismiss police.resident-register --code COLUMN_COUNT --reason "…"',
  ],
  async run(frame, { rows, code, plan, reason, by }) {
    const project = await openProjectFor(frame)
    const [{ dismissEntries }, { requireReason }] = await Promise.all([
      import('../../databases/dismiss.ts'),
      import('../../databases/audit.ts'),
    ])
    const why = requireReason(reason)
    const row = readRowId(rows)
    const asset = row === null ? rows : row.plan.slice(0, row.plan.lastIndexOf('@'))
    const filter = { ...(row === null ? {} : { row }), ...(code === undefined ? {} : { code }), ...(plan === undefined ? {} : { plan }) }
    const dismissed = await using(openControl(project), (database) =>
      dismissEntries(database, { asset, ...filter, by: by ?? byDefault(), reason: why }),
    )
    if (dismissed === 0) {
      await requireKnownAsset(project, asset)
      frame.say(messages.none)
    } else frame.say(messages.done, { rows: dismissed })
    frame.result({ asset, dismissed })
  },
})
export default command
