import type { Activities, AssetRef } from '../core/activities.ts'
import { levelsOf } from '../catalog/lineage.ts'
import type { Engine } from './engine.ts'

/** The order of a materialisation, from the catalog's graph. Throws ASSET_UNKNOWN. */
export function createLevels(engine: Engine): (input: Parameters<Activities['levels']>[0]) => Promise<readonly (readonly AssetRef[])[]> {
  return async ({ assets, downstream }) => {
    for (const asset of assets) await engine.asset(asset)
    return levelsOf(await engine.project.catalog(), assets, downstream)
  }
}
