import type { FindProgress, TemporalFound, Tried } from '../local/find-temporal.ts'
import type { Project } from '../project/open-project.ts'
import type { Frame } from './frame.ts'
import { temporalPlace, type TemporalPlace } from './temporal.ts'

const messages = {
  download: {
    zh: '正在下载 Temporal：{elapsed} 秒，至多约 {estimated} 秒',
    en: 'Downloading Temporal: {elapsed} s of at most about {estimated} s',
  },
  build: {
    zh: '正在用 Go 编译 Temporal（只需一次）：{elapsed} 秒，共约 {estimated} 秒',
    en: 'Building Temporal with Go (once only): {elapsed} s of about {estimated} s',
  },
  none: {
    zh: '没有可用的 Temporal 服务器，改在本进程中运行同样的流程。',
    en: 'No Temporal server can be had: the same procedures run in this process.',
  },
  why: { zh: '  · {why}；{remedy}。', en: '  - {why}; {remedy}.' },
} as const

/** A Temporal server to work with, and how to let it go. */
export interface TemporalServer {
  readonly place: TemporalPlace
  stop(): Promise<void>
}

/** The server that the environment names, else the project's own, started; null, with the remedies told, when none can be had. */
export async function startTemporal(frame: Frame, project: Project): Promise<TemporalServer | null> {
  const named = project.env['TEMPORAL_ADDRESS'] || project.config.temporal.address
  if (named !== null && named !== undefined) return { place: await temporalPlace(project), stop: () => Promise.resolve() }
  const found = await find(frame, project)
  if (found.kind === 'none') {
    tellNone(frame, found.tried)
    return null
  }
  if (found.kind === 'address')
    return { place: { ...(await temporalPlace(project)), address: found.address }, stop: () => Promise.resolve() }
  const { startLocalTemporal } = await import('../local/temporal.ts')
  const local = await startLocalTemporal({ program: found.path, root: project.root, log: project.log })
  const { address, namespace, ui } = local
  return { place: { address, namespace, taskQueue: project.config.temporal.taskQueue, ui }, stop: () => local.stop() }
}

async function find(frame: Frame, project: Project): Promise<TemporalFound> {
  const { findTemporal } = await import('../local/find-temporal.ts')
  let told = 0
  return findTemporal({
    env: project.env,
    onProgress({ step, elapsedSeconds, estimatedSeconds }: FindProgress) {
      // A line every few seconds: enough to see that it works.
      if (Date.now() - told < 5000) return
      told = Date.now()
      frame.note(messages[step], { elapsed: Math.round(elapsedSeconds), estimated: Math.round(estimatedSeconds) })
    },
  })
}

function tellNone(frame: Frame, tried: readonly Tried[]): void {
  frame.note(messages.none)
  for (const { why, remedy } of tried) frame.note(messages.why, { why: why[frame.language], remedy: remedy[frame.language] })
}
