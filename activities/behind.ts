import type { Activities } from '../core/activities.ts'
import { libraryBehind } from '../databases/consolidate.ts'
import type { Engine } from './engine.ts'

/** The libraries of a service that have not taken up all that their datasets published. */
export function createBehind(engine: Engine): (input: Parameters<Activities['behind']>[0]) => Promise<readonly string[]> {
  return async ({ asset }) => {
    const { spec } = await engine.asset(asset)
    const behind: string[] = []
    for (const id of spec.kind === 'service' ? spec.inputs : []) {
      const library = (await engine.asset(id)).spec
      if (library.kind === 'library' && (await libraryBehind(engine.database, library))) behind.push(id)
    }
    return behind
  }
}
