import { createHash } from 'node:crypto'
import { plain, rejected, written } from './cell.ts'
import { dateCell, dateOf, dayOf, pickDateStyle } from './days.ts'
import type { Enterprise } from './enterprises.ts'
import { usccCell } from './identity.ts'
import { randomOf } from './random.ts'
import type { Shape, SourceRow } from './record.ts'
import { codeCell } from './text-cells.ts'

export interface LicenceRow extends SourceRow {
  readonly version: string
  /** Of the document below the folder; its digest stands in the row. */
  readonly document: { readonly path: string; readonly content: string }
}

export const licenceShape: Shape = {
  asset: 'housing.e-licences',
  table: 'replica.housing__e_licences',
  key: ['licence_number'],
  fields: [
    ...['licence_number', 'licence_type', 'uscc', 'holder', 'issued_on', 'valid_until', 'document', 'document_digest'].map((name) => ({
      name,
      columns: [name],
    })),
  ],
  strict: ['licence_number', 'issued_on'],
}
export const licenceColumns = [
  ...['证照编号', '证照类型', '持证主体代码', '持证主体', '颁发日期', '有效期至', '文件', '文件摘要', '签发员'],
] as const
export const licenceFiles = ['电子证照_20261118.csv', '电子证照_20261119.csv'] as const

const types: readonly [readonly [string, string, readonly string[]], ...(readonly [string, string, readonly string[]])[]] = [
  ['11', 'YSXK', ['商品房预售许可证', '预售许可证']],
  ['12', 'SGXK', ['建筑工程施工许可证', '施工许可证']],
  ['13', 'ZZZS', ['建筑业企业资质证书']],
  ['14', 'RQJY', ['燃气经营许可证']],
  ['15', 'PSXK', ['城镇污水排入排水管网许可证', '排水许可证']],
]

/** Rows of a licence by file: issued in the first, renewed or issued in the second. */
export function licenceRows(seed: number, index: number, enterprise: Enterprise): readonly [LicenceRow | null, LicenceRow | null] {
  const isLate = index % 5 === 3
  const isRenewed = index % 11 === 4
  const first = isLate ? null : licenceRow(seed, index, enterprise, 0)
  return [first, isLate || isRenewed ? licenceRow(seed, index, enterprise, isLate ? 0 : 1) : null]
}

function licenceRow(seed: number, index: number, { uscc, name }: Enterprise, renewal: 0 | 1): LicenceRow {
  const random = randomOf(seed, `licence ${renewal}`, index)
  const slot = renewal === 0 ? index % 80 : -1
  const [code, letters, labels] = types[index % types.length] ?? types[0]
  const number = `崇${letters}字第${String(index + 1).padStart(6, '0')}号`
  const issued = dayOf(renewal === 0 ? '2024-01-10' : '2026-10-01') + random.below(renewal === 0 ? 900 : 40)
  const until = dateOf(issued + 3 * 365)
  const path = `documents/${letters}${String(index + 1).padStart(6, '0')}-${renewal}.ofd`
  const content = `示例电子证照（非真实证照）\n编号 ${number}\n主体 ${uscc}\n${dateOf(issued)} 至 ${until}\n`
  const digest = createHash('sha256').update(content, 'utf8').digest('hex')
  const cells = [
    slot === 9 ? rejected('待补', 'REQUIRED_MISSING') : plain(number),
    slot === 17 ? rejected('不动产权证书', 'CODE_UNKNOWN') : codeCell(code, labels, random),
    usccCell(uscc, slot === 25 ? 'both-wrong' : slot === 33 ? 'full-width' : 'plain'),
    plain(name),
    dateCell(dateOf(issued), pickDateStyle(random)),
    slot === 41 ? plain('2020-01-01') : random.below(8) === 0 ? written('长期', 'infinity') : dateCell(until, pickDateStyle(random)),
    plain(path),
    slot === 47 ? rejected(digest.slice(0, 40), 'NO_MATCH') : plain(digest),
  ]
  const broken = slot === 41 ? ['issued_on:OUT_OF_ORDER'] : []
  return { cells, fate: 'kept', version: dateOf(issued), document: { path, content }, broken }
}
