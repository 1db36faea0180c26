import { defineCommand } from '../command.ts'
import type { Frame } from '../frame.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { createProgressView, type ProgressView } from '../progress.ts'
import { startOnTemporal, type RunRequest } from '../run-assets.ts'
import { exitCodeOf, reportRuns, runWatched, usingEngine, type RunsReported } from '../run-here.ts'
import { connectTo, runLink, temporalPlace } from '../temporal.ts'
import { watchRuns } from '../watch-runs.ts'
import type { Project } from '../../project/open-project.ts'

const messages = {
  started: { zh: '已在 Temporal 启动 {id}', en: 'Started {id} on Temporal' },
  link: { zh: '界面：{link}', en: 'UI: {link}' },
  noWorker: {
    zh: '任务队列 {queue} 上没有工作进程；运行会等到有工作进程为止：guiji worker',
    en: 'No worker polls the task queue {queue}; the run waits for one: guiji worker',
  },
} as const

const command = defineCommand({
  arguments: { asset: { help: { zh: '数据资源、库或服务的编号', en: 'the id of a dataset, library or service' } } },
  options: {
    downstream: { kind: 'flag', help: { zh: '随后运行它下游的一切', en: 'then run everything downstream of it' } },
    inProcess: { kind: 'flag', help: { zh: '在本进程中运行，不用 Temporal', en: 'run in this process, without Temporal' } },
  },
  examples: ['guiji run police.resident-register --downstream', 'guiji run base.population --in-process'],
  async run(frame, { asset, downstream, inProcess }) {
    const project = await openProjectFor(frame)
    const { kind } = await project.asset(asset)
    const request: RunRequest = { assets: [asset], downstream, kind }
    const view = createProgressView(frame.terminal.stderr, frame.language, frame.color)
    const { ended, failures } = await (inProcess
      ? usingEngine(project, (engine) => runWatched(frame, engine, request, view))
      : runOnTemporal(frame, project, request, view))
    frame.result(reportRuns(frame, ended, failures))
    return exitCodeOf(ended)
  },
})
export default command

async function runOnTemporal(frame: Frame, project: Project, request: RunRequest, view: ProgressView): Promise<RunsReported> {
  const place = await temporalPlace(project)
  const temporal = await connectTo(place)
  try {
    return await using(openControl(project), async (database) => {
      const watch = await watchRuns(database, view)
      const follow = async () => {
        const { isServed } = await import('../temporal-workers.ts')
        if (!(await isServed(temporal, place))) frame.note(messages.noWorker, { queue: place.taskQueue })
        const run = await startOnTemporal(temporal, place.taskQueue, request)
        frame.note(messages.started, { id: run.workflowId })
        const link = runLink(place, run.workflowId)
        if (link !== null) frame.note(messages.link, { link })
        return run.ended(watch, frame.signal)
      }
      const ended = await follow().finally(() => watch.stop())
      return { ended, failures: watch.failures() }
    })
  } finally {
    await temporal.close()
  }
}
