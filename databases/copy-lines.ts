import { defineErrors } from '../core/errors.ts'
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
  /** Lines, with the reason's code. */
  readonly refused: readonly { readonly line: string; readonly code: string }[]
}

const newline = 0x0a

/**
 * COPYs `text`, which has so many lines, inside the caller's transaction; lines that PostgreSQL refuses are found by
 * bisection.
 */
export async function copyLines(session: Session, statement: string, lines: number, text: Buffer): Promise<Copied> {
  if (lines === 0) return { landed: 0, refused: [] }
  const refused: { line: string; code: string }[] = []
  const halve = async (part: Buffer): Promise<number> => {
    try {
      const landed = await session.copy(statement, part)
      if (part.length < text.length) await session.query('release savepoint lines; savepoint lines')
      return landed
    } catch (error) {
      if (!isRowRefusal(error)) throw error
      await session.query('rollback to savepoint lines')
      // a newline within a value is escaped, so each one ends a line
      const middle = middleOf(part)
      if (middle === part.length) {
        refused.push({ line: part.toString('utf8'), code: reasonCode(error) })
        return 0
      }
      return (await halve(part.subarray(0, middle))) + (await halve(part.subarray(middle)))
    }
  }
  await session.query('savepoint lines')
  return { landed: await halve(text), refused }
}

/** The end of a line near the middle; the end of the part when it is a single line. */
function middleOf(part: Buffer): number {
  const after = part.indexOf(newline, part.length >> 1)
  if (after >= 0 && after < part.length - 1) return after + 1
  const before = part.lastIndexOf(newline, part.length - 2)
  return before < 0 ? part.length : before + 1
}

function reasonCode(error: unknown): string {
  const state = sqlState(error) ?? ''
  if ((error as { readonly constraint?: string }).constraint === indexable) return 'ROW_OUT_OF_RANGE'
  if (state === '22003' || state === '22008' || state === '22001') return 'ROW_OUT_OF_RANGE'
  if (state === '23502' || state === '23514') return 'ROW_INCOMPLETE'
  return state.startsWith('22') ? 'ROW_MALFORMED' : 'ROW_REFUSED'
}
