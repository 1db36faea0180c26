import type { Activities, RunSummary } from '../core/activities.ts'
import type { Host, Procedure } from '../core/procedure.ts'
import { consolidateLibrary } from './consolidate-library.ts'
import { landAndPublish } from './ingest-dataset.ts'
import { runAsset, type AssetInput } from './run-asset.ts'

/** How often a library that another run holds is asked for again: for about two hours. */
const patience = { tries: 125, firstSeconds: 2, mostSeconds: 60 }

/** A service from its libraries, once each of them has taken up what its datasets published. */
export const publishService: Procedure<Activities, AssetInput, RunSummary> = (host, input) =>
  runAsset(host, 'service', input, async (run) => {
    run.at('plan')
    for (const library of await host.activities.behind({ asset: input.asset })) await bringUpToDate(host, library, input.asset)
    const plan = await host.activities.plan({ asset: input.asset, generation: run.begun.generation })
    return landAndPublish(host, run, plan)
  })

/** Half a library is no library: a run that is skipped because another one consolidates is tried again. Throws ASSET_BUSY in the end. */
async function bringUpToDate(host: Host<Activities>, library: string, service: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const input = { asset: library, scheduled: attempt < patience.tries }
    const { outcome } = await host.run(consolidateLibrary, input, { id: `consolidate/${library}/${service}`, wait: true })
    if (outcome !== 'skipped') return
    await host.sleep(Math.min(patience.mostSeconds, patience.firstSeconds * 2 ** (attempt - 1)))
  }
}
