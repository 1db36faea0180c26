import { recordAudit } from './audit.ts'
import type { Database } from './database.ts'
import type { QuarantineFilter, QuarantinePlace } from './quarantine.ts'

export interface Dismissal {
  readonly asset: string
  /** One row alone. */
  readonly row?: QuarantinePlace
  readonly by: string
  readonly reason: string
}

/**
 * Closes open entries for good, where a person says that nothing will come of them; gives how many. Those of a plan that is
 * not ended stay. The audit's line and the entries go together. Throws AUDIT_PERSONAL.
 */
export async function dismissEntries(
  db: Database,
  { asset, plan, code, row, by, reason }: Dismissal & Pick<QuarantineFilter, 'plan' | 'code'>,
): Promise<number> {
  const subject =
    row === undefined ? [asset, plan, code].filter((part) => part !== undefined).join(' ') : `${row.plan}:${row.split}:${row.ordinal}`
  return db.pooled('dismiss', (session) =>
    session.transaction({ operation: 'dismiss', timeoutMs: 60_000 }, async () => {
      const { count } = await session.query(
        `update guiji.quarantine q set state = 'closed', closed_at = now(), closed_by = $1, how = 'dismissed'
         from guiji.plan p where p.plan = q.plan and p.state <> 'open' and q.state = 'open' and q.asset = $2
           and ($3::text is null or q.plan = $3) and ($4::text is null or q.codes @> array[$4])
           and ($5::integer is null or (q.split, q.ordinal) = ($5::integer, $6::bigint))`,
        [by, asset, row?.plan ?? plan ?? null, code ?? null, row?.split ?? null, row?.ordinal ?? null],
      )
      if (count > 0) await recordAudit(session, { by, action: 'dismiss', subject, reason })
      return count
    }),
  )
}
