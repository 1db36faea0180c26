import { GuijiError, type Details, type ErrorRecord } from '../core/errors.ts'
import type { Json } from '../core/values.ts'
import { defineErrors } from '../core/errors.ts'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { labelOf, listOf } from './detail-labels.ts'
import { findUnreachable } from './exit-codes.ts'
import type { Language } from './language.ts'
import { packageRoot } from './package-root.ts'
import { chop, displayWidth, padEnd, printable, wrap } from './width.ts'

const errors = defineErrors({
  SERVER_UNREACHABLE: {
    recovery: 'retry',
    message: { zh: '无法连接：{found}', en: 'cannot be reached: {found}' },
    remedy: {
      zh: '检查地址、端口、防火墙，以及对方是否已启动，然后再试。',
      en: 'Check address, port and firewall, and that the other side is up, then try again.',
    },
  },
  INTERRUPTED: {
    recovery: 'retry',
    message: { zh: '已中断', en: 'interrupted' },
    remedy: {
      zh: '未发布的数据不可见；再次运行会从已提交的位点继续。',
      en: 'Nothing unpublished is visible; the next run goes on from the committed position.',
    },
  },
  UNEXPECTED: {
    recovery: 'abort',
    message: { zh: '意外错误 {kind}', en: 'unexpected {kind}' },
    remedy: {
      zh: '这多半是程序缺陷；请带上这段文字和所用命令报告。',
      en: 'This is probably a defect; report it with this text and the command used.',
    },
  },
})

/**
 * Any error as the framework's own, so that it has a code and a remedy. Of an error that nobody declared the message is left out:
 * databases and parsers quote the row that they could not read.
 */
export function asGuijiError(error: unknown): GuijiError {
  if (error instanceof GuijiError) return error
  if (!(error instanceof Error)) return errors('UNEXPECTED', { kind: typeof error })
  if (error.name === 'AbortError') return errors('INTERRUPTED', {}, error)
  // What the system says of the address; the errors around it may quote anything.
  const unreachable = findUnreachable(error)
  if (unreachable !== null) return errors('SERVER_UNREACHABLE', { found: messageOf(unreachable) }, error)
  return errors('UNEXPECTED', { kind: kindOf(error), ...codeOf(error), ...placeOf(error) }, error)
}

/** A connection tried at several addresses has a code and no message. */
function messageOf(error: Error): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return error.message === '' && inner instanceof Error ? inner.message : error.message
}

function kindOf({ name }: Error): string {
  return /^[A-Za-z]\w{0,60}$/.test(name) ? name : 'Error'
}

function codeOf(error: Error): Details {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? { code } : {}
}

/** The first place of the stack in a file of guiji's own. The message stands at the stack's head and may have lines of any form. */
function placeOf(error: Error): Details {
  const { stack = '', message } = error
  const at = stack.indexOf(message)
  const root = packageRoot() + sep
  for (const line of stack.slice(at < 0 ? 0 : at + message.length).split('\n')) {
    const [, written, row] = /^\s+at .*?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/.exec(line) ?? []
    if (written === undefined || row === undefined) continue
    const file = written.startsWith('file:') ? fileURLToPath(written) : written
    if (file.startsWith(root) && !file.includes(`${sep}node_modules${sep}`)) return { at: `${relative(root, file)}:${row}` }
  }
  return {}
}

/** Details that together say where; the others keep their own names. */
const places = new Set(['where', 'path', 'file', 'folder', 'line', 'at', 'asset', 'dataset', 'connection', 'field', 'column', 'pointer'])

/** One block: code and message, where, expected, found, the other details, remedy. Plain text of at most `width` cells a line. */
export function renderError(error: GuijiError, language: Language, width: number): string[] {
  const { details } = error
  const where = Object.entries(details).filter(([name]) => places.has(name))
  const others = Object.entries(details).filter(([name]) => !places.has(name) && name !== 'expected' && name !== 'found')
  const lines: [string, string][] = []
  const add = (name: string, value: Json | undefined) => {
    if (value === undefined || value === null || value === '') return
    lines.push([labelOf(name, language), detailText(value, language)])
  }
  add('where', where.map(([, value]) => detailText(value, language)).join(' : '))
  add('expected', details['expected'])
  add('found', details['found'])
  for (const [name, value] of others) add(name, value)
  add('remedy', error.remedy[language])
  const head = `${labelOf('error', language)} ${error.code}  ${printable(withLists(error.text[language], details, language))}`
  return [...wrap(head, width), ...renderLabelled(lines, width)]
}

/** Labels in a column, their texts wrapped beside them. */
export function renderLabelled(lines: readonly (readonly [label: string, text: string])[], width: number): string[] {
  const label = Math.max(0, ...lines.map(([name]) => displayWidth(name)))
  const room = Math.max(20, width - label - 4)
  const fit = (text: string) => wrap(text, room).flatMap((line) => chop(line, room))
  return lines.flatMap(([name, text]) => fit(text).map((part, index) => `  ${padEnd(index === 0 ? name : '', label)}  ${part}`))
}

/** An error's text holds its lists as JSON, since it is made for both languages at once. */
function withLists(text: string, details: Details, language: Language): string {
  const lists = Object.values(details).filter((value) => Array.isArray(value))
  return lists.reduce((text: string, list) => text.replaceAll(JSON.stringify(list), () => detailText(list, language)), text)
}

function detailText(value: Json, language: Language): string {
  if (typeof value === 'string') return value.split('\n').map(printable).join('\n')
  if (Array.isArray(value))
    return listOf(
      (value as readonly Json[]).map((part) => detailText(part, language)),
      language,
    )
  return printable(JSON.stringify(value))
}

/** What `--json` prints for an error. */
export function errorJson(error: GuijiError): { readonly error: ErrorRecord } {
  const { code, recovery, text, remedy, details } = error
  return { error: { code, recovery, text, remedy, details } }
}
