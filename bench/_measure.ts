import { once } from 'node:events'
import { startGuiji, type Guiji, type Usage } from './_guiji.ts'
import { asset } from './_project.ts'

export interface Measured extends Usage {
  /** The run's own seconds, without the start of a process. */
  readonly seconds: number
  readonly outcome: string
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}
export interface Place {
  /** The repository. */
  readonly root: string
  readonly scratch: string
  readonly project: string
  readonly databaseUrl: string
  /** Of the system that is read, where that is a database. */
  readonly sourceUrl: string
}

/** One run in the command's own process, which is what is measured. */
export async function measureInProcess(place: Place): Promise<Measured> {
  const env = { GUIJI_DATABASE_URL: place.databaseUrl, GUIJI_BENCH_SOURCE: place.sourceUrl }
  const { ended } = startGuiji(place, ['run', asset, '--in-process', '--json', '--project', place.project], env)
  const { stdout, usage } = await ended
  return { ...runOf(stdout), ...usage }
}

/** One run on Temporal; what is measured is the worker's process, which does it. */
export async function measureWorker(place: Place, temporalAddress: string): Promise<Measured> {
  const env = { GUIJI_DATABASE_URL: place.databaseUrl, TEMPORAL_ADDRESS: temporalAddress }
  const worker = startGuiji(place, ['worker', '--project', place.project], env)
  try {
    await isReady(worker)
    const { stdout } = await startGuiji(place, ['run', asset, '--json', '--project', place.project], env).ended
    worker.child.kill('SIGTERM')
    const { usage } = await worker.ended
    return { ...runOf(stdout), ...usage }
  } finally {
    worker.child.kill('SIGKILL')
  }
}

async function isReady({ child, ended }: Guiji): Promise<void> {
  const gone = ended.then(() => {
    throw new Error('the worker ended before it was ready')
  })
  await Promise.race([once(child, 'message'), gone])
}

type Run = Omit<Measured, keyof Usage>

function runOf(stdout: string): Run {
  const { assets } = JSON.parse(stdout) as { assets: readonly Run[] }
  const [run] = assets
  if (run === undefined || !['published', 'unchanged'].includes(run.outcome)) throw new Error(`the run did not publish: ${stdout}`)
  const { seconds, outcome, inserted, updated, unchanged } = run
  return { seconds, outcome, inserted, updated, unchanged }
}
