import { writeXlsxText } from './xlsx-text.ts'

/** A sheet of text cells; the first row is its header. */
export interface TextSheet {
  readonly name: string
  /** Widths in characters; the columns that follow have the last one's. */
  readonly widths: readonly number[]
  /** Columns on the left that stay in sight. */
  readonly frozen: number
  readonly rows: readonly (readonly string[])[]
}

/**
 * A workbook whose every cell is text (format `@`), also those that are filled in later: numbers keep their zeros and
 * digits, nothing becomes a date or a formula.
 */
export async function writeXlsx(sheets: readonly TextSheet[]): Promise<Uint8Array> {
  const { zipSync, strToU8 } = await import('fflate')
  const parts: { readonly [path: string]: string } = {
    '[Content_Types].xml': contentTypes(sheets),
    '_rels/.rels': relations([{ type: 'officeDocument', target: 'xl/workbook.xml' }]),
    'xl/workbook.xml': workbook(sheets),
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index) => ({ type: 'worksheet', target: `worksheets/sheet${index + 1}.xml` })),
      { type: 'styles', target: 'styles.xml' },
    ]),
    'xl/styles.xml': styles,
    ...Object.fromEntries(sheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, worksheet(sheet)])),
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)])))
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function contentTypes(sheets: readonly TextSheet[]): string {
  const overrides = [
    ['/xl/workbook.xml', 'sheet.main'],
    ['/xl/styles.xml', 'styles'],
    ...sheets.map((_, index) => [`/xl/worksheets/sheet${index + 1}.xml`, 'worksheet']),
  ]
  return (
    `${declaration}<Types xmlns="${packaged}/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    overrides.map(([path, type]) => `<Override PartName="${path}" ContentType="${kind}.${type}+xml"/>`).join('') +
    '</Types>'
  )
}

function relations(parts: readonly { readonly type: string; readonly target: string }[]): string {
  const lines = parts.map(({ type, target }, index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`)
  return `${declaration}<Relationships xmlns="${packaged}/relationships">${lines.join('')}</Relationships>`
}

function workbook(sheets: readonly TextSheet[]): string {
  const lines = sheets.map(({ name }, index) => `<sheet name="${writeXlsxText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${lines.join('')}</sheets></workbook>`
}

/** Style 1: text; style 2: the header's. Number format 49 is `@`. */
const styles =
  `${declaration}<styleSheet xmlns="${main}">` +
  '<fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/></patternFill></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="3"><xf xfId="0"/>' +
  '<xf xfId="0" numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '<xf xfId="0" numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '</cellXfs></styleSheet>'

function worksheet({ widths, frozen, rows }: TextSheet): string {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 1)
  const columns = Array.from({ length: count }, (_, index) => widths[index] ?? widths.at(-1) ?? 16)
  const corner = `${columnName(frozen)}2`
  const split = frozen > 0 ? `xSplit="${frozen}" ` : ''
  return (
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane ${split}ySplit="1" topLeftCell="${corner}" activePane="${frozen > 0 ? 'bottomRight' : 'bottomLeft'}" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${columns.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" style="1" customWidth="1"/>`).join('')}</cols>` +
    `<sheetData>${rows.map((row, index) => rowXml(row, index)).join('')}</sheetData></worksheet>`
  )
}

function rowXml(row: readonly string[], index: number): string {
  const style = index === 0 ? 2 : 1
  const cells = row.map((text, column) => {
    const place = `<c r="${columnName(column)}${index + 1}" s="${style}"`
    return text === '' ? `${place}/>` : `${place} t="inlineStr"><is><t xml:space="preserve">${writeXlsxText(text)}</t></is></c>`
  })
  return `<row r="${index + 1}">${cells.join('')}</row>`
}

/** `A`, `B`, ... `Z`, `AA` of a column counted from 0. */
export function columnName(index: number): string {
  return (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
}
