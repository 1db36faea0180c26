import type { Activities, AssetKind, AssetRef, RunSummary } from '../core/activities.ts'
import { noCounts } from '../core/activities.ts'
import { shanghaiDate } from '../core/cadence.ts'
import { GuijiError } from '../core/errors.ts'
import { mapLimited } from '../core/map-limited.ts'
import type { Host, Procedure } from '../core/procedure.ts'
import { consolidateLibrary } from './consolidate-library.ts'
import { ingestDataset } from './ingest-dataset.ts'
import { publishService } from './publish-service.ts'
import type { AssetInput } from './run-asset.ts'

export interface MaterializeInput {
  readonly assets: readonly string[]
  readonly downstream?: boolean
}

export const procedureOf: { readonly [K in AssetKind]: Procedure<Activities, AssetInput, RunSummary> } = {
  dataset: ingestDataset,
  library: consolidateLibrary,
  service: publishService,
}
export const verbOf: { readonly [K in AssetKind]: string } = { dataset: 'ingest', library: 'consolidate', service: 'publish' }

/** Assets that run at once; each takes two sessions of the database. */
const assetsAtOnce = 2

/** Assets, with what lies downstream if wished, each after its inputs. One that fails stops none that does not need it. */
export const materialize: Procedure<Activities, MaterializeInput, readonly RunSummary[]> = async (host, input) => {
  host.label({ GuijiStage: 'plan' })
  const levels = await host.activities.levels({ assets: input.assets, downstream: input.downstream ?? false })
  const summaries: RunSummary[] = []
  for (const [index, level] of levels.entries()) {
    host.report(`${String(index + 1)}/${String(levels.length)}: ${level.map((ref) => `\`${ref.asset}\``).join(' ')}`)
    summaries.push(...(await mapLimited(level, assetsAtOnce, (ref) => runOne(host, ref))))
  }
  const failed = summaries.filter((summary) => summary.outcome === 'failed')
  host.label({ GuijiStage: 'done', GuijiOutcome: failed.length > 0 ? 'failed' : 'published' })
  host.report(
    summaries.map((summary) => `- \`${summary.asset}\` ${summary.outcome}${summary.note === null ? '' : ` (${summary.note})`}`).join('\n'),
  )
  return summaries
}

async function runOne(host: Host<Activities>, ref: AssetRef): Promise<RunSummary> {
  const id = `${verbOf[ref.kind]}/${ref.asset}/${shanghaiDate(host.now())}`
  try {
    return await host.run(procedureOf[ref.kind], { asset: ref.asset }, { id, wait: true })
  } catch (error) {
    if (!(error instanceof GuijiError)) throw error
    const waiting = error.code === 'RUN_WAITING'
    const note = waiting ? 'waiting' : `${error.code} ${error.text.zh} / ${error.text.en}`
    return { asset: ref.asset, kind: ref.kind, outcome: waiting ? 'skipped' : 'failed', seconds: 0, plan: null, note, ...noCounts }
  }
}
