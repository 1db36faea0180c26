import { expect, it } from 'vitest'
import { maskPreview } from '../../cli/mask-preview.ts'
import { previewRows } from '../../transforms/preview-rows.ts'
import { context, dataset, field, registry } from './_registry.ts'

const steps = [
  { step: 'trim', options: {} },
  { step: 'replace', options: { from: '王二', to: '王小' } },
]
const spec = dataset(
  [field('id', 'resident-id', { item: '公民身份号码', optional: false }), field('name', 'person-name', { steps })],
  { where: { present: 'name' } },
  ['id'],
)
const columns = ['id', 'name'].map((name) => ({ name, type: 'text' as const }))
const piece = {
  rows: [
    ['51O18419020304906X', ' 王二明'],
    ['510184020304900', '李红'],
    ['510184020304900', null],
  ],
  position: null,
  bytes: 0,
  locate: (row: number) => `people.csv:${row + 2}`,
}
const preview = (mask: boolean) => {
  const rows = previewRows(spec, columns, registry, context, () => null, piece)
  return mask ? maskPreview(rows, registry) : rows
}

it('shows a value from its source through each step to the clean one, with reasons', () => {
  const [first, second, third] = preview(false)
  expect(first).toMatchObject({
    locator: 'people.csv:2',
    outcome: 'quarantined',
    reasons: [{ code: 'FORMAT', field: 'id', suggestion: '51018419020304906X' }],
  })
  expect(first?.fields[1]).toEqual({
    field: 'name',
    item: 'name',
    type: 'person-name',
    source: [{ column: 'name', value: ' 王二明' }],
    steps: [
      { step: 'trim', value: '王二明' },
      { step: 'replace', value: '王小明' },
    ],
    clean: '王小明',
    beside: {},
    fixes: ['TRIMMED', 'REPLACED'],
    warnings: [],
    reasons: [],
  })
  expect(second).toMatchObject({ outcome: 'accepted', warnings: [] })
  expect(second?.fields[0]).toMatchObject({
    clean: '510184190203049000',
    beside: { original: '510184020304900', derived: 'true' },
    fixes: ['UPGRADED_15'],
  })
  expect(third?.outcome).toBe('filtered')
})

it('masked, shows no identity number and no name, not even in a suggestion', () => {
  const text = JSON.stringify(preview(true))
  for (const secret of ['51O18419020304906X', '51018419020304906X', '510184190203049000', '510184020304900', '王二明', '王小明', '李红'])
    expect(text).not.toContain(secret)
  expect(text).toContain('王**')
})
