import { join } from 'node:path'
import type { Project } from '../project/open-project.ts'
import type { TemporalClient } from '../worker/connect.ts'

export interface TemporalPlace {
  readonly address: string
  readonly namespace: string
  readonly taskQueue: string
  /** The UI's address where it is known: the project's own server. */
  readonly ui: string | null
}

/** TEMPORAL_ADDRESS, else guiji.yaml's, else the project's own running server, else Temporal's usual address. */
export async function temporalPlace(project: Project): Promise<TemporalPlace> {
  const { namespace, taskQueue } = project.config.temporal
  const named = project.env['TEMPORAL_ADDRESS'] || project.config.temporal.address
  const own = await ownServer(project.root)
  if (named !== null && named !== undefined) return { address: named, namespace, taskQueue, ui: own?.address === named ? own.ui : null }
  return { address: own?.address ?? '127.0.0.1:7233', namespace, taskQueue, ui: own?.ui ?? null }
}

async function ownServer(root: string): Promise<{ readonly address: string; readonly ui: string } | null> {
  const [{ readJson }, { isAlive }] = await Promise.all([import('../local/private-file.ts'), import('../local/processes.ts')])
  const state = await readJson(join(root, '.guiji', 'temporal.json'))
  const { pid, port, uiPort } = state ?? {}
  if (typeof pid !== 'number' || typeof port !== 'number' || typeof uiPort !== 'number' || !isAlive(pid)) return null
  return { address: `127.0.0.1:${port}`, ui: `http://127.0.0.1:${uiPort}` }
}

/** A client of the project's Temporal. Throws TEMPORAL_UNREACHABLE, TEMPORAL_REFUSED, TEMPORAL_NAMESPACE_MISSING. */
export async function connectTo({ address, namespace }: TemporalPlace): Promise<TemporalClient> {
  const { connectTemporal } = await import('../worker/connect.ts')
  return connectTemporal({ address, namespace })
}

/** Where the UI shows a run. */
export function runLink(place: TemporalPlace, workflowId: string): string | null {
  return place.ui === null
    ? null
    : `${place.ui}/namespaces/${encodeURIComponent(place.namespace)}/workflows/${encodeURIComponent(workflowId)}`
}
