import { defineErrors, GuijiError } from '../core/errors.ts'
import { readXlsxText } from './xlsx-text.ts'

const errors = defineErrors({
  XLSX_UNREADABLE: {
    recovery: 'abort',
    message: { zh: '{file} 读不成工作簿：{found}', en: '{file} cannot be read as a workbook: {found}' },
    remedy: {
      zh: '用表格软件打开，另存为“Excel 工作簿(.xlsx)”，不设密码',
      en: 'open it in a spreadsheet and save it as "Excel workbook (.xlsx)", without a password',
    },
  },
})

/** A cell as the workbook has it; a number's text is the workbook's own. Formulas have their last result's. */
export interface SheetCell {
  readonly kind: 'text' | 'number' | 'date' | 'boolean' | 'error' | 'formula'
  readonly text: string
}
export interface SheetRow {
  /** As people count, from 1. */
  readonly number: number
  /** By column, from 0; empty cells are left out. */
  readonly cells: ReadonlyMap<number, SheetCell>
}
export interface Sheet {
  readonly name: string
  readonly rows: readonly SheetRow[]
}

/** All parts unpacked; a correction sheet of the largest size is far below. */
const mostBytes = 256 * 1024 * 1024

/** A workbook's sheets, cells told by their kind. `file` is the name that people know. Throws XLSX_UNREADABLE. */
export async function readXlsx(bytes: Uint8Array, file: string): Promise<readonly Sheet[]> {
  const parts = await unpack(bytes, file)
  const parse = await createXmlReader(file)
  const part = (path: string) => parts[path] ?? parts[`xl/${path}`]
  const book = part('xl/workbook.xml')
  if (book === undefined) throw errors('XLSX_UNREADABLE', { file, found: 'xl/workbook.xml' })
  const targets = new Map<string, string>()
  parse(part('xl/_rels/workbook.xml.rels') ?? new Uint8Array(), {
    open(name, attributes) {
      if (name === 'Relationship') targets.set(attributes['Id'] ?? '', (attributes['Target'] ?? '').replace(/^\/?(?:xl\/)?/, 'xl/'))
    },
  })
  const found: { name: string; path: string }[] = []
  parse(book, {
    open(name, attributes) {
      if (name === 'sheet') found.push({ name: attributes['name'] ?? '', path: targets.get(attributes['id'] ?? '') ?? '' })
    },
  })
  const shared = readShared(parse, part('xl/sharedStrings.xml'))
  return found.map(({ name, path }) => ({ name, rows: readRows(parse, parts[path], shared) }))
}

async function unpack(bytes: Uint8Array, file: string): Promise<{ readonly [path: string]: Uint8Array }> {
  // the older format, and workbooks with a password
  if (Buffer.from(bytes.subarray(0, 4)).toString('hex') === 'd0cf11e0') throw errors('XLSX_UNREADABLE', { file, found: '.xls' })
  const { unzipSync } = await import('fflate')
  let total = 0
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!/\.(?:xml|rels)$/.test(name)) return false
        total += originalSize
        if (total > mostBytes) throw errors('XLSX_UNREADABLE', { file, found: '> 512 MiB' })
        return true
      },
    })
  } catch (error) {
    throw error instanceof GuijiError ? error : errors('XLSX_UNREADABLE', { file, found: 'no .zip' })
  }
}

interface Handler {
  open?(name: string, attributes: { readonly [name: string]: string }): void
  text?(text: string): void
  close?(name: string): void
}
type Parse = (part: Uint8Array, handler: Handler) => void

/** Entities of a document type are not known to the parser, so a text cannot grow. */
async function createXmlReader(file: string): Promise<Parse> {
  const { SaxesParser } = await import('saxes')
  return (part, handler) => {
    if (part.length === 0) return
    const parser = new SaxesParser({ xmlns: true, position: false })
    parser.on('opentag', ({ local, attributes }) => {
      handler.open?.(local, Object.fromEntries(Object.values(attributes).map((attribute) => [attribute.local, attribute.value])))
    })
    parser.on('text', (text) => handler.text?.(text))
    parser.on('cdata', (text) => handler.text?.(text))
    parser.on('closetag', ({ local }) => handler.close?.(local))
    let broken = false
    parser.on('error', () => (broken = true))
    try {
      parser.write(new TextDecoder().decode(part)).close()
    } catch {
      broken = true
    }
    if (broken) throw errors('XLSX_UNREADABLE', { file, found: 'XML' })
  }
}

function readShared(parse: Parse, part: Uint8Array | undefined): readonly string[] {
  const texts: string[] = []
  let text = ''
  const inText = textWatch((piece) => (text += piece))
  parse(part ?? new Uint8Array(), {
    open(name) {
      if (name === 'si') text = ''
      inText.open(name)
    },
    text: inText.text,
    close(name) {
      inText.close(name)
      if (name === 'si') texts.push(readXlsxText(text))
    },
  })
  return texts
}

function readRows(parse: Parse, part: Uint8Array | undefined, shared: readonly string[]): readonly SheetRow[] {
  const rows: { number: number; cells: Map<number, SheetCell> }[] = []
  let row = { number: 0, cells: new Map<number, SheetCell>() }
  let column = -1
  let cell = { type: '', value: '', text: '', isFormula: false }
  let inValue = false
  const inText = textWatch((piece) => (cell.text += piece))
  parse(part ?? new Uint8Array(), {
    open(name, { r, t }) {
      if (name === 'row') {
        row = { number: Number(r ?? row.number + 1), cells: new Map() }
        column = -1
      } else if (name === 'c') {
        // rows without a cell say nothing, and a few bytes may hold millions of them
        if (row !== rows.at(-1)) rows.push(row)
        column = r === undefined ? column + 1 : columnIndex(r)
        cell = { type: t ?? 'n', value: '', text: '', isFormula: false }
      } else if (name === 'f') cell.isFormula = true
      else if (name === 'v') inValue = true
      inText.open(name)
    },
    text(piece) {
      if (inValue) cell.value += piece
      inText.text(piece)
    },
    close(name) {
      if (name === 'v') inValue = false
      inText.close(name)
      if (name !== 'c') return
      const read = cellOf(cell, shared)
      if (read !== null) row.cells.set(column, read)
    },
  })
  return rows
}

const kinds: { readonly [type: string]: SheetCell['kind'] } = { b: 'boolean', e: 'error', d: 'date' }

function cellOf(
  { type, value, text, isFormula }: { readonly type: string; readonly value: string; readonly text: string; readonly isFormula: boolean },
  shared: readonly string[],
): SheetCell | null {
  const content = type === 's' ? (shared[Number(value)] ?? '') : readXlsxText(type === 'inlineStr' ? text : value)
  if (isFormula) return { kind: 'formula', text: content }
  if (content === '') return null
  if (type === 's' || type === 'inlineStr' || type === 'str') return { kind: 'text', text: content }
  return { kind: kinds[type] ?? 'number', text: content }
}

/** The texts of an item: one, or the runs of a formatted one; how Japanese and Chinese are read aloud is no part of them. */
function textWatch(take: (text: string) => void) {
  let isText = false
  let phonetic = 0
  return {
    open(name: string): void {
      if (name === 'rPh') phonetic++
      else if (name === 't') isText = phonetic === 0
    },
    text(text: string): void {
      if (isText) take(text)
    },
    close(name: string): void {
      if (name === 'rPh') phonetic--
      else if (name === 't') isText = false
    },
  }
}

/** The column of `BC12`, from 0. */
function columnIndex(place: string): number {
  let index = 0
  for (const letter of place.replace(/[^A-Za-z]/g, '').toUpperCase()) index = index * 26 + letter.charCodeAt(0) - 64
  return index - 1
}
