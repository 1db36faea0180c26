import { open, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { defineErrors } from '../../core/errors.ts'
import type { CorrectableEntry } from '../../databases/entries.ts'
import { auditOptions, byDefault } from '../audit-options.ts'
import { defineCommand } from '../command.ts'
import { requireDataset } from '../correction/require-dataset.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { reasonTexts } from '../reason-texts.ts'

const errors = defineErrors({
  USAGE_SHEET_EXISTS: {
    recovery: 'abort',
    message: { zh: '{file} 已存在', en: '{file} is there already' },
    remedy: { zh: '用 --to 换一个文件名，或先移走它。', en: 'Name another file by --to, or move this one away first.' },
  },
  USAGE_SHEET_FOLDER: {
    recovery: 'abort',
    message: { zh: '{file} 写不进去', en: '{file} cannot be written' },
    remedy: { zh: '用 --to 写在已有的、可写的文件夹中。', en: 'Name by --to a file in a folder that is there and can be written to.' },
  },
})
const messages = {
  none: { zh: '没有待更正的行，没有写文件。', en: 'No rows wait for correction; no file was written.' },
  written: {
    zh: '{file}：{rows} 行待更正。表中是未遮盖的个人信息，请妥善保管，用后删除。改好后：guiji quarantine submit {file}',
    en: '{file}: {rows} rows to correct. It holds personal data unmasked: keep it safe, delete it after use. When corrected: guiji quarantine submit {file}',
  },
  more: { zh: '还有更多行：提高 --limit，或提交后再导出。', en: 'There are more rows: raise --limit, or export again after submitting.' },
} as const

const command = defineCommand({
  summary: { zh: '把待更正的行导出为更正表(xlsx)', en: 'write the open rows into a correction sheet (xlsx)' },
  arguments: { asset: { help: { zh: '数据资源的编号', en: "the dataset's id" } } },
  options: {
    to: { kind: 'text', value: 'file', help: { zh: '写到哪个文件；默认 <数据资源>.xlsx', en: 'the file; by default <dataset>.xlsx' } },
    code: { kind: 'text', value: 'code', help: { zh: '只要这个原因的', en: 'only of this reason' } },
    plan: { kind: 'text', value: 'plan', help: { zh: '只要这次计划的', en: 'only of this plan' } },
    limit: { kind: 'count', value: 'n', default: 10_000, help: { zh: '最多的行数', en: 'rows at most' } },
    ...auditOptions,
  },
  examples: ['guiji quarantine export police.resident-register --to corrections.xlsx --reason "…"'],
  async run(frame, { asset, to, code, plan, limit, reason, by }) {
    const project = await openProjectFor(frame)
    const { spec, named } = await requireDataset(project, asset)
    const [{ readOpenEntries }, { recordAudit, requireReason }, { writeXlsx }, { buildSheet }] = await Promise.all([
      import('../../databases/entries.ts'),
      import('../../databases/audit.ts'),
      import('../../files/write-xlsx.ts'),
      import('../correction/build-sheet.ts'),
    ])
    const why = requireReason(reason)
    const path = resolve(frame.terminal.cwd, to ?? `${asset}.xlsx`)
    const filter = { asset, ...(code === undefined ? {} : { code }), ...(plan === undefined ? {} : { plan }) }
    const subject = [asset, code, plan].filter((part) => part !== undefined).join(' ')
    const file = await create(path)
    let rows = 0
    try {
      const entries: CorrectableEntry[] = []
      await using(openControl(project), async (database) => {
        await recordAudit(database, { by: by ?? byDefault(), action: 'export', subject, reason: why })
        for await (const page of readOpenEntries(database, filter)) {
          entries.push(...page)
          if (entries.length > limit) break
        }
      })
      const kept = entries.slice(0, limit)
      rows = kept.length
      if (rows > 0) await file.writeFile(await writeXlsx(buildSheet(spec, named, kept, await reasonTexts(project, [asset]))))
      if (rows === 0) frame.say(messages.none)
      else frame.say(messages.written, { file: basename(path), rows })
      if (entries.length > limit) frame.say(messages.more)
      frame.result({ asset, file: rows === 0 ? null : path, rows, more: entries.length > limit })
    } finally {
      await file.close()
      if (rows === 0) await rm(path, { force: true })
    }
  },
})
export default command

/** For its owner only, and never over another file. Throws USAGE_SHEET_EXISTS, USAGE_SHEET_FOLDER. */
async function create(path: string) {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    throw errors(code === 'EEXIST' ? 'USAGE_SHEET_EXISTS' : 'USAGE_SHEET_FOLDER', { file: path })
  }
}
