import type { Activities, RunSummary } from '../core/activities.ts'
import type { Procedure } from '../core/procedure.ts'
import { runAsset, type AssetInput } from './run-asset.ts'

/** Changed keys of the replicas into a library, by the authority that the library's file gives (Article 26). */
export const consolidateLibrary: Procedure<Activities, AssetInput, RunSummary> = (host, input) =>
  runAsset(host, 'library', input, async (run) => {
    run.at('consolidate')
    const counts = await host.activities.consolidate({ asset: input.asset, generation: run.begun.generation })
    const changed = counts.inserted + counts.updated + counts.deleted + counts.removed > 0
    return { outcome: changed ? 'published' : 'unchanged', counts, plan: null, note: null }
  })
