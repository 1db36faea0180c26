import type { Project } from '../../project/open-project.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { followChanges } from '../follow-changes.ts'
import type { Frame } from '../frame.ts'
import { startTemporal } from '../local-temporal.ts'
import { openProjectFor, targetDatabase } from '../open.ts'
import { asGuijiError, renderError } from '../print-error.ts'
import type { TemporalPlace } from '../temporal.ts'
import { startWorkerProcess, type WorkerProcess } from '../worker-process.ts'

const messages = {
  database: { zh: '启动数据库', en: 'Starting the database' },
  temporal: { zh: '启动 Temporal', en: 'Starting Temporal' },
  ready: {
    zh: '就绪：Temporal {address}，界面 {ui}。文件一变就校验并重启工作进程；按 Ctrl-C 停止。',
    en: 'Ready: Temporal {address}, UI {ui}. Files are validated and the worker restarted as they change; Ctrl-C stops.',
  },
  withoutTemporal: {
    zh: '没有 Temporal：用 guiji run <资产> --in-process 运行。',
    en: 'Without Temporal: run assets with guiji run <asset> --in-process.',
  },
  valid: { zh: '校验通过，重启工作进程', en: 'Valid; restarting the worker' },
  invalid: { zh: '{count} 处错误，工作进程保持原样', en: '{count} errors; the worker stays as it was' },
  workerGone: {
    zh: '工作进程已退出，重新启动（日志 .guiji/worker.log）',
    en: 'The worker has ended; starting it again (log .guiji/worker.log)',
  },
  stopping: { zh: '正在停止……', en: 'Stopping…' },
} as const

const restartPauseMs = 2000

const command = defineCommand({
  examples: ['guiji dev', 'guiji dev --project examples/chongzhou'],
  async run(frame) {
    const project = await openProjectFor(frame)
    const running: (() => Promise<void>)[] = []
    try {
      frame.note(messages.database)
      const target = await targetDatabase(project)
      running.unshift(() => target.close())
      await showProblems(frame, project)
      frame.note(messages.temporal)
      const server = await startTemporal(frame, project)
      if (server !== null) running.unshift(() => server.stop())
      frame.signal.throwIfAborted()
      if (server === null) frame.note(messages.withoutTemporal)
      const worker = server === null ? null : keepWorker(frame, project, server.place, target.it)
      if (worker !== null) running.unshift(() => worker.stop())
      await worker?.ready
      if (server !== null) frame.note(messages.ready, { address: server.place.address, ui: server.place.ui ?? '-' })
      frame.result({ temporal: server === null ? null : { address: server.place.address, ui: server.place.ui } })
      await followChanges(project.root, frame.signal, async () => {
        // A file that cannot be used yet must not end this.
        const restart = async () => {
          if (await showProblems(frame, await openProjectFor(frame))) await worker?.restart()
        }
        await restart().catch((error: unknown) => {
          tellError(frame, error)
        })
      })
      frame.note(messages.stopping)
      return exitCodes.ok
    } finally {
      for (const stop of running) await stop()
    }
  },
})
export default command

/** Prints what is wrong; gives whether nothing is. */
async function showProblems(frame: Frame, project: Project): Promise<boolean> {
  const [{ renderProblem }, { problems }] = await Promise.all([import('../../schemas/problem.ts'), project.catalog()])
  const errors = problems.filter(({ level }) => level === 'error')
  for (const problem of problems) frame.terminal.stderr.write(`${renderProblem(problem, frame.language)}\n`)
  if (errors.length > 0) frame.note(messages.invalid, { count: errors.length })
  return errors.length === 0
}

function tellError(frame: Frame, error: unknown): void {
  for (const line of renderError(asGuijiError(error), frame.language, frame.width)) frame.terminal.stderr.write(`${line}\n`)
}

interface KeptWorker {
  readonly ready: Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A worker that is there as long as `dev` is. */
function keepWorker(frame: Frame, project: Project, place: TemporalPlace, databaseUrl: string): KeptWorker {
  let current: WorkerProcess | null = null
  let wanted = true
  const start = async () => {
    const worker = await startWorkerProcess(project, place, databaseUrl)
    current = worker
    worker.ended.addEventListener('abort', () => {
      if (!wanted || current !== worker) return
      current = null
      frame.note(messages.workerGone)
      setTimeout(() => {
        if (wanted && current === null) {
          start().catch((error: unknown) => {
            tellError(frame, error)
          })
        }
      }, restartPauseMs)
    })
  }
  const leave = async () => {
    const worker = current
    current = null
    await worker?.stop()
  }
  return {
    ready: start(),
    async restart() {
      frame.note(messages.valid)
      await leave()
      await start()
    },
    async stop() {
      wanted = false
      await leave()
    },
  }
}
