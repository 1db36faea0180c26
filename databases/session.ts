import type { ClientBase, QueryResult, QueryResultRow } from 'pg'
import { openVault, type Vault } from '../core/vault.ts'
import { CopyOut } from './copy-out.ts'
import { commitUnknown, sqlState, wrapError } from './wrap-error.ts'

export interface Result<T> {
  readonly rows: readonly T[]
  /** Rows that the statement touched or gave. */
  readonly count: number
}
/** One connection to the database. Bigints come as numbers, dates and times as PostgreSQL's text. Raw driver errors: callers wrap. */
export interface Session {
  /** Keeps quarantined rows unreadable at rest. */
  readonly vault: Vault
  query<T extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Result<T>>
  /** COPY .. FROM STDIN out of memory, one part after the other; gives the number of rows. */
  copy(sql: string, ...parts: readonly Buffer[]): Promise<number>
  /** COPY .. TO STDOUT. Nothing else is sent until it has been read to its end. */
  copyOut(sql: string): CopyOut
  /** Runs `work` in one READ COMMITTED transaction; a commit whose outcome is unknown throws DATABASE_COMMIT_UNKNOWN. */
  transaction<T>(options: TransactionOptions, work: (opened: readonly Result<QueryResultRow>[]) => Promise<T>): Promise<T>
}
export interface TransactionOptions {
  readonly operation: string
  /** For each statement. */
  readonly timeoutMs: number
  readonly lockTimeoutMs?: number
  /** Reads of several tables see one state. */
  readonly repeatable?: boolean
  /** Statements that travel with the begin, each with a snapshot of its own; `work` gets their results. */
  readonly opening?: readonly string[]
}

/** Takes what a refused COPY still wants to say; the server ignores it anyway. */
const deaf = { stream: { write: () => true, once: () => undefined }, sendCopyFail: () => undefined }

export function createSession(client: ClientBase, vault: Vault = openVault): Session {
  const query = async <T extends QueryResultRow>(sql: string, values?: readonly unknown[]) => {
    const answer = await client.query<T>(sql, values === undefined ? undefined : [...values])
    return { rows: answer.rows, count: answer.rowCount ?? 0 }
  }
  return {
    vault,
    query,
    async copy(sql, ...parts) {
      const { from } = await import('pg-copy-streams')
      const copying = client.query(from(sql))
      await new Promise<void>((resolve, reject) => {
        // A connection that is lost reports to the client only, after it has failed the query.
        copying.once('error', (error) => {
          // The library forgets its connection but may still wait for the socket to drain: that would end the process.
          queueMicrotask(() => Object.assign(copying, { connection: deaf }))
          reject(error)
        })
        copying.once('finish', resolve)
        for (const part of parts) copying.write(part)
        copying.end()
      })
      return copying.rowCount
    },
    copyOut: (sql) => client.query(new CopyOut(sql)),
    async transaction({ operation, timeoutMs, lockTimeoutMs, repeatable, opening = [] }, work) {
      const begin = [
        `begin${repeatable === true ? ' isolation level repeatable read' : ''}`,
        ...(lockTimeoutMs === undefined ? [] : [`set local lock_timeout = ${lockTimeoutMs}`]),
        `set local statement_timeout = ${timeoutMs}`,
      ]
      let result
      try {
        // several statements in one text give a result each
        const answers = (await client.query([...begin, ...opening].join('; '))) as unknown as readonly QueryResult[]
        result = await work(answers.slice(begin.length).map(({ rows, rowCount }) => ({ rows, count: rowCount ?? 0 })))
      } catch (error) {
        await query('rollback').catch(() => undefined)
        throw error
      }
      try {
        await query('commit')
      } catch (error) {
        const state = sqlState(error)
        // 57P01 may come after the commit record is written; any other answer says that nothing was committed.
        throw state === null || state.startsWith('57') ? commitUnknown(operation) : wrapError(error, operation)
      }
      return result
    },
  }
}
