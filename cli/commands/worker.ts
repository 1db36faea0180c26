import { hostname } from 'node:os'
import type { ActivityFunctions } from '../../worker/activity-wrapper.ts'
import { defineErrors } from '../../core/errors.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { targetDatabase } from '../open.ts'
import { packageVersion } from '../package-version.ts'
import { connectTo, temporalPlace, type TemporalPlace } from '../temporal.ts'

const errors = defineErrors({
  WORKER_SILENT: {
    recovery: 'retry',
    message: { zh: '本机没有工作进程在任务队列 {queue} 上轮询', en: 'no worker of this host polls the task queue {queue}' },
    remedy: { zh: '查看工作进程的日志，或重新启动它。', en: "See the worker's log, or start it again." },
  },
})
const messages = {
  ready: {
    zh: '工作进程已就绪：Temporal {address}，任务队列 {queue}。按 Ctrl-C 停止。',
    en: 'The worker is ready: Temporal {address}, task queue {queue}. Ctrl-C stops it.',
  },
  stopping: { zh: '正在停止，未完成的部分由下一个工作进程继续……', en: 'Stopping; what is unfinished goes on in the next worker…' },
  polls: { zh: '本机的工作进程在轮询。', en: 'This host has a worker that polls.' },
} as const

/** Activities at once: each takes up to two sessions of the database. */
const standardActivities = 4

const command = defineCommand({
  options: {
    concurrency: {
      kind: 'count',
      value: 'n',
      default: standardActivities,
      help: { zh: '同时进行的活动数', en: 'activities at once' },
    },
    check: {
      kind: 'flag',
      help: { zh: '只检查本机的工作进程是否在轮询（健康检查）', en: 'only see whether a worker of this host polls (health check)' },
    },
  },
  examples: ['guiji worker', 'guiji worker --check'],
  async run(frame, { concurrency, check }) {
    const { openProject } = await import('../../project/open-project.ts')
    // A worker's log is its output: standard error, or guiji.yaml's file.
    const project = openProject(frame.root, { env: frame.terminal.env, lang: frame.language })
    const place = await temporalPlace(project)
    if (check) return checkWorker(frame, place)
    const [{ openEngine }, { createActivities }, { createGuijiWorker }, { connectWorker }, { ensureSearchAttributes }, holders] =
      await Promise.all([
        import('../../activities/engine.ts'),
        import('../../activities/create-activities.ts'),
        import('../../worker/run-worker.ts'),
        import('../../worker/connect.ts'),
        import('../../worker/search-attributes.ts'),
        import('../../worker/temporal-holder.ts'),
      ])
    const temporal = await connectTo(place)
    const closers: (() => Promise<unknown>)[] = [() => temporal.close()]
    try {
      await ensureSearchAttributes(temporal.connection, place.namespace)
      const target = await targetDatabase(project)
      closers.unshift(() => target.close())
      const engine = await openEngine({
        root: project.root,
        env: project.env,
        lang: project.lang,
        log: project.log,
        databaseUrl: target.it,
        build: packageVersion(),
        cluster: await holders.clusterIdOf(temporal.connection),
        maxConnections: 4 * concurrency + 6,
        isTemporalRunClosed: (holder) => holders.isTemporalRunClosed(temporal.client, holder),
      })
      closers.unshift(() => engine.close())
      const connection = await connectWorker(place, project.log)
      closers.unshift(() => connection.close())
      const { namespace, taskQueue } = place
      // What they take and give is JSON, which interfaces don't say of themselves.
      const activities = createActivities(engine) as unknown as ActivityFunctions
      const worker = await createGuijiWorker({
        connection,
        namespace,
        taskQueue,
        activities,
        maxConcurrentActivities: concurrency,
        log: project.log,
      })
      const stopping = new AbortController()
      const stop = () => {
        if (stopping.signal.aborted) return
        stopping.abort()
        frame.note(messages.stopping)
        void worker.stop()
      }
      frame.signal.addEventListener('abort', stop, { once: true })
      stopWithParent(stop)
      const running = worker.run()
      frame.note(messages.ready, { address: place.address, queue: taskQueue })
      process.send?.('ready')
      await running
      return exitCodes.ok
    } finally {
      for (const close of closers) await close()
      if (process.connected) process.disconnect()
    }
  },
})
export default command

/** A worker that demo or dev started must not outlive them, however they end. */
function stopWithParent(stop: () => void): void {
  if (process.connected) process.once('disconnect', stop)
}

async function checkWorker(frame: Frame, place: TemporalPlace): Promise<number> {
  const [{ isPolling }, temporal] = await Promise.all([import('../../worker/is-polling.ts'), connectTo(place)])
  try {
    if (!(await isPolling(temporal.connection, { ...place, host: hostname() }))) throw errors('WORKER_SILENT', { queue: place.taskQueue })
    frame.say(messages.polls)
    frame.result({ polling: true })
    return exitCodes.ok
  } finally {
    await temporal.close()
  }
}
