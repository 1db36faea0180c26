import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { destination, pino, stdTimeFunctions, type DestinationStream } from 'pino'
import { maskPersonalNumbers } from '../core/personal-numbers.ts'
import type { Log } from '../core/values.ts'

type Fields = { readonly [key: string]: string | number }
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines: time, level, message, fields. Identity numbers and secrets are masked, whoever wrote them. */
export interface ProjectLog extends Log {
  debug(fields: Fields, message: string): void
  warn(fields: Fields, message: string): void
  error(fields: Fields, message: string): void
  /** The same log, with fields on every line. */
  with(fields: Fields): ProjectLog
}
export interface LogOptions {
  readonly level: LogLevel
  /** A file's path, or a stream; standard error when absent. */
  readonly to?: string | DestinationStream
}

/** Lines are written before the call returns, so that a killed process has said all it knew. */
export function createLog({ level, to }: LogOptions): ProjectLog {
  if (typeof to === 'string') mkdirSync(dirname(to), { recursive: true })
  const stream = typeof to === 'object' ? to : destination({ dest: to ?? 2, sync: true })
  const logger = pino(
    { level, base: null, timestamp: stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    stream,
  )
  const make = (common: Fields): ProjectLog => {
    const write = (severity: 'debug' | 'info' | 'warn' | 'error') => (fields: Fields, message: string) => {
      logger[severity](masked({ ...common, ...fields }), maskText(message))
    }
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      with: (fields) => make({ ...common, ...fields }),
    }
  }
  return make({})
}

const secretName = /password|passwd|secret|token|credential|authorization|private_?key/i

function masked(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, value]): [string, string | number] => {
    const said = maskText(name)
    if (secretName.test(name)) return [said, '[secret]']
    // a mobile number that came as a number is one all the same; what needs no mask keeps its type
    const text = String(value)
    const safe = maskText(text)
    return [said, safe === text ? value : safe]
  })
  return Object.fromEntries(entries)
}

/** Resident numbers (15 or 18 places), mobile numbers, and passwords in addresses. */
function maskText(text: string): string {
  // up to the last @: a password may hold one, and slashes
  return maskPersonalNumbers(text).replace(/(\/\/[^\s/:@]*:)\S+@/g, '$1[secret]@')
}
