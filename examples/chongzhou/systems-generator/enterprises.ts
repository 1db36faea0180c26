import { halfWidth, plain, rejected, written, type Cell } from './cell.ts'
import { dateCell, dateOf, dayOf, pickDateStyle, timeOf } from './days.ts'
import { registrationOf, usccCell, usccOf, type UsccStyle } from './identity.ts'
import { villageAt } from './places.ts'
import { randomOf, shuffled, type Random } from './random.ts'
import type { Shape, SourceRow } from './record.ts'
import { codeCell } from './text-cells.ts'

/** An invented enterprise. */
export interface Enterprise {
  readonly index: number
  readonly uscc: string
  readonly name: string
}
export interface EnterpriseRow extends SourceRow {
  readonly version: string
  /** Of the source's own key. */
  readonly entry: number
}

export const enterpriseShape: Shape = {
  asset: 'market-regulation.enterprise-register',
  table: 'replica.market_regulation__enterprise_register',
  key: ['uscc'],
  fields: [
    { name: 'entry_number', columns: ['entry_number'] },
    { name: 'uscc', columns: ['uscc'] },
    { name: 'registration_number', columns: ['registration_number'] },
    { name: 'name', columns: ['name'] },
    { name: 'kind', columns: ['kind'] },
    { name: 'legal_representative', columns: ['legal_representative'] },
    { name: 'registered_capital', columns: ['registered_capital', 'registered_capital_currency', 'registered_capital_unit'] },
    { name: 'established_on', columns: ['established_on'] },
    { name: 'address', columns: ['address', 'address_raw'] },
    { name: 'business_scope', columns: ['business_scope'] },
    { name: 'status', columns: ['status'] },
    { name: 'updated_at', columns: ['updated_at'] },
  ],
  strict: ['uscc', 'updated_at'],
}
/** Columns stand in the order of the fields, then the two that no field names, of which `where` reads one. */
export const enterpriseSql = `create table enterprise_register (
  pripid bigint primary key,
  uniscid text, regno text, entname text, enttype text, lerep text, regcap text, estdate text, dom text, opscope text, regstate text,
  updated_at timestamp not null,
  datasign text not null,
  operator text
);
create index on enterprise_register (updated_at, pripid);
comment on table enterprise_register is '市场主体登记';
comment on column enterprise_register.uniscid is '统一社会信用代码';
comment on column enterprise_register.regcap is '注册资本（含单位和币种）';
comment on column enterprise_register.datasign is '数据标志：1 正式 9 测试';
`

/** By `index % 240`, in the proportions of no real register: each occurs even in a small one. */
const codeStyles: { readonly [slot: number]: UsccStyle } = {
  ...{ 4: 'lower-case', 11: 'full-width', 19: 'padded', 26: 'other-organisation', 33: 'nonconforming', 41: 'both-wrong' },
  ...{ 48: 'registration', 55: 'registration', 62: 'thirteen', 69: 'cooperative', 77: 'exponent', 84: 'hyphen', 91: 'none' },
}
const kinds: readonly [readonly [string, readonly string[]], ...(readonly [string, readonly string[]])[]] = [
  ['1130', ['有限责任公司(自然人独资)', '一人有限责任公司']],
  ['1110', ['有限责任公司(国有独资)']],
  ['1210', ['股份有限公司(上市)', '股份有限公司']],
  ['9100', ['农民专业合作社', '农民专业合作经济组织']],
  ['9500', ['个体工商户', '个体']],
]
const states: readonly [readonly [string, readonly string[]], ...(readonly [string, readonly string[]])[]] = [
  ['1', ['存续', '在营', '开业']],
  ['2', ['吊销']],
  ['3', ['注销']],
]
const words = ['蜀', '州', '崇', '锦', '江', '怀', '元', '街', '白', '道', '鹤', '鸣', '罨', '画', '重', '庆'] as const
const trades = ['农业科技', '建筑工程', '家具制造', '文化旅游', '食品', '商贸', '物流', '电子', '竹编工艺', '餐饮管理'] as const

export function createEnterprises(seed: number): (index: number) => Enterprise {
  const place = shuffled(seed, 'enterprise', 30_000_000)
  return (index) => {
    const random = randomOf(seed, 'enterprise', index)
    const name = `崇州市${random.pick(words)}${random.pick(words)}${random.pick(words)}${random.pick(trades)}`
    return {
      index,
      uscc: usccOf(place(index), index % 9 === 0 ? '92' : index % 10 === 7 ? '93' : '91'),
      name: random.below(8) === 0 ? `${name}（集团）有限公司` : `${name}有限公司`,
    }
  }
}

/** Rows of an enterprise in the register, in the order of the table: a code may occur again under another name. */
export function enterpriseRows(seed: number, enterprise: Enterprise): EnterpriseRow[] {
  const random = randomOf(seed, 'register', enterprise.index)
  const updated = dayOf('2026-01-05') * 86_400 + random.below(300 * 86_400)
  const rows = [enterpriseRow(enterprise, enterprise.index * 2 + 1, updated, enterprise.index % 240, enterprise.name, random)]
  if (enterprise.index % 75 === 30) {
    const other = updated + (enterprise.index % 2 === 0 ? 86_400 : -86_400)
    rows.push(enterpriseRow(enterprise, enterprise.index * 2 + 2, other, -1, `${enterprise.name.slice(0, -4)}（崇州）有限公司`, random))
  }
  return rows
}

function enterpriseRow(
  { index, uscc }: Enterprise,
  entry: number,
  updatedSeconds: number,
  slot: number,
  name: string,
  random: Random,
): EnterpriseRow {
  const version = timeOf(updatedSeconds)
  const [kind, kindLabels] = random.pick(kinds)
  const [state, stateLabels] = random.pick(states)
  const cells = [
    plain(String(entry)),
    usccCell(uscc, codeStyles[slot] ?? 'plain'),
    registrationCell(index, slot, random),
    slot === 98 ? rejected('暂无', 'REQUIRED_MISSING') : written(random.below(20) === 0 ? ` ${name}` : name, name),
    codeCell(kind, kindLabels, random),
    random.below(6) === 0
      ? written('N/A', null)
      : plain(`${random.pick(['王', '李', '张', '陈'])}${random.pick(words)}${random.pick(words)}`),
    capitalCell(slot, random),
    dateCell(dateOf(dayOf('1985-01-01') + random.below(14_000)), slot === 105 ? 'impossible' : pickDateStyle(random)),
    registerAddress(random),
    scopeCell(random),
    slot === 112 ? rejected('迁出待定', 'CODE_UNKNOWN') : codeCell(state, stateLabels, random),
    plain(version),
  ]
  return { cells, fate: slot === 118 ? 'filtered' : 'kept', version, entry }
}

function registrationCell(index: number, slot: number, random: Random): Cell {
  const number = registrationOf(index)
  if (slot === 15) return rejected(number.slice(0, 14) + String((Number(number.charAt(14)) + 1) % 10), 'CHECK_DIGIT')
  if (slot === 29) return plain('5101842000123')
  if (slot === 37) return written('510184na000043x', '510184NA000043X')
  if (slot === 45) return plain('企合川崇总字第0001')
  return random.below(3) === 0 ? written(null, null) : plain(number)
}

/** Registered capital as registers have it: amount, unit and currency in one text. */
const capitalForms: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['(万元人民币)', 'CNY'],
  ['(万元人民币)', 'CNY'],
  ['(万元)', 'CNY'],
  ['(万)', 'CNY'],
  ['万人民币', 'CNY'],
  ['万元人民币', 'CNY'],
  ['(万人民币元)', 'CNY'],
  ['（万元）', 'CNY'],
  ['()', 'CNY'],
  ['(万元(人民币))', 'CNY'],
  ['(万美元)', 'USD'],
  ['(万香港元)', 'HKD'],
  ['(万港币)', 'HKD'],
]

function capitalCell(slot: number, random: Random): Cell {
  if (slot === 8) return rejected('50(万贝壳)', 'CURRENCY_UNKNOWN')
  if (slot === 22) return rejected('约五十万元', 'NOT_MONEY')
  if (random.below(4) === 0) return written('N/A', null, null, null)
  const [form, currency] = random.pick(capitalForms)
  const tenThousands = random.pick([3, 10, 50, 100, 500, 2696, 12_000])
  const half = random.below(5) === 0
  const amount = half ? `${tenThousands}.5` : random.below(3) === 0 ? grouped(tenThousands) : String(tenThousands)
  return written(amount + form, `${tenThousands * 10_000 + (half ? 5_000 : 0)}.00`, currency, '万元')
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

function registerAddress(random: Random): Cell {
  const { township, name } = villageAt(random.below(1_000))
  const address = `四川省成都市崇州市${township}${name}${1 + random.below(200)}号`
  const raw = random.below(4) === 0 ? `${address}（${1 + random.below(5)}栋，${1 + random.below(9)}楼）` : address
  const folded = halfWidth(raw)
  return written(raw, folded, folded === raw ? null : raw)
}

const scopes = [
  '一般项目:农产品的生产、销售、加工、运输、贮藏及其他相关服务',
  '许可项目：建设工程施工(依法须经批准的项目,经相关部门批准后方可开展经营活动,具体经营项目以相关部门批准文件或许可证件为准)',
  '销售:五金交电、日用百货、"老字号"食品（不含危险化学品）',
  '家具制造；家具安装和维修服务；技术服务、技术开发、技术咨询',
  '旅游景区管理\t含漂流项目',
] as const

function scopeCell(random: Random): Cell {
  if (random.below(9) === 0) return written(random.pick(['无', '', '/']), null)
  let scope: string = random.pick(scopes)
  for (let more = random.below(4); more > 0; more--) scope += `;${random.pick(scopes)}`
  return plain(scope)
}
