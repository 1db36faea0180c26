import type { Activities, AssetKind } from '../core/activities.ts'
import { periodOf, type Cadence } from '../core/cadence.ts'
import { GuijiError } from '../core/errors.ts'
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
  try {
    await host.run(procedureOf[kind], { asset, scheduled: true }, { id, wait: false })
    host.report(`\`${id}\``)
  } catch (error) {
    // the period's run is still under way, most often because it waits for a person
    if (!(error instanceof GuijiError) || error.code !== 'RUN_EXISTS') throw error
    host.label({ GuijiOutcome: 'skipped' })
    host.report(`\`${id}\` · ${error.text.zh} / ${error.text.en}`)
  }
  return id
}
