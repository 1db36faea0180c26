import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLError,
} from 'yaml'
import type { ConfigSchema } from '../core/config.ts'
import type { Json, Text } from '../core/values.ts'
import { pointer, same, type At, type Problem } from '../schemas/problem.ts'
import { syntaxWords } from './syntax-words.ts'
import { textOf, valueOf } from './yaml-values.ts'

/** A configuration file, parsed; its scalars get their types only from the schema that asks for them. */
export interface ConfigFile {
  /** Relative to the project, with `/`. */
  readonly path: string
  /** What keeps the file from being read at all; then it has no values. */
  readonly problems: readonly Problem[]
  has(at: At): boolean
  /** The value at a place, typed by its schema, without the given keys; undefined when nothing is there. */
  value(at: At, schema: ConfigSchema, without?: readonly string[]): Json | undefined
  /** The value at a place, each scalar as its text; a plain `null`, `~` or nothing is null. */
  text(at: At): Json | undefined
  /** `file:line` of the nearest place that is written down. */
  place(at: At): string
}

const maxBytes = 1024 * 1024
const maxDepth = 64

/** Parses YAML 1.2. Duplicate keys, anchors and aliases, tags, several documents and anything but UTF-8 are refused. */
export function readYaml(path: string, bytes: Uint8Array): ConfigFile {
  if (bytes.length > maxBytes) return broken(path, [tooLarge(path, bytes.length)])
  const text = decode(bytes)
  if (text === null) return broken(path, [notUtf8(path)])
  if (isTooDeep(text)) return broken(path, [tooDeep(path)])
  const lines = new LineCounter()
  let document: Document.Parsed
  try {
    document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, lineCounter: lines, strict: true })
  } catch (error) {
    if (error instanceof RangeError) return broken(path, [tooDeep(path)])
    throw error
  }
  const place = (offset: number) => `${path}:${lines.linePos(offset).line}`
  const problems = document.errors.length > 0 ? syntaxProblems(document.errors, text, place) : refused(document, place)
  const root = document.contents
  if (problems.length === 0 && !isMap(root)) problems.push(notMap(path))
  if (problems.length > 0 || !isMap(root)) return broken(path, problems)
  const find = (at: At) => findNode(root, at)
  return {
    path,
    problems: [],
    has: (at) => find(at) !== null,
    value(at, schema, without) {
      const node = find(at)
      return node === null ? undefined : valueOf(node, schema, without)
    },
    text(at) {
      const node = find(at)
      return node === null ? undefined : textOf(node)
    },
    place: (at) => place(nearestOffset(root, at)),
  }
}

function broken(path: string, problems: readonly Problem[]): ConfigFile {
  return { path, problems, has: () => false, value: () => undefined, text: () => undefined, place: () => path }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The parser calls itself for each level, so that a few kilobytes of brackets would end the process. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 91 || code === 123) depth++
    else if ((code === 93 || code === 125) && depth > 0) depth--
    if (depth > maxDepth) return true
  }
  return /(?:[-?] ){33}/.test(text)
}

function findNode(root: ParsedNode, at: At): ParsedNode | null {
  let node: Node | null = root
  for (const part of at) {
    const next: unknown = isMap(node) ? node.get(part, true) : isSeq(node) ? node.get(part, true) : undefined
    if (next === undefined) return null
    node = next as Node
  }
  return node as ParsedNode
}

/** Where a key stands rather than its value; the deepest part of the path that exists. */
function nearestOffset(root: ParsedNode, at: At): number {
  let offset = root.range[0]
  let node: unknown = root
  for (const part of at) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && key.value === String(part))
      if (pair === undefined) return offset
      offset = (pair.key as ParsedNode).range[0]
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(part)] as ParsedNode | undefined
      if (item === undefined) return offset
      offset = item.range[0]
      node = item
    } else return offset
  }
  return offset
}

function refused(document: Document.Parsed, place: (offset: number) => string): Problem[] {
  const problems: Problem[] = []
  const refuse = (code: string, node: unknown, expected: Text, found: Text, remedy: Text) => {
    const range = (node as Partial<ParsedNode>).range
    problems.push({ code, level: 'error', path: place(range?.[0] ?? 0), at: '', expected, found, remedy })
  }
  visit(document, {
    Pair(_key, { key }) {
      if (isScalar(key) || isAlias(key)) return
      refuse(
        'YAML_KEY',
        key,
        { zh: '键是一段文字', en: 'a key that is text' },
        { zh: '键是列表或一组键值', en: 'a list or map as a key' },
        {
          zh: '含 { } 或 [ ] 的内容要加引号。',
          en: 'Put quotes around text that holds { } or [ ].',
        },
      )
    },
    Node(_key, node) {
      if (isAlias(node) || ('anchor' in node && node.anchor !== undefined)) {
        refuse(
          'YAML_ALIAS',
          node,
          { zh: '直接写出的内容', en: 'the content itself' },
          { zh: '锚点或引用(& 或 *)', en: 'an anchor or alias (& or *)' },
          {
            zh: '把内容直接写在这里；以 & 或 * 开头的文字要加引号。',
            en: 'Write the content here; put quotes around text that begins with & or *.',
          },
        )
      } else if ('tag' in node && node.tag !== undefined) {
        refuse('YAML_TAG', node, { zh: '不带标签的值', en: 'a value without a tag' }, same(node.tag.slice(0, 60)), {
          zh: '删去以 ! 开头的标签；以 ! 开头的文字要加引号。',
          en: 'Remove the tag that begins with !; put quotes around text that begins with !.',
        })
      }
    },
  })
  return problems
}

function syntaxProblems(errors: readonly YAMLError[], text: string, place: (offset: number) => string): Problem[] {
  // one slip makes the parser complain about all that follows it
  const told = errors.filter(({ code }, index) => index === 0 || code === 'DUPLICATE_KEY')
  return told.map(({ code, message, pos: [offset] }) => {
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1
    const line = text.slice(lineStart, (text.indexOf('\n', offset) + 1 || text.length + 1) - 1)
    const key = /^[^\s:,}\]]+/.exec(text.slice(offset))?.[0] ?? ''
    return { level: 'error', path: place(offset), at: code === 'DUPLICATE_KEY' ? pointer([key]) : '', ...syntaxWords(code, message, line) }
  })
}

function tooLarge(path: string, bytes: number): Problem {
  return {
    code: 'FILE_TOO_LARGE',
    level: 'error',
    path,
    at: '',
    expected: { zh: '不超过 1 MiB', en: 'at most 1 MiB' },
    found: same(`${(bytes / maxBytes).toFixed(1)} MiB`),
    remedy: {
      zh: '检查是否放错了文件；数据不放在配置目录中。',
      en: 'Check whether this is the right file; data does not belong into configuration folders.',
    },
  }
}

function notUtf8(path: string): Problem {
  return {
    code: 'FILE_NOT_UTF8',
    level: 'error',
    path,
    at: '',
    expected: { zh: 'UTF-8 编码的文件', en: 'a file in UTF-8' },
    found: { zh: '其他编码(可能是 GBK/GB18030)', en: 'another encoding (perhaps GBK or GB18030)' },
    remedy: { zh: '用编辑器另存为 UTF-8。', en: 'Save it as UTF-8 in the editor.' },
  }
}

function tooDeep(path: string): Problem {
  return {
    code: 'YAML_TOO_DEEP',
    level: 'error',
    path,
    at: '',
    expected: { zh: `嵌套不超过 ${maxDepth} 层`, en: `at most ${maxDepth} levels` },
    found: { zh: '嵌套过深', en: 'deeper nesting' },
    remedy: { zh: '检查括号是否成对。', en: 'Check whether all brackets are closed.' },
  }
}

function notMap(path: string): Problem {
  return {
    code: 'YAML_NOT_MAP',
    level: 'error',
    path,
    at: '',
    expected: { zh: '由“键: 值”组成的内容', en: 'content made of `key: value`' },
    found: { zh: '空文件、列表或一段文字', en: 'an empty file, a list or plain text' },
    remedy: { zh: '每行写成“键: 值”，冒号为半角，其后有一个空格。', en: 'Write each line as `key: value`, with a space after the colon.' },
  }
}
