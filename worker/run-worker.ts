import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker'
import { defineErrors } from '../core/errors.ts'
import type { Log } from '../core/values.ts'
import { wrapActivities, type ActivityFunctions } from './activity-wrapper.ts'
import { installRuntime } from './runtime.ts'

const errors = defineErrors({
  WORKFLOW_BUNDLE_MISSING: {
    recovery: 'abort',
    message: { zh: '没有工作流包 {file}', en: 'there is no workflow bundle {file}' },
    remedy: {
      zh: '执行 npm run build；若来自安装的包，请重新安装',
      en: 'run npm run build; if guiji was installed as a package, install it again',
    },
  },
})

export interface GuijiWorkerOptions {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly taskQueue: string
  readonly activities: ActivityFunctions
  readonly maxConcurrentActivities: number
  readonly log: Log
  /** Shown in the UI as who did the work; default: process id and host. */
  readonly identity?: string
  /** Default: the bundle that the build made. */
  readonly bundlePath?: string
  /** Bundles this module at start instead; for tests. */
  readonly workflowsPath?: string
}
export interface GuijiWorker {
  /** Works until stopped. Rejects when the connection is lost for good. */
  run(): Promise<void>
  /** Takes nothing new and tells running activities to stop; they go on elsewhere. */
  stop(): Promise<void>
}

/** Activities have this long to leave after their signal, before the worker leaves without them. */
const leaveSeconds = 20

/** A worker for all of guiji's workflows and activities. Throws WORKFLOW_BUNDLE_MISSING. */
export async function createGuijiWorker(options: GuijiWorkerOptions): Promise<GuijiWorker> {
  installRuntime(options.log)
  const worker = await Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    activities: wrapActivities(options.activities),
    ...workflowsOf(options),
    ...(options.identity === undefined ? {} : { identity: options.identity }),
    maxConcurrentActivityTaskExecutions: options.maxConcurrentActivities,
    // a cancelled or fenced attempt should hear of it within seconds, whatever its heartbeat timeout
    maxHeartbeatThrottleInterval: '5 seconds',
    // measured: hundreds of cached runs are what a worker's memory goes into
    maxCachedWorkflows: 100,
    workflowThreadPoolSize: 1,
    shutdownForceTime: leaveSeconds * 1000,
  })
  let running: Promise<void> | null = null
  const run = () => (running ??= worker.run())
  return {
    run,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await running?.catch(() => undefined)
    },
  }
}

/** The workflow bundle that the build made, from the built package or from its sources. */
export function builtBundle(): string {
  const places = ['../workflow-bundle.js', '../dist/workflow-bundle.js'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  const file = places.find((place) => existsSync(place))
  if (file === undefined) throw errors('WORKFLOW_BUNDLE_MISSING', { file: places[0] ?? '' })
  return file
}

function workflowsOf({ bundlePath, workflowsPath }: GuijiWorkerOptions): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (workflowsPath !== undefined) return { workflowsPath }
  return { workflowBundle: { codePath: bundlePath ?? builtBundle() } }
}
