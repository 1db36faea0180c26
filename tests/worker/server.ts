import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTemporal } from '../../local/find-temporal.ts'
import { startLocalTemporal, type LocalTemporal } from '../../local/temporal.ts'
import { connectTemporal, type TemporalClient } from '../../worker/connect.ts'

/** A real Temporal server of the test file's own. */
export async function testTemporal(): Promise<{ server: LocalTemporal; temporal: TemporalClient; close(): Promise<void> }> {
  const found = await findTemporal({ env: { ...process.env, TEMPORAL_ADDRESS: undefined }, allowBuild: true })
  if (found.kind !== 'program') throw new Error(`the tests need Temporal's program: ${JSON.stringify(found)}`)
  const root = mkdtempSync(join(tmpdir(), 'guiji-worker-'))
  const server = await startLocalTemporal({ program: found.path, root, log: { info: () => undefined } })
  const temporal = await connectTemporal(server)
  return {
    server,
    temporal,
    close: async () => {
      await temporal.close()
      await server.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
