import type { Engine } from '../activities/engine.ts'
import type { AssetKind, RunSummary, Stage } from '../core/activities.ts'
import { shanghaiDate } from '../core/cadence.ts'
import { defineErrors, GuijiError, reviveError, type ErrorRecord } from '../core/errors.ts'
import type { TemporalClient } from '../worker/connect.ts'
import type { RunsWatch } from './watch-runs.ts'

const errors = defineErrors({
  RUN_FAILED: {
    recovery: 'abort',
    message: { zh: '{id} 失败：{found}', en: '{id} failed: {found}' },
    remedy: {
      zh: '在 Temporal 界面查看该运行；再次运行会接着未完成的计划。',
      en: "See the run in Temporal's UI; running again goes on with the unfinished plan.",
    },
  },
})

/** What is to run: one asset alone is its own procedure, everything else a materialisation. */
export interface RunRequest {
  readonly assets: readonly string[]
  readonly downstream: boolean
  /** Of a single asset. */
  readonly kind: AssetKind
  /** Of a single dataset: corrected rows of quarantine instead of what its source has. */
  readonly resubmission?: number
}
/** `waiting`: a person must answer before the run goes on; the summaries are those of what ended. */
export interface RunsEnded {
  readonly summaries: readonly RunSummary[]
  readonly waiting: readonly string[]
}

const typeOf: { readonly [kind in AssetKind]: string } = {
  dataset: 'ingestDataset',
  library: 'consolidateLibrary',
  service: 'publishService',
}
const stages: ReadonlySet<string> = new Set([
  'lease',
  'plan',
  'land',
  'check',
  'waiting',
  'publish',
  'consolidate',
  'done',
] satisfies Stage[])

/** Runs in this process. Throws what a single asset's run throws. */
export async function runHere(
  engine: Engine,
  { assets, downstream, kind, resubmission }: RunRequest,
  watch: RunsWatch,
  signal: AbortSignal,
): Promise<RunsEnded> {
  const [{ runInProcess }, { materialize, procedureOf }] = await Promise.all([
    import('../activities/run-in-process.ts'),
    import('../workflows/materialize.ts'),
  ])
  const assetOf = new Map<string, string>()
  const options: Parameters<typeof runInProcess>[3] = {
    signal,
    onEvent(event) {
      if (event.event !== 'label') return
      const { GuijiAsset, GuijiStage } = event.values
      if (typeof GuijiAsset === 'string') assetOf.set(event.run, GuijiAsset)
      const asset = assetOf.get(event.run)
      if (asset !== undefined && typeof GuijiStage === 'string' && stages.has(GuijiStage)) watch.tell(asset, GuijiStage as Stage)
    },
  }
  const [only] = assets
  if (assets.length === 1 && only !== undefined && !downstream) {
    const input = { asset: only, ...(resubmission === undefined ? {} : { resubmission }) }
    return { summaries: [await runInProcess(engine, procedureOf[kind], input, options)], waiting: [] }
  }
  const summaries = await runInProcess(engine, materialize, { assets, downstream }, options)
  // A materialisation goes on past the runs that were stopped.
  signal.throwIfAborted()
  return { summaries, waiting: summaries.filter(({ note }) => note === 'waiting').map(({ asset }) => asset) }
}

export interface StartedRun {
  readonly workflowId: string
  /** Settles when the run has ended, or when nothing of it goes on without a person. */
  ended(watch: RunsWatch, signal: AbortSignal): Promise<RunsEnded>
}

/** Starts on Temporal; a run of the same id that is under way is joined instead. */
export async function startOnTemporal(
  { client }: TemporalClient,
  taskQueue: string,
  { assets, downstream, kind }: RunRequest,
  name = assets.join('+'),
): Promise<StartedRun> {
  const { verbOf } = await import('../workflows/materialize.ts')
  const single = assets.length === 1 && !downstream
  const workflowId = `${single ? verbOf[kind] : 'materialize'}/${name}/${shanghaiDate(new Date().toISOString())}`
  const handle = await client.workflow.start(single ? typeOf[kind] : 'materialize', {
    taskQueue,
    workflowId,
    args: [single ? { asset: assets[0] } : { assets: [...assets], downstream }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: name,
  })
  return {
    workflowId,
    async ended(watch, signal) {
      // A question for the result that nobody waits for any more would keep the process alive.
      const settled = new AbortController()
      const asked = client.withAbortSignal(settled.signal, () => handle.result() as Promise<RunSummary | readonly RunSummary[]>)
      const result = asked.then(
        (value): RunsEnded => ({ summaries: Array.isArray(value) ? (value as readonly RunSummary[]) : [value as RunSummary], waiting: [] }),
        (error: unknown) => {
          throw runFailure(error, workflowId)
        },
      )
      try {
        return await Promise.race([result, allWait(watch, AbortSignal.any([signal, settled.signal])), interruption(signal)])
      } finally {
        result.catch(() => undefined)
        settled.abort()
      }
    },
  }
}

const pauseMs = 1000
const looksInARow = 4

/** Settles once nothing has been under way but waiting runs, several looks in a row. */
async function allWait(watch: RunsWatch, signal: AbortSignal): Promise<RunsEnded> {
  for (let idle = 0; idle < looksInARow;) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs).unref())
    if (signal.aborted) return new Promise(() => undefined)
    idle = watch.waiting().length > 0 && watch.working().every((asset) => watch.waiting().includes(asset)) ? idle + 1 : 0
  }
  return { summaries: [], waiting: watch.waiting() }
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      reject(Object.assign(new Error('interrupted'), { name: 'AbortError' }))
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

/** The error of ours that a workflow's failure carries, under Temporal's wrappers. */
function runFailure(error: unknown, id: string): unknown {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof GuijiError) return at
    const record = 'details' in at && Array.isArray(at.details) ? (at.details[0] as Partial<ErrorRecord> | undefined) : undefined
    if (typeof record?.code === 'string' && record.text !== undefined && record.remedy !== undefined)
      return reviveError(record as ErrorRecord)
  }
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return errors('RUN_FAILED', { id, found: inner instanceof Error ? inner.message : String(inner) }, error)
}
