/**
 * A process that runs what the suite tells it, so that it can be killed, stopped and cut off: the product itself, with
 * short pauses between its tries. Started by `_child.ts`.
 */
import { createActivities } from '../../activities/create-activities.ts'
import { openEngine, type Engine, type EngineOptions } from '../../activities/engine.ts'
import { runInProcess } from '../../activities/run-in-process.ts'
import { abandonUnfinished } from '../../cli/abandon-plan.ts'
import { retryRules } from '../../core/retry-rules.ts'
import { armFailpoint, armFromText, disarmFailpoints } from '../../databases/failpoints.ts'
import { sweepLanding } from '../../databases/landing-table.ts'
import { breakLease } from '../../databases/leases.ts'
import { createLog } from '../../project/log.ts'
import type { ActivityFunctions } from '../../worker/activity-wrapper.ts'
import { consolidateLibrary } from '../../workflows/consolidate-library.ts'
import { ingestDataset } from '../../workflows/ingest-dataset.ts'
import type { Request, Message } from './_child.ts'

for (const rule of Object.values(retryRules)) Object.assign(rule, { firstDelaySeconds: 0.05, maxDelaySeconds: 0.4 })

let engine: Engine | null = null
let place: Extract<Request, { do: 'open' }> | null = null
const workers = new Map<string, () => Promise<void>>()
let release: () => void = () => undefined

const send = (message: Message) => process.send?.(message)

function openEngineAt({ root, url, source }: Extract<Request, { do: 'open' }>, more: Partial<EngineOptions> = {}): Promise<Engine> {
  return openEngine({ root, env: { SOURCE_URL: source }, databaseUrl: url, log: createLog({ level: 'silent' }), ...more })
}

/** A worker as `guiji worker` starts it, one activity at a time. */
async function startWorker({ address, namespace, cluster, queue }: Extract<Request, { do: 'work' }>): Promise<() => Promise<void>> {
  if (place === null) throw new Error('nothing is open')
  const [{ connectTemporal, connectWorker }, { createGuijiWorker }, { isTemporalRunClosed }] = await Promise.all([
    import('../../worker/connect.ts'),
    import('../../worker/run-worker.ts'),
    import('../../worker/temporal-holder.ts'),
  ])
  const log = { info: () => undefined }
  const temporal = await connectTemporal({ address, namespace })
  const own = await openEngineAt(place, { cluster, isTemporalRunClosed: (holder) => isTemporalRunClosed(temporal.client, holder) })
  const connection = await connectWorker({ address, namespace }, log)
  const activities = createActivities(own) as unknown as ActivityFunctions
  const worker = await createGuijiWorker({ connection, namespace, taskQueue: queue, activities, maxConcurrentActivities: 1, log })
  const running = worker.run().catch(() => undefined)
  return async () => {
    await worker.stop()
    await running
    await connection.close()
    await own.close()
    await temporal.close()
  }
}

async function answer(request: Request): Promise<unknown> {
  if (request.do === 'open') {
    disarmFailpoints()
    await engine?.close()
    place = request
    engine = await openEngineAt(request)
    return null
  }
  if (engine === null) throw new Error('nothing is open')
  switch (request.do) {
    case 'close':
      for (const stop of workers.values()) await stop()
      workers.clear()
      await engine.close()
      engine = null
      return null
    case 'arm':
      if (request.text.endsWith(':hold')) {
        const [name = '', pass = '1'] = request.text.slice(0, -':hold'.length).split('@')
        const reach = () => {
          send({ reached: name })
          return new Promise<void>((resolve) => (release = resolve))
        }
        armFailpoint(name, reach, Number(pass))
      } else armFromText(request.text)
      return null
    case 'disarm':
      disarmFailpoints()
      return null
    case 'release':
      release()
      return null
    case 'work':
      if (!workers.has(request.queue)) workers.set(request.queue, await startWorker(request))
      return null
    case 'run':
      return runInProcess(
        engine,
        ingestDataset,
        { asset: request.asset },
        {
          onEvent(event) {
            if (event.event === 'retry') send({ met: event.error.code })
          },
        },
      )
    case 'consolidate':
      return runInProcess(engine, consolidateLibrary, { asset: request.asset })
    case 'activity': {
      const activity = createActivities(engine)[request.name] as (input: unknown, context: object) => Promise<unknown>
      return activity(request.input, { signal: new AbortController().signal, heartbeat: () => undefined })
    }
    case 'break':
      return breakLease(engine.database, { asset: request.asset, by: 'an operator', reason: 'its holder stands still' })
    case 'abandon':
      return abandonUnfinished(engine.project, engine.database, request.asset, 'the file was sent again')
    case 'sweep':
      return sweepLanding(engine.database)
  }
}

process.on('message', (request: Request & { readonly id: number }) => {
  answer(request).then(
    (value) => send({ id: request.id, value: value ?? null }),
    (error: unknown) => {
      const { code, stack } = error as { code?: string; stack?: string }
      send({ id: request.id, code: code ?? 'UNEXPECTED', told: stack ?? String(error) })
    },
  )
})
process.on('disconnect', () => process.exit(0))
send({ reached: 'ready' })
