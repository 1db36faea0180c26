import { join } from 'node:path'
import type { WorkflowHandle } from '@temporalio/client'
import type { NativeConnection } from '@temporalio/worker'
import { createActivities } from '../../activities/create-activities.ts'
import { openEngine, type Engine } from '../../activities/engine.ts'
import { until } from '../../local/processes.ts'
import { createLog } from '../../project/log.ts'
import type { ActivityFunctions } from '../../worker/activity-wrapper.ts'
import { connectWorker } from '../../worker/connect.ts'
import { createGuijiWorker } from '../../worker/run-worker.ts'
import { ensureSearchAttributes } from '../../worker/search-attributes.ts'
import { clusterIdOf, isTemporalRunClosed } from '../../worker/temporal-holder.ts'
import { testTemporal } from '../worker/server.ts'
import { asset } from './_remains.ts'
import { townFiles, type Town } from './_town.ts'

export type TestServer = Awaited<ReturnType<typeof testTemporal>> & { readonly connection: NativeConnection }

/** A real Temporal server with the search attributes, and a worker's connection to it. */
export async function openServer(): Promise<TestServer> {
  const context = await testTemporal()
  await ensureSearchAttributes(context.temporal.connection, context.server.namespace)
  const connection = await connectWorker(context.server, { info: () => undefined })
  return {
    ...context,
    connection,
    async close() {
      await connection.close()
      await context.close()
    },
  }
}

/** The town's guiji.yaml with this server and a task queue of its own. */
export function onServer({ server }: TestServer, queue: string): { readonly [path: string]: string } {
  const temporal = `temporal: { address: "${server.address}", task_queue: ${queue} }\n`
  return { 'guiji.yaml': (townFiles['guiji.yaml'] ?? '') + temporal }
}

/** A worker of this process for the town; `close` ends it. */
export async function startTownWorker(context: TestServer, town: Town, queue: string): Promise<{ close(): Promise<void> }> {
  const { temporal, server, connection } = context
  const engine: Engine = await openEngine({
    root: town.root,
    env: {},
    databaseUrl: town.url,
    log: createLog({ level: 'silent' }),
    cluster: await clusterIdOf(temporal.connection),
    isTemporalRunClosed: (holder) => isTemporalRunClosed(temporal.client, holder),
  })
  const worker = await createGuijiWorker({
    connection,
    namespace: server.namespace,
    taskQueue: queue,
    activities: createActivities(engine) as unknown as ActivityFunctions,
    maxConcurrentActivities: 4,
    log: { info: () => undefined },
    bundlePath: join(import.meta.dirname, '../../dist/workflow-bundle.js'),
  })
  const running = worker.run()
  return {
    async close() {
      await worker.stop()
      await running
      await engine.close()
    },
  }
}

export function startIngest({ temporal }: TestServer, queue: string, workflowId: string): Promise<WorkflowHandle> {
  return temporal.client.workflow.start('ingestDataset', { taskQueue: queue, workflowId, args: [{ asset }] })
}

/** What the UI's list shows of a run. */
export async function labelsOf(run: WorkflowHandle): Promise<{ readonly [attribute: string]: unknown }> {
  const { status, searchAttributes } = await run.describe()
  const { GuijiStage, GuijiOutcome, GuijiAsset, GuijiAgency } = searchAttributes
  return { status: status.name, stage: GuijiStage?.[0], outcome: GuijiOutcome?.[0], asset: GuijiAsset?.[0], agency: GuijiAgency?.[0] }
}

/** Resolves once the run waits for a person. */
export async function untilWaiting(run: WorkflowHandle): Promise<void> {
  if (!(await until(async () => (await labelsOf(run))['stage'] === 'waiting', 20_000))) throw new Error('the run does not wait')
}
