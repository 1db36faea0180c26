import type { Activities, AssetKind, Begun, Counts, Outcome, RunSummary, Stage } from '../core/activities.ts'
import { noCounts } from '../core/activities.ts'
import { GuijiError } from '../core/errors.ts'
import type { Host } from '../core/procedure.ts'

export interface AssetInput {
  readonly asset: string
  /** Set where a schedule started the run: one that finds the asset busy or waiting ends `skipped` instead of failing. */
  readonly scheduled?: boolean
  /** Takes corrected rows of quarantine through the line, instead of what the source has. */
  readonly resubmission?: number
}
export interface AssetResult {
  readonly outcome: Outcome
  readonly counts: Counts
  readonly plan: string | null
  readonly note: string | null
}
/** What a run's body may say of itself while it works. */
export interface RunContext {
  readonly begun: Begun
  at(stage: Stage, plan?: string): void
}

/** The frame of every asset's run: lease, stage labels, and an end that is always written down. */
export async function runAsset(
  host: Host<Activities>,
  kind: AssetKind,
  input: AssetInput,
  body: (run: RunContext) => Promise<AssetResult>,
): Promise<RunSummary> {
  const startedAt = host.now()
  const state: { stage: Stage; plan: string | null } = { stage: 'lease', plan: null }
  host.label({ GuijiAsset: input.asset, GuijiStage: 'lease' })
  let begun: Begun
  try {
    begun = await host.activities.begin({ asset: input.asset, run: host.identity })
  } catch (error) {
    if (input.scheduled === true && error instanceof GuijiError && error.code === 'ASSET_BUSY')
      return skipped(host, kind, input.asset, startedAt)
    host.label({ GuijiOutcome: 'failed' })
    throw error
  }
  const at = (stage: Stage, plan?: string) => {
    state.stage = stage
    if (plan !== undefined) state.plan = plan
    host.label({ GuijiStage: stage })
    host.report(`**${begun.name}** \`${begun.asset}\` · ${stageText[stage]}${state.plan === null ? '' : ` · \`${state.plan}\``}`)
  }
  host.label({ GuijiAgency: begun.agency })
  const finish = (outcome: Outcome, counts: Counts | null, error: GuijiError | null, note: string | null) =>
    host.activities.finish({
      asset: begun.asset,
      kind: begun.kind,
      generation: begun.generation,
      run: host.identity,
      outcome,
      stage: state.stage,
      plan: state.plan,
      counts,
      error: error?.toJSON() ?? null,
      startedAt,
      note,
    })
  let result: AssetResult | null = null
  try {
    result = await body({ begun, at })
    state.plan = result.plan
    if (result.outcome !== 'failed') state.stage = 'done'
    const summary = await finish(result.outcome, result.counts, null, result.note)
    host.label({ GuijiStage: state.stage, GuijiOutcome: result.outcome })
    host.report(describeEnd(begun, summary))
    return summary
  } catch (error) {
    // what the body did stands, even where it could not be written down: "failed" would be wrong
    if (result !== null) throw error
    // A run that waits for a person has not ended: its plan is kept and the next run resumes it.
    const waiting = error instanceof GuijiError && error.code === 'RUN_WAITING'
    await finish(waiting ? 'skipped' : 'failed', null, error instanceof GuijiError ? error : null, waiting ? 'waiting' : null)
    host.label({ GuijiOutcome: waiting ? 'skipped' : 'failed' })
    if (error instanceof GuijiError)
      host.report(`**${begun.name}** \`${begun.asset}\` · ${error.code}\n\n${error.text.zh}\n\n${error.remedy.zh}`)
    throw error
  }
}

const stageText: { readonly [K in Stage]: string } = {
  lease: '取得租约 lease',
  plan: '计划 plan',
  land: '落地 land',
  check: '检核 check',
  waiting: '等待人工 waiting for a person',
  publish: '发布 publish',
  consolidate: '归库 consolidate',
  done: '完成 done',
}

/** Few lines: Temporal's UI cuts long details off. */
function describeEnd(begun: Begun, summary: RunSummary): string {
  const sum = (of: keyof Counts, ...parts: readonly (keyof Counts)[]) =>
    `- ${of} ${summary[of]} = ${parts.map((part) => `${part} ${summary[part]}`).join(' + ')}`
  return [
    `**${begun.name}** \`${begun.asset}\` · ${summary.outcome}`,
    '',
    ...(summary.note === null ? [] : [`- ${summary.note}`]),
    sum('read', 'filtered', 'quarantined', 'landed'),
    sum('landed', 'inserted', 'updated', 'unchanged', 'superseded', 'deleted'),
    `- removed ${summary.removed}`,
  ].join('\n')
}

function skipped(host: Host<Activities>, kind: AssetKind, asset: string, startedAt: string): RunSummary {
  host.label({ GuijiStage: 'done', GuijiOutcome: 'skipped' })
  host.report(`\`${asset}\` · skipped: waiting, another run holds it since before ${startedAt}`)
  return { asset, kind, outcome: 'skipped', seconds: 0, plan: null, note: 'waiting', ...noCounts }
}
