import { openOutput, csvLine } from './output.ts'
import { randomOf, shuffled } from './random.ts'
import {
  registerAddress,
  registerCapital,
  registerDay,
  registerLine,
  registerName,
  registerRepresentative,
  registerScope,
  type RegisterCapital,
} from './register-cells.ts'
import { createCodeCells } from './register-codes.ts'
import {
  capitalKinds,
  codeKinds,
  lineKinds,
  registerRows,
  repeatedCodes,
  representativeKinds,
  scaledCounts,
  type CodeKind,
  type LineKind,
  type RegisterKind,
  type RepresentativeKind,
} from './register-kinds.ts'

export const registerColumns = ['企业名称', '统一社会信用代码', '法定代表人', '注册资本', '成立日期', '住所', '经营范围'] as const

/** A row of the register and what is true of it, by its construction. */
export interface RegisterRow {
  /** In the order of the columns. */
  readonly cells: readonly string[]
  /** As the file has it, with its line end. */
  readonly line: string
  /** What the line is; of one that is not whole, no cell is read. */
  readonly shape: RegisterKind<LineKind>
  readonly code: RegisterKind<CodeKind>
  /** Has taken the code of another row, under another name. */
  readonly isRepeated: boolean
  readonly representative: RegisterKind<RepresentativeKind>
  readonly capital: RegisterKind & RegisterCapital
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
  const codeAt = dealt(codeKinds, rows, seed, 'code')
  const capitalAt = dealt(capitalKinds, rows, seed, 'capital')
  const representativeAt = dealt(representativeKinds, rows, seed, 'representative')
  const conformingAt = conformingRows(rows)
  const codeCell = createCodeCells(seed)
  for (let index = 0; index < rows; index++) {
    const random = randomOf(seed, 'register-row', index)
    const { kind: code, place } = codeAt(index)
    const { shape, codePlace } = code.kind === 'conforming' ? conformingAt(place) : { shape: whole, codePlace: place }
    const { kind: representative } = representativeAt(index)
    const { kind: capitalKind } = capitalAt(index)
    const capital = { ...capitalKind, ...registerCapital(capitalKind, random) }
    const cells = [
      registerName(index, random),
      codeCell(code.kind, codePlace),
      registerRepresentative(representative.kind, random),
      capital.cell,
      registerDay(random),
      registerAddress(random),
      registerScope(random),
    ]
    const line = registerLine(shape.kind, cells)
    yield { cells, line, shape, code, isRepeated: codePlace !== place, representative, capital }
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

/**
 * Deals kinds out over the rows in their proportions, in an order that the seed decides. `place` is the row's in that order,
 * in which the first kind comes first.
 */
function dealt<K extends string>(kinds: readonly RegisterKind<K>[], rows: number, seed: number, of: string) {
  const counts = scaledCounts(kinds, rows)
  const placeOf = shuffled(seed, `register-${of}`, rows)
  return (index: number): { readonly kind: RegisterKind<K>; readonly place: number } => {
    const place = placeOf(index)
    let rest = place
    for (let at = 0; at < kinds.length; at++) {
      const kind = kinds[at]
      const count = counts[at] ?? 0
      if (kind !== undefined && rest < count) return { kind, place }
      rest -= count
    }
    throw new RangeError(`no kind at ${index}`)
  }
}

const [whole, unquotedCommas, shifted] = lineKinds as readonly [RegisterKind<LineKind>, RegisterKind<LineKind>, RegisterKind<LineKind>]

/**
 * Of the rows with a conforming code, by their place: the first break, the next have the code of one that comes after them.
 * No row has to be remembered for that.
 */
function conformingRows(rows: number) {
  const [, commas = 0, shifts = 0] = scaledCounts(lineKinds, rows)
  const repeated = Math.max(1, Math.round((repeatedCodes * rows) / registerRows))
  const broken = commas + shifts
  return (place: number): { readonly shape: RegisterKind<LineKind>; readonly codePlace: number } => {
    if (place < commas) return { shape: unquotedCommas, codePlace: place }
    if (place < broken) return { shape: shifted, codePlace: place }
    return { shape: whole, codePlace: place < broken + repeated ? place + repeated : place }
  }
}
