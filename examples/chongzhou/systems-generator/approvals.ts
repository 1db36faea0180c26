import { fullWidth, plain, rejected, written, type Cell } from './cell.ts'
import { dayOf, timeOf } from './days.ts'
import type { Enterprise } from './enterprises.ts'
import { residentIdCell, usccCell } from './identity.ts'
import type { Person } from './people.ts'
import { randomOf } from './random.ts'
import type { Shape, SourceRow } from './record.ts'
import { codeCell } from './text-cells.ts'

export interface EntryRow extends SourceRow {
  readonly version: string
  /** Of the source's own key. */
  readonly entry: number
}

export const itemShape: Shape = {
  asset: 'administrative-approval.power-items',
  table: 'replica.administrative_approval__power_items',
  key: ['item_code'],
  fields: [
    ...['entry_number', 'item_code', 'name', 'kind', 'legal_basis', 'statutory_days', 'promised_days', 'updated_at'].map((name) => ({
      name,
      columns: [name],
    })),
  ],
  strict: ['item_code', 'updated_at'],
}
export const caseShape: Shape = {
  asset: 'administrative-approval.cases',
  table: 'replica.administrative_approval__cases',
  key: ['case_number'],
  fields: [
    ...['entry_number', 'case_number', 'item_code'].map((name) => ({ name, columns: [name] })),
    {
      name: 'applicant_id_number',
      columns: ['applicant_id_number', 'applicant_id_number_original', 'applicant_id_number_derived'],
    },
    ...['applicant_uscc', 'accepted_at', 'decided_at', 'result', 'updated_at'].map((name) => ({ name, columns: [name] })),
  ],
  strict: ['case_number', 'updated_at'],
}

/** Columns stand in the order of the fields, then those that no field names. */
export const approvalSql = `create table power_item (
  xh bigint primary key,
  sxbm text, sxmc text, sxlx text, flyj text, fdqx text, cnqx text,
  gxsj timestamp not null,
  yxzt text not null,
  czr text
);
comment on table power_item is '行政权力事项';
comment on column power_item.yxzt is '有效状态：1 有效 0 已取消';
create table approval_case (
  xh bigint primary key,
  blbh text, sxbm text, sqrsfz text, sqrdm text,
  slsj timestamp, bjsj timestamp,
  bjjg text,
  gxsj timestamp not null,
  sqrlxdh text
);
create index on approval_case (gxsj, xh);
comment on table approval_case is '审批办件';
`

const itemKinds: readonly [readonly [string, readonly string[]], ...(readonly [string, readonly string[]])[]] = [
  ['01', ['行政许可', '许可']],
  ['02', ['行政处罚']],
  ['03', ['行政强制']],
  ['05', ['行政给付']],
  ['07', ['行政确认', '确认']],
  ['08', ['行政奖励']],
  ['10', ['其他行政权力', '其他']],
]
const subjects = [
  '食品经营',
  '公共场所卫生',
  '户外广告设置',
  '占用城市道路',
  '林木采伐',
  '取水',
  '民办学校设立',
  '医疗机构执业',
  '高龄津贴',
] as const
const acts = ['许可', '审批', '备案', '延续', '变更', '注销', '核准'] as const
const bases = ['《中华人民共和国行政许可法》', '《四川省行政许可监督管理办法》', '《政府投资条例》第九条，第十一条'] as const

export function itemCode(index: number): string {
  return `5101840${String(100 + (index % 7)).padStart(3, '0')}${String(index).padStart(5, '0')}`
}

/** Rows of a power item, in the order of the table; some stand there twice. */
export function itemRows(seed: number, index: number): EntryRow[] {
  const random = randomOf(seed, 'power item', index)
  const slot = index % 40
  const [kind, labels] = random.pick(itemKinds)
  const name = `${random.pick(subjects)}${random.pick(acts)}（第${index + 1}项）`
  const statutory = random.pick([10, 15, 20, 30, 60])
  const promised = Math.max(1, Math.floor(statutory / 3))
  const seconds = dayOf('2026-03-01') * 86_400 + random.below(200 * 86_400)
  const rowOf = (entry: number, updated: number, days: Cell): EntryRow => {
    const version = timeOf(updated)
    const cells = [
      plain(String(entry)),
      slot === 6 ? rejected('待补', 'REQUIRED_MISSING') : plain(itemCode(index)),
      plain(name),
      slot === 13 ? rejected('行政指导', 'CODE_UNKNOWN') : codeCell(kind, labels, random),
      random.below(6) === 0 ? written('无', null) : plain(random.pick(bases)),
      days,
      daysCell(slot === 20 ? statutory + 5 : promised, false),
      plain(version),
    ]
    return { cells, fate: slot === 34 ? 'filtered' : 'kept', version, entry }
  }
  const days = slot === 27 ? rejected(`${statutory}个工作日`, 'NOT_INTEGER') : daysCell(statutory, random.below(4) === 0)
  const rows = [rowOf(index * 2 + 1, seconds, days)]
  if (index % 25 === 9) rows.push(rowOf(index * 2 + 2, seconds + 3_600, daysCell(statutory, false)))
  return rows
}

function daysCell(days: number, isDirty: boolean): Cell {
  if (!isDirty) return plain(String(days))
  return days % 20 === 0 ? written(`${days}.00`, String(days)) : written(fullWidth(String(days)), String(days))
}

const results: readonly [readonly [string, readonly string[]], ...(readonly [string, readonly string[]])[]] = [
  ['1', ['准予许可', '同意']],
  ['1', ['准予许可', '同意']],
  ['2', ['不予许可', '不同意']],
  ['3', ['申请人撤回', '撤件']],
]

/** A case; its applicant is a person or an organisation, each in a column of its own. */
export function caseRow(seed: number, index: number, items: number, person: Person, { uscc }: Enterprise): EntryRow {
  const random = randomOf(seed, 'case', index)
  const slot = index % 180
  const accepted = dayOf('2026-01-05') * 86_400 + random.below(300 * 86_400)
  const isOpen = random.below(5) === 0
  const decided = slot === 51 ? accepted - 3_600 : accepted + 3_600 + random.below(10 * 86_400)
  const version = timeOf(Math.max(accepted, isOpen ? 0 : decided) + random.below(600))
  const [result, labels] = random.pick(results)
  const isPerson = index % 2 === 0 && !person.isLegacy
  const hasNobody = slot === 33
  const entry = index + 1
  const cells = [
    plain(String(entry)),
    slot === 60 ? rejected(null, 'REQUIRED_MISSING') : plain(`CZ2026${String(entry).padStart(8, '0')}`),
    plain(itemCode(random.below(items))),
    isPerson && !hasNobody ? residentIdCell(person.number, idStyleOf(slot)) : written(null, null, null, null),
    isPerson || hasNobody ? written(null, null) : usccCell(uscc, slot === 15 ? 'nonconforming' : 'plain'),
    plain(timeOf(accepted)),
    isOpen && slot !== 51 ? written(null, null) : plain(timeOf(decided)),
    slot === 69 ? rejected('转办', 'CODE_UNKNOWN') : isOpen ? codeCell('0', ['在办', '办理中'], random) : codeCell(result, labels, random),
    plain(version),
  ]
  const broken = [...(hasNobody ? ['applicant_id_number:NONE_GIVEN'] : []), ...(slot === 51 ? ['accepted_at:OUT_OF_ORDER'] : [])]
  return { cells, fate: 'kept', version, entry, broken }
}

function idStyleOf(slot: number) {
  if (slot === 6) return 'wrong-check'
  if (slot === 24) return 'full-width'
  return slot === 42 ? 'seventeen' : 'plain'
}
