import type { Piece } from '../../core/connector.ts'
import { defineErrors } from '../../core/errors.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Column, Json, Text } from '../../core/values.ts'
import type { Project } from '../../project/open-project.ts'
import type { PreviewedField, PreviewedRow } from '../../transforms/preview-rows.ts'
import { defineCommand } from '../command.ts'
import type { Frame } from '../frame.ts'
import { maskPreview } from '../mask-preview.ts'
import { openConnection } from '../open-connection.ts'
import { openProjectFor } from '../open.ts'
import { reasonTexts } from '../reason-texts.ts'
import { wrap } from '../width.ts'

const errors = defineErrors({
  USAGE_NOT_A_DATASET: {
    recovery: 'abort',
    message: { zh: '{found} 不是数据资源', en: '{found} is no dataset' },
    remedy: {
      zh: '只有数据资源可以预览，如 police.resident-register。',
      en: 'Only a dataset can be previewed, like police.resident-register.',
    },
  },
})
const messages = {
  accepted: { zh: '接受', en: 'accepted' },
  deleted: { zh: '删除', en: 'deletion' },
  filtered: { zh: '筛除', en: 'filtered' },
  quarantined: { zh: '隔离', en: 'rejected' },
  field: { zh: '信息项', en: 'field' },
  source: { zh: '来源值', en: 'source' },
  steps: { zh: '步骤之后', en: 'after steps' },
  clean: { zh: '清洗后', en: 'clean' },
  notes: { zh: '说明', en: 'notes' },
  masked: { zh: '值已遮盖；--reveal 显示原值。', en: 'Values are masked; --reveal shows them.' },
  empty: { zh: '来源现在没有可读的内容（{found}）。', en: 'The source has nothing to read now ({found}).' },
} as const

const command = defineCommand({
  arguments: { dataset: { help: { zh: '数据资源的编号', en: "the dataset's id" } } },
  options: {
    rows: { kind: 'count', value: 'n', default: 5, help: { zh: '行数', en: 'rows' } },
    reveal: { kind: 'flag', help: { zh: '显示原值（个人信息）', en: 'show the values themselves (personal data)' } },
  },
  examples: ['guiji preview police.resident-register --rows 3'],
  async run(frame, { dataset, rows, reveal }) {
    const project = await openProjectFor(frame)
    const { spec } = await project.asset(dataset)
    if (spec.kind !== 'dataset') throw errors('USAGE_NOT_A_DATASET', { found: dataset })
    const first = await firstRows(project, spec, rows, frame.signal)
    if ('empty' in first) {
      frame.say(messages.empty, { found: first.empty })
      frame.result([])
      return
    }
    const [{ previewRows }, { loadTransforms }, { rowValidator }, { compileContext }] = await Promise.all([
      import('../../transforms/preview-rows.ts'),
      import('../../project/registries.ts'),
      import('../../activities/land.ts'),
      import('../../activities/compile-context.ts'),
    ])
    const registry = await loadTransforms(project.registries, spec.fields)
    const context = compileContext({ env: project.env, now: () => new Date().toISOString(), lists: spec.lists })
    const validate = rowValidator(spec, registry)
    const rowsShown = previewRows(spec, first.columns, registry, context, validate, first.piece)
    const previewed = reveal ? rowsShown : maskPreview(rowsShown, registry)
    const texts = await reasonTexts(project, [dataset])
    for (const row of previewed) printRow(frame, row, (code, field) => texts.of(dataset, code, field))
    if (!reveal) frame.say(messages.masked)
    frame.result(previewed as unknown as Json)
  },
})
export default command

type First = { readonly columns: readonly Column[]; readonly piece: Piece<Json> } | { readonly empty: string }

/** The source's first rows, planned and read as a run would, with nothing stored. */
async function firstRows(project: Project, spec: DatasetSpec, count: number, signal: AbortSignal): Promise<First> {
  const { sourceColumns } = await import('../../activities/plan.ts')
  const { session } = await openConnection(project, spec.connection)
  try {
    const { source, mode } = spec
    const plan = await session.plan({ plan: 'preview', source, columns: sourceColumns(spec), mode, after: null, parallel: 1 }, signal)
    const [split] = plan.splits
    if (split === undefined) return { empty: plan.empty ?? 'no-file' }
    for await (const piece of session.read(split.split, null, signal)) {
      if (piece.rows.length > 0) return { columns: split.columns, piece: { ...piece, rows: piece.rows.slice(0, count) } }
    }
    return { empty: 'nothing-produced' }
  } finally {
    await session.close()
  }
}

function printRow(frame: Frame, row: PreviewedRow, meaningOf: (code: string, field?: string) => Text | undefined): void {
  frame.print(`${row.locator}  ${frame.text(messages[row.outcome])}`)
  for (const { field, code, suggestion } of row.reasons) {
    const meaning = meaningOf(code, field)
    const parts = [
      field,
      code,
      meaning === undefined ? undefined : frame.text(meaning),
      suggestion === undefined ? undefined : `-> ${suggestion}`,
    ]
    for (const line of wrap(`  ! ${parts.filter((part) => part !== undefined).join('  ')}`, frame.width)) frame.print(line)
  }
  const titles = [messages.field, messages.source, messages.steps, messages.clean, messages.notes]
  frame.table(
    titles.map((title) => ({ title: frame.text(title), narrowest: 10 })),
    row.fields.map((field) => [
      field.field,
      field.source.map(({ value }) => value ?? '-').join(' | '),
      field.steps.map(({ step, value }) => `${step}: ${value ?? '-'}`).join(' '),
      field.clean,
      notesOf(field),
    ]),
  )
  frame.print('')
}

function notesOf({ fixes, warnings, reasons, beside }: PreviewedField): string {
  const kept = Object.entries(beside).map(([suffix, value]) => `_${suffix}=${value}`)
  return [...reasons.map(({ code }) => `!${code}`), ...fixes, ...warnings.map((code) => `?${code}`), ...kept].join(' ')
}
