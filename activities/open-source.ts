import type { Session } from '../core/connector.ts'
import type { ConnectionSpec } from '../core/spec.ts'
import type { Json } from '../core/values.ts'
import { pieceBytes } from './batch-size.ts'
import type { Engine } from './engine.ts'

export type Source = Session<Json, Json, Json> & { acknowledge?(position: Json): Promise<void> }

/** A session with an agency's system; secrets are looked up here and live no longer than it. Throws SECRET_MISSING, MODULE_UNKNOWN. */
export async function openSource(engine: Engine, connection: ConnectionSpec): Promise<Source> {
  const connector = await engine.project.registries.connectors.load(connection.connector)
  const settings = engine.project.settings(connector.settings, connection)
  const session = connector.open(settings as never, {
    log: engine.project.log,
    pieceBytes,
    root: engine.project.root,
    platform: engine.platform,
    now: () => engine.now(),
  })
  // what a dataset's `source` may hold was checked against the connector's schema when its plan was made
  return session as unknown as Source
}
