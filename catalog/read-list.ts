import type { Text } from '../core/values.ts'
import { same, shown, type Problem } from '../schemas/problem.ts'
import type { CodeList } from './catalog.ts'

const maxBytes = 16 * 1024 * 1024

/** A code list `code,label[,other labels]` in CSV (RFC 4180, UTF-8): rows without the header, no code twice; a label of two codes is a warning. */
export function readList(
  name: string,
  path: string,
  bytes: Uint8Array,
): { readonly list: CodeList | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const refuse = (line: number | null, code: string, expected: Text, found: Text, remedy: Text, level: Problem['level'] = 'error') => {
    problems.push({ code, level, path: line === null ? path : `${path}:${line}`, at: '', expected, found, remedy })
  }
  const text = bytes.length > maxBytes ? null : decode(bytes)
  if (text === null) {
    const utf8 = { zh: '不超过 16 MiB 的 UTF-8 文件', en: 'a file in UTF-8 of at most 16 MiB' }
    const other = { zh: '其他编码(可能是 GBK/GB18030)或过大的文件', en: 'another encoding (perhaps GBK or GB18030) or a larger file' }
    refuse(null, 'FILE_NOT_UTF8', utf8, other, { zh: '另存为“CSV UTF-8”。', en: 'Save it as CSV UTF-8.' })
    return { list: null, problems }
  }
  const records = parse(text)
  if (records === null) {
    refuse(
      null,
      'LIST_TORN',
      { zh: '引号成对的 CSV', en: 'CSV with closed quotes' },
      { zh: '引号没有成对', en: 'an open quote' },
      {
        zh: '检查双引号。',
        en: 'Check the double quotes.',
      },
    )
    return { list: null, problems }
  }
  const [header, ...rows] = records
  if (header === undefined || header.cells[0] !== 'code' || header.cells[1]?.startsWith('label') !== true) {
    const found = header === undefined ? shown(undefined) : shown(header.cells.join(','))
    refuse(1, 'LIST_HEADER', same('code,label'), found, { zh: '第一行写成 code,label。', en: 'Write code,label as the first line.' })
    return { list: null, problems }
  }
  const codes = new Set<string>()
  const seen = new Map<string, string>()
  const kept: (readonly string[])[] = []
  for (const { cells, line } of rows) {
    const [code = '', ...labels] = cells.map((cell) => cell.trim())
    const given = labels.filter((label) => label !== '')
    if (code === '' || given.length === 0) {
      refuse(
        line,
        'LIST_ROW',
        { zh: '代码和名称', en: 'a code and its label' },
        { zh: '空缺', en: 'a gap' },
        { zh: '补全或删去这一行。', en: 'Complete or remove this line.' },
      )
      continue
    }
    if (codes.has(code)) {
      refuse(
        line,
        'LIST_DUPLICATE',
        { zh: '每个代码一行', en: 'each code once' },
        { zh: `代码 ${code} 重复`, en: `the code ${code} again` },
        {
          zh: '合并为一行，其他名称写在后面的列。',
          en: 'Make it one line, with further labels in further columns.',
        },
      )
      continue
    }
    for (const label of given) {
      const other = seen.get(label)
      if (other !== undefined && other !== code) {
        const expected = { zh: '每个名称只属于一个代码', en: 'each label for one code' }
        const found = { zh: `${label} 也是 ${other} 的名称`, en: `${label} is a label of ${other} too` }
        const remedy = {
          zh: '来源须改用代码，或为名称加上可区分的前缀。',
          en: 'Sources must give the code, or labels need a prefix that tells them apart.',
        }
        refuse(line, 'LIST_AMBIGUOUS', expected, found, remedy, 'warning')
      }
      seen.set(label, code)
    }
    codes.add(code)
    kept.push([code, ...given])
  }
  return { list: problems.some(({ level }) => level === 'error') ? null : { name, file: path, rows: kept }, problems }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Records with the line where each begins, empty lines left out; null when a quote is never closed. */
function parse(text: string): { readonly cells: readonly string[]; readonly line: number }[] | null {
  const records: { cells: string[]; line: number }[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  let cells: string[] = []
  let line = 1
  let start = 1
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (match === null) return null
    const [whole, quoted, plain = '', end] = match
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    line += whole.split('\n').length - 1
    if (end === ',' && cell.lastIndex < text.length) continue
    if (cells.some((value) => value !== '')) records.push({ cells, line: start })
    cells = []
    start = line
  }
  return records
}
