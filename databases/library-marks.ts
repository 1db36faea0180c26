import type { Json } from '../core/values.ts'
import type { Database } from './database.ts'

/** What libraries are made of at the moment: per library its specification's digest and, per dataset, the plan consolidated whole. Equal marks mean equal content. */
export async function libraryMarks(db: Database, libraries: readonly string[]): Promise<Json> {
  const { rows } = await db.query<{ library: string; digest: string | null; plans: { [dataset: string]: number } }>(
    `select a.asset as library, a.spec_digest as digest,
       coalesce((select json_object_agg(c.dataset, c.plan order by c.dataset) from guiji.consolidated c where c.library = a.asset), '{}') as plans
     from guiji.asset a where a.asset = any ($1) order by a.asset`,
    [libraries],
  )
  return Object.fromEntries(rows.map(({ library, digest, plans }) => [library, { digest, plans }]))
}
