import { strToU8, strFromU8, unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { neutraliseFormula, restoreFormula } from '../../files/formula-text.ts'
import { readXlsx } from '../../files/read-xlsx.ts'
import { columnName, writeXlsx } from '../../files/write-xlsx.ts'

const hostile = [
  ['行号牌', '公民身份号码', ''],
  ['a@1:0:1-x', '510184199001011234', '007'],
  ['=1+1', ' two  blanks ', 'line\r\nline\nline\rtab\t'],
  ['_x0041_ & _x5_', '<b>"\'&amp;</b>', '\u0000\u0001\u001f\ufffe\ud800 𠮷'],
]

const one = (rows: readonly (readonly string[])[]) => writeXlsx([{ name: '更正', widths: [10], frozen: 1, rows }])

test('what was written is read again, to the letter, every cell as text', async () => {
  const bytes = await writeXlsx([
    { name: '更正', widths: [30, 10], frozen: 2, rows: hostile },
    { name: '说明 <&>', widths: [80], frozen: 0, rows: [['帮助']] },
  ])
  const sheets = await readXlsx(bytes, 'x.xlsx')
  expect(sheets.map(({ name }) => name)).toEqual(['更正', '说明 <&>'])
  const cells = sheets[0]?.rows.map(({ number, cells }) => [
    number,
    ...hostile[number - 1]!.map((_, column) => cells.get(column)?.text ?? ''),
  ])
  expect(cells).toEqual(hostile.map((row, index) => [index + 1, ...row]))
  expect(new Set(sheets.flatMap(({ rows }) => rows.flatMap((row) => [...row.cells.values()].map(({ kind }) => kind))))).toEqual(
    new Set(['text']),
  )
})

test('every cell, empty ones and those below the last row too, has the format of text', async () => {
  const parts = unzipSync(await one(hostile))
  const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']!)
  expect(sheet.match(/<c /g)).toHaveLength(12)
  expect(sheet.match(/<c r="[A-Z]+\d+" s="[12]"/g)).toHaveLength(12)
  expect(sheet.match(/<col [^>]*style="1"/g)).toHaveLength(3)
  const formats = strFromU8(parts['xl/styles.xml']!).match(/<cellXfs.*<\/cellXfs>/s)?.[0]
  expect(formats?.match(/numFmtId="49" applyNumberFormat="1"|numFmtId="49" fontId="1"/g)).toHaveLength(2)
  expect(sheet).not.toContain('<f>')
})

test('a workbook of another program: shared and formatted texts, readings, formulas, numbers, dates, gaps', async () => {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  const bytes = zipSync({
    'xl/workbook.xml': strToU8(
      `<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><x:sheets><x:sheet name="更正" q:id="rId7"/></x:sheets></x:workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="rId7" Target="/xl/worksheets/other.xml"/></Relationships>'),
    'xl/sharedStrings.xml': strToU8(
      `<sst ${main}><si><t>一_x000D_</t></si><si><r><t>富</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 文本</t></r><rPh sb="0" eb="1"><t>フ</t></rPh></si></sst>`,
    ),
    'xl/worksheets/other.xml': strToU8(
      `<worksheet ${main}><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
       <row r="5"><c r="B5"><v>5.10184199001011E+17</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><v>#REF!</v></c><c r="E5" t="d"><v>2026-01-02</v></c>
       <c r="AA5" t="str"><f>A1&amp;"x"</f><v>一x</v></c><c r="AB5" s="3"/></row></sheetData></worksheet>`,
    ),
  })
  const [sheet] = await readXlsx(bytes, 'x.xlsx')
  expect(sheet?.rows.map(({ number, cells }) => [number, [...cells]])).toEqual([
    [
      1,
      [
        [0, { kind: 'text', text: '一\r' }],
        [1, { kind: 'text', text: '富 文本' }],
      ],
    ],
    [
      5,
      [
        [1, { kind: 'number', text: '5.10184199001011E+17' }],
        [2, { kind: 'boolean', text: '1' }],
        [3, { kind: 'error', text: '#REF!' }],
        [4, { kind: 'date', text: '2026-01-02' }],
        [26, { kind: 'formula', text: '一x' }],
      ],
    ],
  ])
})

test.each([
  ['a text file', strToU8('编号,日期\n1,2\n'), 'no .zip'],
  ['the older format', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), '.xls'],
  ['another archive', zipSync({ 'a.txt': strToU8('x') }), 'xl/workbook.xml'],
  ['broken XML', zipSync({ 'xl/workbook.xml': strToU8('<workbook><sheets>') }), 'XML'],
  ['XML with entities of its own', zipSync({ 'xl/workbook.xml': strToU8('<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>') }), 'XML'],
])('%s is no workbook, and is told so', async (_, bytes, found) => {
  await expect(readXlsx(bytes, 'x.xlsx')).rejects.toMatchObject({ code: 'XLSX_UNREADABLE', details: { file: 'x.xlsx', found } })
})

test('columns are named as people name them', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})

test.each(['=1+1', '+86', '-5', '@x', '\tx', '\rx', '＝1', '＠x', "'x", "'=x"])(
  '%j cannot run as a formula, and comes back as it was',
  (text) => {
    expect(neutraliseFormula(text)).toBe(`'${text}`)
    expect(restoreFormula(neutraliseFormula(text))).toBe(text)
  },
)

test.each(['', '王某', '1-2', "x'=", '510184'])('%j stays as it is', (text) => {
  expect(neutraliseFormula(text)).toBe(text)
  expect(restoreFormula(text)).toBe(text)
})
