import { csvLine } from './output.ts'
import type { Random } from './random.ts'
import type { LineKind, RegisterKind, RepresentativeKind } from './register-kinds.ts'

/** A registered capital as written, and what a right load keeps of it. */
export interface RegisterCapital {
  readonly cell: string
  /** In single units of the currency. */
  readonly amount: string | null
  readonly unit: string | null
  readonly currency: string | null
}

const currencies: { readonly [form: string]: string } = { '(万美元)': 'USD', '(万香港元)': 'HKD', '(万港币)': 'HKD' }

export function registerCapital({ kind }: RegisterKind, random: Random): RegisterCapital {
  if (kind === 'N/A') return { cell: 'N/A', amount: null, unit: null, currency: null }
  if (kind === 'grouped') {
    const thousands = String(1 + random.below(90))
    const rest = String(random.below(1_000)).padStart(3, '0')
    return { cell: `${thousands},${rest}(万元人民币)`, amount: `${thousands}${rest}0000`, unit: '万元', currency: 'CNY' }
  }
  const number = String(1 + random.below(999))
  // an empty bracket says nothing of the unit: single units
  if (kind === '()') return { cell: `${number}()`, amount: number, unit: '元', currency: 'CNY' }
  return { cell: number + kind, amount: `${number}0000`, unit: '万元', currency: currencies[kind] ?? 'CNY' }
}

const words = ['蜀州', '崇阳', '锦江', '怀远', '元通', '街子', '白头', '道明', '鹤鸣', '罨画', '重庆路', '文井'] as const

/** Another name for each index. */
export function registerName(index: number, random: Random): string {
  const ending = random.pick(['有限公司', '（集团）有限公司', '(普通合伙)', '农民专业合作社'])
  return `示例${random.pick(words)}${random.pick(words)}${index}${ending}`
}

export function registerRepresentative(kind: RepresentativeKind, random: Random): string {
  if (kind === 'N/A') return 'N/A'
  const name = `${random.pick(['王', '李', '张', '陈'])}${random.pick(words)}${random.pick(words)}`
  return kind === 'private-use' ? `${name.slice(0, 2)}\ue83f` : name
}

export function registerDay(random: Random): string {
  const pad = (number: number) => String(number).padStart(2, '0')
  return `${1978 + random.below(42)}-${pad(1 + random.below(12))}-${pad(1 + random.below(28))}`
}

export function registerAddress(random: Random): string {
  const more = random.pick(['', '（2栋，3楼）', '(A区,12号)', '"老街"商场(一期)2层'])
  return `四川省成都市崇州市${random.pick(words)}街道${random.pick(words)}路${1 + random.below(900)}号${more}`
}

const scopes = [
  '一般项目:农产品的生产、销售、加工、运输、贮藏及其他相关服务',
  '许可项目：建设工程施工(依法须经批准的项目,经相关部门批准后方可开展经营活动,具体经营项目以相关部门批准文件或许可证件为准)',
  '销售:五金交电、日用百货、"老字号"食品（不含危险化学品）',
  '家具制造；家具安装和维修服务；技术服务、技术开发、技术咨询',
] as const

export function registerScope(random: Random): string {
  let scope: string = random.pick(scopes)
  for (let more = random.below(6); more > 0; more--) scope += `;${random.pick(scopes)}`
  return scope
}

/** The CSV record with its line end; one that breaks does so behind the code. */
export function registerLine(kind: LineKind, cells: readonly string[]): string {
  switch (kind) {
    case 'whole':
      return csvLine(cells)
    case 'unquoted-commas':
      return `${cells.map((cell) => cell.replaceAll('"', '')).join(',')},安装\r\n`
    case 'shifted':
      return csvLine(cells.filter((_, at) => at !== 3))
  }
}
