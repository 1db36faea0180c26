import type { Json } from '../../core/values.ts'
import { auditOptions, byDefault } from '../audit-options.ts'
import { defineCommand } from '../command.ts'
import type { ReturningRow } from '../correction/group-parts.ts'
import { rowId } from '../correction/row-token.ts'
import { requireDataset } from '../correction/require-dataset.ts'
import { exitCodes } from '../exit-codes.ts'
import { openProjectFor } from '../open.ts'
import { resubmit } from '../resubmit.ts'
import { usingEngine } from '../run-here.ts'

const messages = {
  nothing: { zh: '没有可回放的行。', en: 'There is no row to replay.' },
  left: {
    zh: '{rows} 行没有保存来源各列的值，不能回放，留在隔离区；可用 guiji quarantine export 导出填写：',
    en: '{rows} rows have no source values to replay and stay in quarantine; guiji quarantine export gives a sheet to fill in:',
  },
} as const
const mostNamed = 10

const command = defineCommand({
  summary: { zh: '规则修正后，让待更正的行按原值重新走一遍', en: 'take the open rows through the line again, after a rule was mended' },
  arguments: { asset: { help: { zh: '数据资源的编号', en: "the dataset's id" } } },
  options: {
    code: { kind: 'text', value: 'code', help: { zh: '只回放这个原因的', en: 'only of this reason' } },
    plan: { kind: 'text', value: 'plan', help: { zh: '只回放这次计划的', en: 'only of this plan' } },
    ...auditOptions,
  },
  examples: ['guiji quarantine replay police.resident-register', 'guiji quarantine replay police.resident-register --code DATE_FORMAT'],
  async run(frame, { asset, code, plan, reason, by }) {
    const project = await openProjectFor(frame)
    const { named } = await requireDataset(project, asset)
    const [{ readOpenEntries }, { sourceValues }, { groupParts }] = await Promise.all([
      import('../../databases/entries.ts'),
      import('../correction/source-values.ts'),
      import('../correction/group-parts.ts'),
    ])
    const filter = { asset, ...(code === undefined ? {} : { code }), ...(plan === undefined ? {} : { plan }) }
    return usingEngine(project, async (engine) => {
      const rows: ReturningRow[] = []
      const left: { readonly id: string; readonly locator: string }[] = []
      for await (const page of readOpenEntries(engine.database, filter)) {
        for (const entry of page) {
          const { columns, original } = sourceValues(entry, named)
          const { plan: of, split, ordinal, locator } = entry
          if (original === null) rows.push({ entry: { plan: of, split, ordinal }, columns, values: null })
          else left.push({ id: rowId(entry), locator })
        }
      }
      if (left.length > 0) frame.say(messages.left, { rows: left.length })
      for (const { id, locator } of left.slice(0, mostNamed)) frame.print(`  ${id}  ${locator}`)
      const told = { left: left as readonly Json[] }
      if (rows.length === 0) {
        frame.say(messages.nothing)
        frame.result({ asset, rows: 0, ...told })
        return exitCodes.ok
      }
      const common = { asset, kind: 'replayed' as const, by: by ?? byDefault(), reason: reason ?? '' }
      const { exitCode, result } = await resubmit(frame, engine, { ...common, ...groupParts(rows) })
      frame.result({ ...result, ...told })
      return exitCode
    })
  },
})
export default command
