import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { defineErrors } from '../../core/errors.ts'
import type { Problem } from '../../schemas/problem.ts'
import { auditOptions, byDefault } from '../audit-options.ts'
import { defineCommand } from '../command.ts'
import type { SheetJudged } from '../correction/judge-sheet.ts'
import { assetOf } from '../correction/read-sheet.ts'
import { requireDataset } from '../correction/require-dataset.ts'
import { exitCodes } from '../exit-codes.ts'
import { openProjectFor } from '../open.ts'
import { printProblem, problemJson } from '../print-problem.ts'
import { resubmit } from '../resubmit.ts'
import { usingEngine } from '../run-here.ts'

const errors = defineErrors({
  USAGE_SHEET_MISSING: {
    recovery: 'abort',
    message: { zh: '读不到 {file}', en: '{file} cannot be read' },
    remedy: {
      zh: '写 guiji quarantine export 导出、已改好的更正表的路径。',
      en: 'Name the corrected sheet that guiji quarantine export wrote.',
    },
  },
})
const messages = {
  refused: {
    zh: '更正表有 {count} 处错误，没有提交任何行；改好后再提交。',
    en: '{count} errors in the sheet; nothing was submitted. Mend them and submit again.',
  },
  unchanged: { zh: '{rows} 行没有改动，留在隔离区。', en: '{rows} rows were not changed and stay in quarantine.' },
  nothing: { zh: '没有可提交的行。', en: 'There is no row to submit.' },
} as const

const command = defineCommand({
  summary: { zh: '把改好的更正表提交，重新走完全过程', en: 'take a corrected sheet back through the whole line' },
  arguments: { sheet: { help: { zh: '改好的更正表(xlsx)', en: 'the corrected sheet (xlsx)' } } },
  options: auditOptions,
  examples: ['guiji quarantine submit corrections.xlsx'],
  async run(frame, { sheet, reason, by }) {
    const project = await openProjectFor(frame)
    const [{ readXlsx }, { readSheet }, { judgeSheet }, { findEntries }, { groupParts }] = await Promise.all([
      import('../../files/read-xlsx.ts'),
      import('../correction/read-sheet.ts'),
      import('../correction/judge-sheet.ts'),
      import('../../databases/entries.ts'),
      import('../correction/group-parts.ts'),
    ])
    const file = basename(sheet)
    const bytes = await readFile(resolve(frame.terminal.cwd, sheet)).catch(() => {
      throw errors('USAGE_SHEET_MISSING', { file: sheet })
    })
    const read = readSheet(await readXlsx(bytes, file), file)
    const [first] = read.rows
    const asset = first === undefined ? null : assetOf(first.entry)
    const isMixed = read.rows.some(({ entry }) => assetOf(entry) !== asset)
    return usingEngine(project, async (engine) => {
      let judged: SheetJudged = { changed: [], unchanged: 0, problems: [] }
      if (asset !== null && !isMixed) {
        const { named } = await requireDataset(project, asset)
        const places = read.rows.map(({ entry }) => entry)
        judged = judgeSheet(read, await findEntries(engine.database, places), named, file)
      }
      const { changed, unchanged } = judged
      const problems = [...read.problems, ...judged.problems]
      for (const problem of problems) printProblem(frame, problem)
      const told = { unchanged, problems: problems.map(problemJson) }
      const wrong = problems.filter(isError).length
      if (wrong > 0) {
        frame.say(messages.refused, { count: wrong })
        frame.result({ asset, rows: 0, ...told })
        return exitCodes.failed
      }
      if (unchanged > 0) frame.say(messages.unchanged, { rows: unchanged })
      if (asset === null || changed.length === 0) {
        frame.say(messages.nothing)
        frame.result({ asset, rows: 0, ...told })
        return exitCodes.ok
      }
      const common = { asset, kind: 'submitted' as const, by: by ?? byDefault(), reason: reason ?? '' }
      const { exitCode, result } = await resubmit(frame, engine, { ...common, ...groupParts(changed) })
      frame.result({ ...result, ...told })
      return exitCode
    })
  },
})
export default command

function isError({ level }: Problem): boolean {
  return level === 'error'
}
