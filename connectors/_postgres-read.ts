import type { Piece } from '../core/connector.ts'
import { textOf } from '../core/expression.ts'
import type { Column, Value } from '../core/values.ts'
import { quoteName, quoteTable, quoteText } from '../sql/postgres.ts'
import { readCopyText } from './_copy-text.ts'
import { asSourceError, connectSource, type Address } from './_postgres-client.ts'
import type { PostgresPosition, PostgresSplit } from './_postgres-config.ts'

/** Rows of one statement of an incremental reading: no transaction stays open on an agency's system for long. */
const pageRows = 50_000

/**
 * A table's rows: as a snapshot by one COPY in one REPEATABLE READ transaction, or by its cursor in pages, each of which
 * begins after the last row of the one before. Values come as the server writes them.
 */
export async function* readPostgres(
  address: Address,
  split: PostgresSplit,
  from: PostgresPosition | null,
  pieceBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Piece<PostgresPosition>, void, undefined> {
  if (from !== null && (split.range === null || split.key.length === 0)) throw new Error('a reading that cannot be resumed must begin anew')
  const label = `${split.schema}.${split.table}`
  const source = await connectSource(address, signal)
  let whole = false
  try {
    const { to } = await import('pg-copy-streams')
    let position: PostgresPosition = from ?? { cursor: null, key: [], row: 0 }
    await source.client.query('begin isolation level repeatable read read only')
    for (;;) {
      const started: number = position.row
      const { sql, columns, extra } = statementFor(split, position)
      const chunks = source.client.query(to(`copy (${sql}) to stdout`)) as AsyncIterable<Buffer>
      for await (const { rows, bytes } of readCopyText(chunks, columns, pieceBytes)) {
        signal.throwIfAborted()
        const last = rows.at(-1)
        if (last === undefined) continue
        const kept = split.columns.length
        const marks = extra === 0 ? [] : rows.map((row) => row.splice(kept, extra))
        const lastMarks = marks.at(-1) ?? []
        const before = position.row
        position = {
          cursor: split.range === null ? null : textOf(lastMarks[0] ?? null),
          key: split.range === null ? [] : lastMarks.slice(1).map((value) => textOf(value) ?? ''),
          row: before + rows.length,
        }
        yield { rows, position, bytes, locate: locator(label, split, rows, marks, before) }
      }
      if (split.range === null || split.key.length === 0 || position.row - started < pageRows) break
      await source.client.query('commit; begin isolation level repeatable read read only')
    }
    await source.client.query('commit')
    whole = true
  } catch (error) {
    signal.throwIfAborted()
    throw asSourceError(error, address.server, label)
  } finally {
    await source.close(!whole)
  }
}

const text: Column['type'] = 'text'

/** The columns asked for; with a range, cursor and key as text behind them, for positions. */
function statementFor(split: PostgresSplit, { cursor: lastCursor, key: lastKey }: PostgresPosition) {
  const { range } = split
  const table = `${quoteTable(split.schema, split.table)} t`
  // a bare name in `order by` would mean the text beside it
  const column = (name: string) => `t.${quoteName(name)}`
  const wanted = split.columns.map(({ name }) => column(name))
  if (range === null) return { sql: `select ${wanted.join(', ')} from ${table}`, columns: split.columns, extra: 0 }
  const order = [range.cursor, ...split.key].map(column)
  const marks = order.map((name) => `${name}::text`)
  const cursor = column(range.cursor)
  const lower =
    lastCursor !== null
      ? [`(${order.join(', ')}) > (${[lastCursor, ...lastKey].map(quoteText).join(', ')})`]
      : range.after === null
        ? []
        : [`${cursor} > ${quoteText(range.after)}`]
  const where = [...lower, `${cursor} <= ${quoteText(range.until)}`].join(' and ')
  const limit = split.key.length === 0 ? '' : ` limit ${pageRows}`
  return {
    sql: `select ${[...wanted, ...marks].join(', ')} from ${table} where ${where} order by ${order.join(', ')}${limit}`,
    columns: [...split.columns, ...marks.map(() => ({ type: text }))],
    extra: marks.length,
  }
}

/** Longer numbers may be a phone's or a person's. */
const plainNumber = /^-?\d{1,10}$/

/**
 * A row's key where it is at hand and can be no personal number, else the row's number in the reading: locators are
 * listed without masks. They outlive the piece, so they keep nothing of its rows but plain keys.
 */
function locator(
  label: string,
  split: PostgresSplit,
  rows: readonly (readonly Value[])[],
  marks: readonly (readonly Value[])[],
  before: number,
): (index: number) => string {
  const places = split.key.map((name) => split.columns.findIndex((column) => column.name === name))
  if (split.plainKey !== true || places.length === 0 || (split.range === null && places.includes(-1))) {
    return (index) => `${label}#${before + index + 1}`
  }
  const plain = rows.map((row, index) => {
    const key = split.range === null ? places.map((place) => row[place] ?? null) : (marks[index] ?? []).slice(1)
    const parts = key.map((value) => textOf(value) ?? '')
    return parts.every((part) => plainNumber.test(part)) ? parts.join(',') : null
  })
  return (index) => (typeof plain[index] === 'string' ? `${label}:${plain[index]}` : `${label}#${before + index + 1}`)
}
