import type { RunSummary } from '../../core/activities.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { openEngineFor, openProjectFor, openControl, using } from '../open.ts'
import { createProgressView, type ProgressView } from '../progress.ts'
import { runHere, startOnTemporal, type RunRequest, type RunsEnded } from '../run-assets.ts'
import { printRuns, runsJson, type Failures } from '../run-report.ts'
import { connectTo, runLink, temporalPlace } from '../temporal.ts'
import { leaseAsker } from '../lease-asker.ts'
import { watchRuns } from '../watch-runs.ts'
import type { Project } from '../../project/open-project.ts'

const messages = {
  started: { zh: '已在 Temporal 启动 {id}', en: 'Started {id} on Temporal' },
  link: { zh: '界面：{link}', en: 'UI: {link}' },
  noWorker: {
    zh: '任务队列 {queue} 上没有工作进程；运行会等到有工作进程为止：guiji worker',
    en: 'No worker polls the task queue {queue}; the run waits for one: guiji worker',
  },
  waiting: {
    zh: '{assets} 等待人工答复：guiji status 查看原因，guiji approve|reject {asset} --reason … 答复。',
    en: '{assets} waits for a person: guiji status tells why, guiji approve|reject {asset} --reason … answers.',
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
      ? runInThisProcess(frame, project, request, view)
      : runOnTemporal(frame, project, request, view))
    return reportRuns(frame, ended, failures)
  },
})
export default command

interface RunsReported {
  readonly ended: RunsEnded
  readonly failures: Failures
}

async function runInThisProcess(frame: Frame, project: Project, request: RunRequest, view: ProgressView): Promise<RunsReported> {
  const asker = leaseAsker(project)
  try {
    return await using(openEngineFor(project, { isTemporalRunClosed: (holder) => asker.isClosed(holder) }), async (engine) => {
      const watch = await watchRuns(engine.database, view)
      const ended = await runHere(engine, request, watch, frame.signal).finally(() => watch.stop())
      return { ended, failures: watch.failures() }
    })
  } finally {
    await asker.close()
  }
}

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

/** Prints what ended and what waits; gives the exit code. */
function reportRuns(frame: Frame, { summaries, waiting }: RunsEnded, failures: Failures): number {
  if (summaries.length > 0) printRuns(frame, summaries, failures)
  const [first] = waiting
  if (first !== undefined) frame.say(messages.waiting, { assets: waiting.join(', '), asset: first })
  frame.result({ assets: runsJson(summaries, failures), waiting })
  return exitCodeOf(summaries, waiting)
}

function exitCodeOf(summaries: readonly RunSummary[], waiting: readonly string[]): number {
  if (summaries.some(({ outcome }) => outcome === 'failed')) return exitCodes.failed
  return waiting.length > 0 ? exitCodes.waiting : exitCodes.ok
}
