import type { Text } from '../core/values.ts'
import { same } from '../schemas/problem.ts'

export interface SyntaxWords {
  readonly code: string
  readonly expected: Text
  readonly found: Text
  readonly remedy: Text
}

const yaml: Text = { zh: '正确的 YAML', en: 'well-formed YAML' }

const known: { readonly [code: string]: { readonly found: Text; readonly remedy: Text } } = {
  TAB_AS_INDENT: {
    found: { zh: '用制表符缩进', en: 'a tab as indentation' },
    remedy: { zh: '缩进改用空格。', en: 'Indent with spaces.' },
  },
  BAD_INDENT: {
    found: { zh: '缩进不齐或括号没有成对', en: 'uneven indentation or an open bracket' },
    remedy: { zh: '同一层的键要左对齐；检查 [ ]、{ } 是否成对。', en: 'Align keys of one level; check that [ ] and { } are closed.' },
  },
  MULTIPLE_DOCS: {
    found: { zh: '一个文件中有多份文档(---)', en: 'several documents in one file (---)' },
    remedy: { zh: '每个文件只写一份，删去 ---。', en: 'Write one document per file; remove ---.' },
  },
  MISSING_CHAR: {
    found: { zh: '缺少引号、括号、逗号或冒号后的空格', en: 'a missing quote, bracket, comma or space after a colon' },
    remedy: {
      zh: '检查引号和括号是否成对，半角冒号后要有空格。',
      en: 'Check that quotes and brackets are closed and a space follows each colon.',
    },
  },
  BLOCK_AS_IMPLICIT_KEY: {
    found: { zh: '同一行有两个“键: 值”', en: 'two `key: value` on one line' },
    remedy: { zh: '值中含有“: ”时要加引号，否则换行书写。', en: 'Put quotes around a value that holds `: `, else begin a new line.' },
  },
  UNEXPECTED_TOKEN: {
    found: { zh: '多余的符号', en: 'a sign that does not belong here' },
    remedy: {
      zh: '含 { } [ ] , # : 等符号的值要加引号，例如 "${env:NAME}"。',
      en: 'Put quotes around a value that holds { } [ ] , # or :, such as "${env:NAME}".',
    },
  },
}

/** A parser's error in words for people; `line` is the line that it points at. */
export function syntaxWords(code: string, message: string, line: string): SyntaxWords {
  if (code === 'DUPLICATE_KEY') {
    return {
      code: 'YAML_DUPLICATE_KEY',
      expected: { zh: '每个键只写一次', en: 'each key once' },
      found: { zh: '重复的键', en: 'the same key twice' },
      remedy: { zh: '删去其中一个，或改正键名。', en: 'Remove one of them or correct its name.' },
    }
  }
  if (/[：，“”｛｝［］]/.test(line)) {
    return {
      code: 'YAML_SYNTAX',
      expected: yaml,
      found: { zh: '这一行用了全角标点', en: 'full-width punctuation on this line' },
      remedy: {
        zh: '键后的冒号、逗号、引号、括号都用半角；冒号后加一个空格。',
        en: 'Use ASCII colons, commas, quotes and brackets, with a space after each colon.',
      },
    }
  }
  const words = known[code] ?? {
    found: same(message),
    remedy: { zh: '检查这一行的缩进、引号和冒号。', en: 'Check indentation, quotes and colons of this line.' },
  }
  return { code: 'YAML_SYNTAX', expected: yaml, ...words }
}
