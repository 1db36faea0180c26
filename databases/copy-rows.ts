import { defineErrors } from '../core/errors.ts'
import { middleOf, sendRows } from './binary-copy.ts'
import { indexable } from './indexable.ts'
import type { Session } from './session.ts'
import { isRowRefusal, sqlState } from './wrap-error.ts'

/** Reasons in the quarantine, never thrown. */
defineErrors({
  ROW_OUT_OF_RANGE: {
    recovery: 'reject',
    message: {
      zh: '值超出字段的范围，或作主键、索引太长',
      en: 'a value is outside the range of its field, or too long for a key or index',
    },
    remedy: {
      zh: '在来源中改正，或放宽字段类型的精度；主键和索引中的文字合计不超过 2400 字节',
      en: 'correct it in the source, or widen the precision of the field; texts of a key or index have at most 2,400 bytes together',
    },
  },
  ROW_MALFORMED: {
    recovery: 'reject',
    message: { zh: '值不符合字段的类型', en: 'a value does not fit the type of its field' },
    remedy: { zh: '在来源中改正，或改用合适的语义类型', en: 'correct it in the source, or use a semantic type that fits' },
  },
  ROW_INCOMPLETE: {
    recovery: 'reject',
    message: { zh: '必填字段没有值', en: 'a required field has no value' },
    remedy: { zh: '在来源中补全，或把字段标为 optional', en: 'complete it in the source, or mark the field optional' },
  },
  ROW_REFUSED: {
    recovery: 'reject',
    message: { zh: '数据库不接受这一行', en: 'the database does not accept this row' },
    remedy: { zh: '按隔离区中的原值检查各字段', en: 'check the fields by the values in the quarantine' },
  },
})

export interface Copied {
  readonly landed: number
  /** Rows as they were sent, with the reason's code. */
  readonly refused: readonly { readonly row: Buffer; readonly code: string }[]
}

/**
 * COPYs `rows`, of which there are so many, inside the caller's transaction; those that PostgreSQL refuses are found by
 * bisection.
 */
export async function copyRows(session: Session, statement: string, count: number, rows: Buffer): Promise<Copied> {
  if (count === 0) return { landed: 0, refused: [] }
  const refused: { row: Buffer; code: string }[] = []
  const halve = async (part: Buffer): Promise<number> => {
    try {
      const landed = await sendRows(session, statement, part)
      if (part.length < rows.length) await session.query('release savepoint rows; savepoint rows')
      return landed
    } catch (error) {
      if (!isRowRefusal(error)) throw error
      await session.query('rollback to savepoint rows')
      const middle = middleOf(part)
      if (middle === part.length) {
        refused.push({ row: part, code: reasonCode(error) })
        return 0
      }
      return (await halve(part.subarray(0, middle))) + (await halve(part.subarray(middle)))
    }
  }
  await session.query('savepoint rows')
  return { landed: await halve(rows), refused }
}

function reasonCode(error: unknown): string {
  const state = sqlState(error) ?? ''
  if ((error as { readonly constraint?: string }).constraint === indexable) return 'ROW_OUT_OF_RANGE'
  if (state === '22003' || state === '22008' || state === '22001') return 'ROW_OUT_OF_RANGE'
  if (state === '23502' || state === '23514') return 'ROW_INCOMPLETE'
  return state.startsWith('22') ? 'ROW_MALFORMED' : 'ROW_REFUSED'
}
