import { defineErrors } from '../core/errors.ts'
import { maskPersonalNumbers } from '../core/personal-numbers.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'

const errors = defineErrors({
  AUDIT_REASON_MISSING: {
    recovery: 'abort',
    message: { zh: '没有写查看、导出或核销的理由', en: 'no reason is given for reading or dismissing rows' },
    remedy: {
      zh: '加上 --reason "…"；谁、何时、为何查看或核销了哪些行会记入审计，用 guiji quarantine audit 查看',
      en: 'add --reason "…"; who read or dismissed which rows, when and why, is kept: guiji quarantine audit',
    },
  },
  AUDIT_PERSONAL: {
    recovery: 'abort',
    message: { zh: '理由或姓名中有证件号码或手机号码', en: 'the reason, or who gives it, holds an identity or phone number' },
    remedy: {
      zh: '去掉号码再执行，可写隔离行的编号；理由会原样保存',
      en: "leave the number out, or name the quarantined row's id; a reason is kept as it is written",
    },
  },
})

export type AuditAction = 'show' | 'export' | 'submit' | 'replay' | 'dismiss'
export interface AuditEntry {
  readonly by: string
  readonly action: AuditAction
  /** What was read or changed: a quarantined row's id, a dataset with its filter. Never a value. */
  readonly subject: string
  readonly reason: string
}
export interface AuditLine extends AuditEntry {
  readonly at: string
}

/** Whoever reads or dismisses rows says why. Throws AUDIT_REASON_MISSING. */
export function requireReason(reason: string | undefined): string {
  if (reason === undefined || reason.trim() === '') throw errors('AUDIT_REASON_MISSING')
  return reason
}

/** Writes down who does what to rows, and why: before it is done. Throws AUDIT_PERSONAL. */
export async function recordAudit(db: Pick<Session, 'query'>, { by, action, subject, reason }: AuditEntry): Promise<void> {
  for (const text of [by, reason]) if (maskPersonalNumbers(text) !== text) throw errors('AUDIT_PERSONAL')
  await db.query('insert into guiji.audit (by, action, subject, reason) values ($1, $2, $3, $4)', [by, action, subject, reason])
}

/** The latest first. */
export async function listAudit(db: Database, { limit = 100 }: { readonly limit?: number } = {}): Promise<readonly AuditLine[]> {
  const { rows } = await db.query<AuditLine & { [column: string]: unknown }>(
    'select at::text as at, by, action, subject, reason from guiji.audit order by id desc limit $1',
    [limit],
  )
  return rows
}
