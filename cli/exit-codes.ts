import { GuijiError } from '../core/errors.ts'
import type { Text } from '../core/values.ts'

export const exitCodes = { ok: 0, failed: 1, usage: 2, waiting: 3, unreachable: 4, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export const exitCodeTexts: { readonly [code: number]: Text } = {
  0: { zh: '成功', en: 'done' },
  1: { zh: '失败', en: 'failed' },
  2: { zh: '用法或配置有误', en: 'usage or configuration is wrong' },
  3: { zh: '等待人工答复', en: 'waiting for a person' },
  4: { zh: '无法连接服务器或系统', en: 'a server or system cannot be reached' },
  130: { zh: '被中断', en: 'interrupted' },
}

/** What the system says when nobody answers at an address. */
const unreachableCauses = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'])
const usageCodes =
  /^(USAGE|AUDIT|OPTION|ARGUMENT|COMMAND|CONFIG|PROJECT|CATALOG|YAML|SETTING|SECRET|REGISTRY|MODULE|ASSET_UNKNOWN|CONNECTION_UNKNOWN|CONNECTION_MISSING)(_|$)/
const unreachableCodes = /(UNREACHABLE|CANNOT_CONNECT|CONNECT_FAILED|NOT_REACHABLE|REFUSED_CONNECTION)/

/** The process's exit code for an error, by its code. */
export function exitCodeFor(error: unknown): ExitCode {
  if (error instanceof GuijiError) {
    if (error.code === 'RUN_WAITING') return exitCodes.waiting
    if (error.code === 'INTERRUPTED') return exitCodes.interrupted
    if (unreachableCodes.test(error.code)) return exitCodes.unreachable
    if (usageCodes.test(error.code)) return exitCodes.usage
    return isUnreachable(error.cause) ? exitCodes.unreachable : exitCodes.failed
  }
  if (error instanceof Error && error.name === 'AbortError') return exitCodes.interrupted
  return isUnreachable(error) ? exitCodes.unreachable : exitCodes.failed
}

/** Whether an error, or the error that caused it, says that nobody answers. */
export function isUnreachable(error: unknown): boolean {
  return findUnreachable(error) !== null
}

/** The very error that says so. */
export function findUnreachable(error: unknown): Error | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string' && unreachableCauses.has(at.code)) return at
    if (!(at instanceof AggregateError)) continue
    for (const inner of at.errors) {
      const found = findUnreachable(inner)
      if (found !== null) return found
    }
  }
  return null
}
