import type { Activities, AssetKind } from '../core/activities.ts'
import { periodOf, type Cadence } from '../core/cadence.ts'
import type { Procedure } from '../core/procedure.ts'
import { procedureOf, verbOf } from './materialize.ts'

export interface ScheduledInput {
  readonly asset: string
  readonly kind: AssetKind
  readonly cadence: Cadence
}

/** What a schedule starts: it only names the period and starts the asset's run under its business id, which a second start of the same period meets. */
export const runOnSchedule: Procedure<Activities, ScheduledInput, string> = async (host, { asset, kind, cadence }) => {
  const id = `${verbOf[kind]}/${asset}/${periodOf(cadence, host.now())}`
  host.label({ GuijiAsset: asset })
  await host.run(procedureOf[kind], { asset, scheduled: true }, { id, wait: false })
  host.report(`\`${id}\``)
  return id
}
