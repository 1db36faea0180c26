import type { Activities, RunSummary } from '../core/activities.ts'
import type { Procedure } from '../core/procedure.ts'
import { consolidateLibrary } from './consolidate-library.ts'
import { landAndPublish } from './ingest-dataset.ts'
import { runAsset, type AssetInput } from './run-asset.ts'

/** A service from its libraries, once each of them has taken up what its datasets published. */
export const publishService: Procedure<Activities, AssetInput, RunSummary> = (host, input) =>
  runAsset(host, 'service', input, async (run) => {
    run.at('plan')
    for (const library of await host.activities.behind({ asset: input.asset })) {
      await host.run(consolidateLibrary, { asset: library, scheduled: true }, { id: `consolidate/${library}/${input.asset}`, wait: true })
    }
    const plan = await host.activities.plan({ asset: input.asset, generation: run.begun.generation })
    return landAndPublish(host, run, plan)
  })
