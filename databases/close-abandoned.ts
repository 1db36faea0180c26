import type { Json } from '../core/values.ts'
import { resubmissionOf } from './resubmissions.ts'
import type { Session } from './session.ts'

/** Closes what a resubmission that is given up had rejected: the entries that it came from stand open as before. */
export async function closeAbandoned(
  session: Session,
  { plan, splits }: { readonly plan: string; readonly splits: readonly { readonly split: Json }[] },
): Promise<void> {
  if (resubmissionOf(splits[0]?.split ?? null) === null) return
  await session.query(
    `update guiji.quarantine set state = 'closed', closed_at = now(), closed_by = $1, how = 'abandoned' where plan = $1 and state = 'open'`,
    [plan],
  )
}
