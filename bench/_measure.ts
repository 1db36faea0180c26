import { once } from 'node:events'
import { startGuiji, type Guiji, type Usage } from './_guiji.ts'
import { asset } from './_project.ts'

export interface Measured extends Usage {
  readonly host: 'in-process' | 'worker'
  /** The run's own seconds, without the start of a process. */
  readonly seconds: number
  readonly inserted: number
}
interface Place {
  /** The repository. */
  readonly root: string
  readonly scratch: string
  readonly project: string
  readonly databaseUrl: string
}

/** One run in the command's own process, which is what is measured. */
export async function measureInProcess(place: Place): Promise<Measured> {
  const env = { GUIJI_DATABASE_URL: place.databaseUrl }
  const { ended } = startGuiji(place, ['run', asset, '--in-process', '--json', '--project', place.project], env)
  const { stdout, usage } = await ended
  return { host: 'in-process', ...runOf(stdout), ...usage }
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
    return { host: 'worker', ...runOf(stdout), ...usage }
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

function runOf(stdout: string): { readonly seconds: number; readonly inserted: number } {
  const { assets } = JSON.parse(stdout) as {
    assets: readonly { readonly outcome: string; readonly seconds: number; readonly inserted: number }[]
  }
  const [run] = assets
  if (run?.outcome !== 'published') throw new Error(`the run did not publish: ${stdout}`)
  return { seconds: run.seconds, inserted: run.inserted }
}
