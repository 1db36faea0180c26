import { GuijiError } from '../core/errors.ts'
import type { AssetSpec } from '../core/spec.ts'
import type { Project } from '../project/open-project.ts'

/** What an asset is now; null where its files have errors, since what was stored of it can be looked at all the same. Throws ASSET_UNKNOWN. */
export async function requireKnownAsset(project: Project, id: string): Promise<AssetSpec | null> {
  try {
    return (await project.asset(id)).spec
  } catch (error) {
    if (error instanceof GuijiError && error.code === 'CONFIG_INVALID') return null
    throw error
  }
}

/** The same for what may be gone from the catalog: null then too. */
export async function findAsset(project: Project, id: string): Promise<AssetSpec | null> {
  try {
    return await requireKnownAsset(project, id)
  } catch (error) {
    if (error instanceof GuijiError && error.code === 'ASSET_UNKNOWN') return null
    throw error
  }
}
