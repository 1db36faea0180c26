import type { Database } from '../databases/database.ts'
import type { Project } from '../project/open-project.ts'
import { leaseAsker } from './lease-asker.ts'

/**
 * Gives up an asset's unfinished plan that no run can finish: its file was torn, changed or taken away. The lease is taken for
 * it, so a run that is still alive keeps its plan (ASSET_BUSY). Gives the plan, or null where none is unfinished.
 */
export async function abandonUnfinished(project: Project, database: Database, asset: string, reason: string): Promise<string | null> {
  const [{ openPlanOf, abandonPlan }, { acquireLease, releaseLease }, { processHolder }] = await Promise.all([
    import('../databases/plans.ts'),
    import('../databases/leases.ts'),
    import('../databases/process-holder.ts'),
  ])
  const open = await openPlanOf(database, asset)
  if (open === null) return null
  const asker = leaseAsker(project)
  const self = await processHolder(database, `abandon ${open.plan}`)
  try {
    const { generation } = await acquireLease(database, { asset, holder: self.holder, isClosed: (holder) => asker.isClosed(holder) })
    try {
      await abandonPlan(database, { plan: open.plan, generation, reason })
    } finally {
      await releaseLease(database, { asset, generation })
    }
    return open.plan
  } finally {
    await self.close()
    await asker.close()
  }
}
