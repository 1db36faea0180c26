import { otherOrganisation, registrationOf, usccOf, withOrganisationCheck, withUsccCheck } from './identity.ts'
import { csvLine, openOutput } from './output.ts'
import { randomOf, shuffled, type Random } from './random.ts'
import {
  capitalKinds,
  codeKinds,
  lineKinds,
  registerRows,
  repeatedCodes,
  representativeKinds,
  scaledCounts,
  type CodeKind,
  type RegisterKind,
  type RepresentativeKind,
} from './register-kinds.ts'

export const registerColumns = ['企业名称', '统一社会信用代码', '法定代表人', '注册资本', '成立日期', '住所', '经营范围'] as const

/** A row of the register and what is true of it. */
export interface RegisterRow {
  /** In the order of the columns. */
  readonly cells: readonly string[]
  /** As the file has it, with its line end. */
  readonly line: string
  readonly code: RegisterKind<CodeKind>
  readonly capital: RegisterKind & { readonly amount: string | null; readonly currency: string | null }
  readonly representative: RegisterKind<RepresentativeKind>
  /** The line has another number of cells than the header. */
  readonly isBroken: boolean
}
export interface RegisterSize {
  readonly rows: number
  readonly seed: number
}

/**
 * An invented enterprise register with the dirt of a real one in its proportions (register-kinds.ts), row by row; the same
 * for the same size. Throws RangeError for fewer than 100 or more than 3,002,664 rows.
 */
export function* makeRegister({ rows, seed }: RegisterSize): Generator<RegisterRow> {
  if (!(rows >= 100 && rows <= registerRows)) throw new RangeError(`rows: 100 to ${registerRows}, not ${rows}`)
  const place = shuffled(seed, 'register-code', registerRows)
  const codeKindAt = dealt(codeKinds, rows, seed, 'code')
  const capitalAt = dealt(capitalKinds, rows, seed, 'capital')
  const representativeAt = dealt(representativeKinds, rows, seed, 'representative')
  const lineAt = dealt(lineKinds, rows, seed, 'line')
  let repeated = Math.max(1, Math.round((repeatedCodes * rows) / registerRows))
  let before: string | null = null
  for (let index = 0; index < rows; index++) {
    const random = randomOf(seed, 'register-row', index)
    const isBroken = lineAt(index).kind === 'broken'
    // what breaks lies behind the code, which is a good one
    const code = isBroken ? (codeKinds[0] as RegisterKind<CodeKind>) : codeKindAt(index)
    let valid = validCode(place(index), random)
    if (code.kind === 'conforming' && before !== null && repeated > 0 && index % 11 === 5) {
      valid = before
      repeated--
    }
    if (code.kind === 'conforming') before = valid
    const capital = capitalOf(capitalAt(index), random)
    const representative = representativeAt(index)
    const cells = [
      `示例${random.pick(words)}${random.pick(words)}${index}${random.pick(['有限公司', '（集团）有限公司', '(普通合伙)', '农民专业合作社'])}`,
      codeCell(code.kind, valid, index),
      representativeCell(representative.kind, random),
      capital.cell,
      `${1978 + random.below(42)}-${pad(1 + random.below(12))}-${pad(1 + random.below(28))}`,
      `四川省成都市崇州市${random.pick(words)}街道${random.pick(words)}路${1 + random.below(900)}号${random.pick(['', '（2栋，3楼）', '(A区,12号)'])}`,
      scopeOf(random),
    ]
    const line = isBroken ? brokenLine(cells, random) : csvLine(cells)
    yield { cells, line, code, capital, representative, isBroken }
  }
}

/** Writes the register as a UTF-8 CSV with its header; gives the number of rows. */
export async function writeRegister({ out, ...size }: RegisterSize & { readonly out: string }): Promise<number> {
  const output = await openOutput(out)
  let written = 0
  try {
    await output.write(csvLine(registerColumns))
    for (const { line } of makeRegister(size)) {
      written++
      const full = output.write(line)
      if (full !== null) await full
    }
  } finally {
    await output.close()
  }
  return written
}

/** Deals kinds out over the rows in their proportions, in an order that the seed decides. */
function dealt<K extends string>(kinds: readonly RegisterKind<K>[], rows: number, seed: number, of: string) {
  const counts = scaledCounts(kinds, rows)
  const place = shuffled(seed, `register-${of}`, rows)
  return (index: number): RegisterKind<K> => {
    let rest = place(index)
    for (const [at, count] of counts.entries()) {
      if (rest < count) return kinds[at] as RegisterKind<K>
      rest -= count
    }
    throw new RangeError(`no kind at ${index}`)
  }
}

/** One in five has an organisation code of digits alone, so that about 6% of all codes are digits alone, as in the real one. */
function validCode(place: number, random: Random): string {
  if (random.below(5) > 0) return usccOf(place, '91')
  return withUsccCheck(`91510184${withOrganisationCheck(String(10_000_000 + place))}`)
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
function codeCell(kind: CodeKind, valid: string, index: number): string {
  const wrong = (code: string) => code.slice(0, 17) + alphabet.charAt((alphabet.indexOf(code.charAt(17)) + 1) % 31)
  switch (kind) {
    case 'conforming':
      return valid
    case 'organisation-part':
      return otherOrganisation(valid)
    case 'nonconforming':
      return wrong(valid)
    case 'both-wrong':
      return wrong(otherOrganisation(valid))
    case 'lower-case': {
      // an l may be a 1, so a code with that letter is no example
      let place = index
      while (usccOf(place, '91').includes('L')) place++
      return usccOf(place, '91').toLowerCase()
    }
    case 'registration':
      return registrationOf(index)
    case 'cooperative':
      return `510184NA${String(index % 1_000_000).padStart(6, '0')}X`
    case 'thirteen':
      return `510184${String(index % 10_000_000).padStart(7, '0')}`
    case 'organisation-code': {
      const code = withOrganisationCheck(String(10_000_000 + index))
      return `${code.slice(0, 8)}-${code.slice(8)}`
    }
    case 'foreign-invested':
      return `企合川崇总字第${String(index % 10_000).padStart(4, '0')}号`
    case 'none':
      return '无'
    case 'brackets':
      return index % 2 === 0 ? '()' : '（）'
    case 'hyphen':
      return `${valid}-`
    case 'seventeen':
      return valid.slice(0, 17)
    case 'letter-l':
      return valid.replace('1', 'l')
  }
}

function representativeCell(kind: RepresentativeKind, random: Random): string {
  if (kind === 'N/A') return 'N/A'
  const name = `${random.pick(['王', '李', '张', '陈'])}${random.pick(words)}${random.pick(words)}`
  return kind === 'private-use' ? `${name.slice(0, 2)}\ue83f` : name
}

const currencies: { readonly [form: string]: string } = { '(万美元)': 'USD', '(万香港元)': 'HKD', '(万港币)': 'HKD' }
function capitalOf(kind: RegisterKind, random: Random) {
  if (kind.kind === 'N/A') return { ...kind, cell: 'N/A', amount: null, currency: null }
  const currency = currencies[kind.kind] ?? 'CNY'
  const tenThousands = kind.kind === 'grouped' ? 1_000 + random.below(90_000) : 1 + random.below(999)
  if (kind.kind === 'grouped') {
    const text = String(tenThousands)
    return { ...kind, cell: `${text.slice(0, -3)},${text.slice(-3)}(万元人民币)`, amount: `${tenThousands}0000`, currency }
  }
  // an empty bracket says nothing of the unit: single units
  const amount = kind.kind === '()' ? String(tenThousands) : `${tenThousands}0000`
  return { ...kind, cell: tenThousands + kind.kind, amount, currency }
}

const words = ['蜀州', '崇阳', '锦江', '怀远', '元通', '街子', '白头', '道明', '鹤鸣', '罨画', '重庆路', '文井'] as const
const scopes = [
  '一般项目:农产品的生产、销售、加工、运输、贮藏及其他相关服务',
  '许可项目：建设工程施工(依法须经批准的项目,经相关部门批准后方可开展经营活动,具体经营项目以相关部门批准文件或许可证件为准)',
  '销售:五金交电、日用百货、"老字号"食品（不含危险化学品）',
  '家具制造；家具安装和维修服务；技术服务、技术开发、技术咨询',
] as const
function scopeOf(random: Random): string {
  let scope: string = random.pick(scopes)
  for (let more = random.below(6); more > 0; more--) scope += `;${random.pick(scopes)}`
  return scope
}

/** Commas that no quotes hold, or a cell that is missing, so that what follows is shifted. */
function brokenLine(cells: readonly string[], random: Random): string {
  if (random.below(2) === 0) return csvLine(cells.slice(0, -1))
  return `${cells.map((cell) => cell.replaceAll('"', '')).join(',')},销售,安装\r\n`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
