import { GuijiError, type Details, type ErrorRecord } from '../core/errors.ts'
import type { Json, Text } from '../core/values.ts'
import { defineErrors } from '../core/errors.ts'
import { isUnreachable } from './exit-codes.ts'
import type { Language } from './language.ts'
import { displayWidth, padEnd, printable, wrap } from './width.ts'

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
    message: { zh: '意外错误 {kind}：{found}', en: 'unexpected {kind}: {found}' },
    remedy: {
      zh: '这多半是程序缺陷；请带上这段文字和所用命令报告。',
      en: 'This is probably a defect; report it with this text and the command used.',
    },
  },
})

/** Any error as the framework's own, so that it has a code and a remedy. Quoted values of database messages are left out. */
export function asGuijiError(error: unknown): GuijiError {
  if (error instanceof GuijiError) return error
  if (!(error instanceof Error)) return errors('UNEXPECTED', { kind: typeof error, found: '' })
  if (error.name === 'AbortError') return errors('INTERRUPTED', {}, error)
  if (isUnreachable(error)) return errors('SERVER_UNREACHABLE', { found: firstMessage(error) }, error)
  return errors('UNEXPECTED', { kind: error.name, found: withoutQuoted(firstMessage(error)), ...place(error) }, error)
}

function firstMessage(error: Error): string {
  if (error.message !== '') return error.message
  const inner = error instanceof AggregateError ? error.errors.find((part) => part instanceof Error) : error.cause
  return inner instanceof Error ? firstMessage(inner) : error.name
}

/** A database puts the offending value into its message, between quotes. */
function withoutQuoted(message: string): string {
  return message.replace(/: "[^"]*"/g, ': "…"').replace(/=\([^)]*\)/g, '=(…)')
}

function place(error: Error): Details {
  const line = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ') && !line.includes('node:'))
  return line === undefined ? {} : { at: line.trim().slice(3) }
}

const headings: { readonly [key: string]: Text } = {
  error: { zh: '错误', en: 'Error' },
  where: { zh: '位置', en: 'where' },
  expected: { zh: '应为', en: 'expected' },
  found: { zh: '实为', en: 'found' },
  remedy: { zh: '处理', en: 'remedy' },
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
    lines.push([headings[name]?.[language] ?? name, detailText(value)])
  }
  add('where', where.map(([, value]) => detailText(value)).join(' : '))
  add('expected', details['expected'])
  add('found', details['found'])
  for (const [name, value] of others) add(name, value)
  add('remedy', error.remedy[language])
  const label = Math.max(...lines.map(([name]) => displayWidth(name)))
  const head = wrap(`${headings['error']?.[language] ?? ''} ${error.code}  ${printable(error.text[language])}`, width)
  const body = lines.flatMap(([name, value]) =>
    wrap(value, Math.max(20, width - label - 4)).map((part, index) => `  ${padEnd(index === 0 ? name : '', label)}  ${part}`),
  )
  return [...head, ...body]
}

function detailText(value: Json): string {
  if (typeof value === 'string') return value.split('\n').map(printable).join('\n')
  if (Array.isArray(value)) return value.map(detailText).join(', ')
  return printable(JSON.stringify(value))
}

/** What `--json` prints for an error. */
export function errorJson(error: GuijiError): { readonly error: ErrorRecord } {
  const { code, recovery, text, remedy, details } = error
  return { error: { code, recovery, text, remedy, details } }
}
