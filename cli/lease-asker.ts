import type { TemporalHolder } from '../databases/leases.ts'
import type { Project } from '../project/open-project.ts'
import type { TemporalClient } from '../worker/connect.ts'
import { connectTo, temporalPlace } from './temporal.ts'

export interface LeaseAsker {
  /** Whether the run on Temporal that holds a lease has ended; connects when first asked. */
  isClosed(holder: TemporalHolder): Promise<boolean>
  close(): Promise<void>
}

/** For runs in this process that meet a lease of a run on Temporal. */
export function leaseAsker(project: Project): LeaseAsker {
  let connecting: Promise<TemporalClient> | undefined
  return {
    async isClosed(holder) {
      connecting ??= temporalPlace(project).then(connectTo)
      const [{ client }, { isTemporalRunClosed }] = await Promise.all([connecting, import('../worker/temporal-holder.ts')])
      return isTemporalRunClosed(client, holder)
    },
    async close() {
      await (await connecting?.catch(() => null))?.close()
    },
  }
}
