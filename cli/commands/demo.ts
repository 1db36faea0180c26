import type { LocalPostgres } from '../../local/postgres.ts'
import type { Project } from '../../project/open-project.ts'
import { defineCommand } from '../command.ts'
import { prepareExample } from '../demo/prepare-example.ts'
import { reportDemo } from '../demo/report.ts'
import { startSystems } from '../demo/start-systems.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { leaseAsker } from '../lease-asker.ts'
import { startTemporal } from '../local-temporal.ts'
import { packageVersion } from '../package-version.ts'
import { openProjectFor } from '../open.ts'
import { createProgressView } from '../progress.ts'
import { runHere, startOnTemporal, type RunRequest, type RunsEnded } from '../run-assets.ts'
import type { Failures } from '../run-report.ts'
import { standardSize } from '../sample-systems.ts'
import { connectTo, type TemporalPlace } from '../temporal.ts'
import { watchRuns } from '../watch-runs.ts'
import { startWorkerProcess } from '../worker-process.ts'

const messages = {
  project: { zh: '示例项目：{root}', en: 'Example project: {root}' },
  postgres: { zh: '启动本地 PostgreSQL', en: 'Starting a local PostgreSQL' },
  temporal: { zh: '启动 Temporal', en: 'Starting Temporal' },
  worker: { zh: 'Temporal {address}，界面 {ui}；启动工作进程', en: 'Temporal {address}, UI {ui}; starting a worker' },
  running: { zh: '运行 {count} 个数据资源及其下游', en: 'Running {count} datasets and what lies downstream' },
  kept: { zh: '一切保持运行；按 Ctrl-C 停止。', en: 'Everything stays up; Ctrl-C stops it.' },
  stopping: { zh: '正在停止……', en: 'Stopping…' },
} as const

const command = defineCommand({
  options: {
    dir: {
      kind: 'text',
      value: 'dir',
      help: { zh: '示例项目的文件夹，没有则复制一份', en: 'folder of the example project; copied there if need be' },
    },
    rows: {
      kind: 'count',
      value: 'n',
      default: standardSize.rows,
      help: { zh: '人口登记的行数；其他系统按比例', en: 'rows of the resident register; the others follow' },
    },
    seed: { kind: 'count', value: 'n', default: standardSize.seed, help: { zh: '示例数据的种子', en: 'seed of the sample' } },
    inProcess: { kind: 'flag', help: { zh: '不用 Temporal，在本进程中运行', en: 'run in this process, without Temporal' } },
    keep: { kind: 'flag', help: { zh: '结束后一切保持运行，直到 Ctrl-C', en: 'leave everything up until Ctrl-C' } },
  },
  examples: ['guiji demo', 'guiji demo --rows 1000000 --keep', 'guiji demo --json'],
  async run(frame, { dir, rows, seed, inProcess, keep }) {
    const started = Date.now()
    const project = await openProjectFor(frame, await prepareExample(frame.terminal.cwd, dir))
    frame.note(messages.project, { root: project.root })
    const running: (() => Promise<void>)[] = []
    try {
      frame.note(messages.postgres)
      const { startLocalPostgres } = await import('../../local/postgres.ts')
      const postgres: LocalPostgres = await startLocalPostgres({ root: project.root, log: project.log })
      running.unshift(() => postgres.stop())
      await startSystems(frame, project, postgres, { rows, seed })
      frame.signal.throwIfAborted()
      const databaseUrl = project.databaseUrl()?.reveal() ?? postgres.url
      const temporal = inProcess ? null : await temporalWithWorker(frame, project, databaseUrl, running)
      frame.signal.throwIfAborted()
      const request = await everything(project)
      frame.note(messages.running, { count: request.assets.length })
      const ended = await runAll(frame, project, databaseUrl, temporal, request)
      const seconds = (Date.now() - started) / 1000
      const fine = reportDemo(frame, { root: project.root, ...ended, temporal, databaseUrl, seconds, keep })
      if (keep) await untilInterrupted(frame)
      if (fine) return exitCodes.ok
      return ended.waiting.length > 0 ? exitCodes.waiting : exitCodes.failed
    } finally {
      for (const stop of running) await stop()
    }
  },
})
export default command

async function temporalWithWorker(
  frame: Frame,
  project: Project,
  databaseUrl: string,
  running: (() => Promise<void>)[],
): Promise<TemporalPlace | null> {
  frame.note(messages.temporal)
  const server = await startTemporal(frame, project)
  if (server === null) return null
  running.unshift(() => server.stop())
  const { place } = server
  frame.note(messages.worker, { address: place.address, ui: place.ui ?? '-' })
  const worker = await startWorkerProcess(project, place, databaseUrl)
  running.unshift(() => worker.stop())
  return place
}

/** Every dataset, then all that is made of them. Throws CONFIG_INVALID. */
async function everything(project: Project): Promise<RunRequest> {
  const { datasets, problems } = await project.catalog()
  const wrong = problems.filter(({ level }) => level === 'error')
  if (wrong.length > 0) throw (await import('../../catalog/read-asset.ts')).configError(wrong)
  return { assets: Object.keys(datasets), downstream: true, kind: 'dataset' }
}

async function runAll(
  frame: Frame,
  project: Project,
  databaseUrl: string,
  place: TemporalPlace | null,
  request: RunRequest,
): Promise<RunsEnded & { readonly failures: Failures }> {
  const { openEngine } = await import('../../activities/engine.ts')
  const asker = leaseAsker(project)
  const { root, env, lang, log } = project
  const build = packageVersion()
  const engine = await openEngine({ root, env, lang, log, databaseUrl, build, isTemporalRunClosed: (holder) => asker.isClosed(holder) })
  const view = createProgressView(frame.terminal.stderr, frame.language, frame.color)
  const watch = await watchRuns(engine.database, view)
  const run = async () => {
    if (place === null) return runHere(engine, request, watch, frame.signal)
    const temporal = await connectTo(place)
    try {
      return await (await startOnTemporal(temporal, place.taskQueue, request, 'demo')).ended(watch, frame.signal)
    } finally {
      await temporal.close()
    }
  }
  try {
    const ended = await run().finally(() => watch.stop())
    return { ...ended, failures: watch.failures() }
  } finally {
    await engine.close()
    await asker.close()
  }
}

async function untilInterrupted(frame: Frame): Promise<void> {
  frame.note(messages.kept)
  if (!frame.signal.aborted) {
    await new Promise<void>((resolve) => {
      // The timer keeps the process alive: nothing else here waits for anything.
      const alive = setInterval(() => undefined, 60_000)
      frame.signal.addEventListener(
        'abort',
        () => {
          clearInterval(alive)
          resolve()
        },
        { once: true },
      )
    })
  }
  frame.note(messages.stopping)
}
