import { defineErrors, GuijiError } from '../core/errors.ts'

const errors = defineErrors({
  DATABASE_UNREACHABLE: {
    recovery: 'retry',
    message: { zh: '连不上数据库（{operation}：{cause}）', en: 'the database cannot be reached ({operation}: {cause})' },
    remedy: {
      zh: '检查 guiji.yaml 中 database 的地址、端口和网络；数据库恢复后会自动重试',
      en: 'check address, port and network of `database` in guiji.yaml; it is tried again by itself once the database is back',
    },
  },
  DATABASE_BUSY: {
    recovery: 'retry',
    message: {
      zh: '数据库暂时拒绝了 {operation}(SQLSTATE {sqlstate})',
      en: 'the database refused {operation} for now (SQLSTATE {sqlstate})',
    },
    remedy: {
      zh: '会自动重试；若持续出现，查看数据库日志中的锁等待和连接数',
      en: 'it is tried again by itself; if it goes on, look at lock waits and connection counts in the log of the database',
    },
  },
  DATABASE_FULL: {
    recovery: 'retry',
    message: { zh: '数据库的磁盘已满（{operation}）', en: 'the disk of the database is full ({operation})' },
    remedy: {
      zh: '腾出或扩充数据库服务器的磁盘空间；之后会自动继续，已发布的数据不受影响',
      en: 'free or add disk space on the database server; work goes on by itself afterwards, and what is published is not touched',
    },
  },
  DATABASE_COMMIT_UNKNOWN: {
    recovery: 'retry',
    message: {
      zh: '提交 {operation} 时连接中断，结果未知',
      en: 'the connection broke while {operation} was committed, the outcome is unknown',
    },
    remedy: {
      zh: '会自动重新认领并从数据库记录的位点继续，不会丢失或重复',
      en: 'the work is claimed again by itself and goes on from the position in the database; nothing is lost or doubled',
    },
  },
  DATABASE_LOGIN: {
    recovery: 'abort',
    message: { zh: '数据库拒绝登录（SQLSTATE {sqlstate}）', en: 'the database refused the login (SQLSTATE {sqlstate})' },
    remedy: {
      zh: '检查 guiji.yaml 中 database 的用户、密码和库名',
      en: 'check user, password and database name of `database` in guiji.yaml',
    },
  },
  DATABASE_REFUSED: {
    recovery: 'abort',
    message: {
      zh: '数据库拒绝了 {operation}(SQLSTATE {sqlstate} {about})',
      en: 'the database refused {operation} (SQLSTATE {sqlstate} {about})',
    },
    remedy: {
      zh: '按 SQLSTATE 和所指的表、列检查数据资源、库或服务的定义',
      en: 'check the definition of the dataset, library or service by the SQLSTATE and the table or column named',
    },
  },
})

/** What the driver's errors carry; only these parts are read. */
interface DriverError {
  readonly code?: unknown
  readonly message?: unknown
  readonly table?: unknown
  readonly column?: unknown
  readonly constraint?: unknown
  readonly severity?: unknown
}

/** The five characters of PostgreSQL's answer; null where the error came from elsewhere. */
export function sqlState(error: unknown): string | null {
  const { code, severity } = error as DriverError
  return typeof code === 'string' && code.length === 5 && severity !== undefined ? code : null
}

/** The row itself is at fault: class 22 (data), 23 (constraint); what is no row or no value of COPY's format is the program's fault instead. */
export function isRowRefusal(error: unknown): boolean {
  const state = sqlState(error)
  return state !== null && /^2[23]/.test(state) && state !== '22P04' && state !== '22P03'
}

/** The transaction can be tried again in the same session, and was certainly not committed. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error)
  return state !== null && (state.startsWith('40') || state === '55P03')
}

/**
 * A database failure as one of ours. Detail, where and hint are dropped, and so is the message unless it speaks of
 * the statement only (class 42): they carry personal data.
 */
export function wrapError(error: unknown, operation: string): unknown {
  if (error instanceof GuijiError) return error
  const state = sqlState(error)
  if (state === null) {
    const cause = connectionFailure(error)
    return cause === null ? error : errors('DATABASE_UNREACHABLE', { operation, cause })
  }
  if (state === '53100') return errors('DATABASE_FULL', { operation })
  if (/^(?:40|53|57|08)/.test(state) || state === '55P03') return errors('DATABASE_BUSY', { operation, sqlstate: state })
  if (state.startsWith('28') || state === '3D000') return errors('DATABASE_LOGIN', { sqlstate: state })
  return errors('DATABASE_REFUSED', { operation, sqlstate: state, about: aboutOf(error as DriverError, state) })
}

/** What the operating system or the driver says of a lost connection; null where something else is wrong, which is never tried again. */
function connectionFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code } = error as DriverError
  if (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) return code
  return /connection|not queryable|timeout exceeded/i.test(error.message) ? error.message : null
}

export function commitUnknown(operation: string): GuijiError {
  return errors('DATABASE_COMMIT_UNKNOWN', { operation })
}

function aboutOf(error: DriverError, state: string): string {
  if (state.startsWith('42') && typeof error.message === 'string') return error.message
  return [error.table, error.column, error.constraint].filter((part) => typeof part === 'string').join('.')
}
