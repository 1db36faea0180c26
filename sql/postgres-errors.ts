/** What a statement's failure means: try the transaction again, this row's values are refused, or a person must act. */
export type PostgresFailure = 'retry' | 'row' | 'abort'

const retried = new Set(['55P03', '25P03', '25P04']) // lock not available; ended by idle or transaction timeout
const retriedClasses = new Set(['08', '40', '53', '57', '58'])
const rowClasses = new Set(['22', '23'])

/** By SQLSTATE (PostgreSQL, appendix A). 57014 (cancelled) is retried too: it is a timeout or somebody's cancel. */
export function classifySqlState(sqlState: string): PostgresFailure {
  const group = sqlState.slice(0, 2)
  if (rowClasses.has(group)) return 'row'
  return retried.has(sqlState) || retriedClasses.has(group) ? 'retry' : 'abort'
}

/** What may be told of a PostgreSQL error: no detail, where, hint or statement, and no message that quotes values. */
export interface PostgresErrorFacts {
  readonly sqlState: string
  readonly message: string
  readonly schema: string | null
  readonly table: string | null
  readonly column: string | null
  readonly constraint: string | null
}

/** Classes whose messages name objects and settings, never a row's values. */
const plainClasses = new Set(['08', '25', '28', '3D', '3F', '40', '53', '54', '55', '57', '58'])
const plainStates = new Set(['42P01', '42703', '42501', '42883', '42704', '42P07', '42701', '42710'])

/** The facts of an error that a PostgreSQL server reported, null for any other error. */
export function readPostgresError(error: unknown): PostgresErrorFacts | null {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return null
  const { code, message } = error
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return null
  const told = plainClasses.has(code.slice(0, 2)) || plainStates.has(code)
  const text = (name: string) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? value : null
  }
  return {
    sqlState: code,
    message: told ? message : `SQLSTATE ${code}`,
    schema: text('schema'),
    table: text('table'),
    column: text('column'),
    constraint: text('constraint'),
  }
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** Whether a connection could not be made or was lost, by Node's code or by the driver's own words. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isConnectionLoss)
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string') return networkCodes.has(error.code) || classifySqlState(error.code) === 'retry'
  return /connection terminated|timeout expired|connection timeout|not queryable/i.test(error.message)
}
