import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkflowHandle } from '@temporalio/client'
import type { NativeConnection } from '@temporalio/worker'
import { createActivities } from '../../activities/create-activities.ts'
import { openEngine, type Engine } from '../../activities/engine.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { createLog } from '../../project/log.ts'
import type { ActivityFunctions } from '../../worker/activity-wrapper.ts'
import { connectWorker } from '../../worker/connect.ts'
import { createGuijiWorker, type GuijiWorker } from '../../worker/run-worker.ts'
import { ensureSearchAttributes } from '../../worker/search-attributes.ts'
import { clusterIdOf, isTemporalRunClosed } from '../../worker/temporal-holder.ts'
import { testTemporal } from '../worker/server.ts'
import { asset, fillDrop, remains, roomyRegister, undisturbed } from './_remains.ts'
import { openTown, type Town } from './_town.ts'

describe('runs that get in each other’s way on Temporal', () => {
  let context: Awaited<ReturnType<typeof testTemporal>>
  let connection: NativeConnection
  let expected: unknown
  beforeAll(async () => {
    context = await testTemporal()
    await ensureSearchAttributes(context.temporal.connection, context.server.namespace)
    connection = await connectWorker(context.server, { info: () => undefined })
    expected = await undisturbed(() => openTown(roomyRegister))
  }, 120_000)
  afterAll(async () => {
    await connection.close()
    await context.close()
  })

  async function withWorker(
    queue: string,
    work: (town: Town, start: (id: string) => Promise<WorkflowHandle>) => Promise<void>,
  ): Promise<void> {
    const town = await openTown(roomyRegister)
    let engine: Engine | null = null
    let worker: GuijiWorker | null = null
    const startRun = (id: string) =>
      context.temporal.client.workflow.start('ingestDataset', { taskQueue: queue, workflowId: id, args: [{ asset }] })
    try {
      engine = await openEngine({
        root: town.root,
        env: {},
        databaseUrl: town.url,
        log: createLog({ level: 'silent' }),
        cluster: await clusterIdOf(context.temporal.connection),
        isTemporalRunClosed: (holder) => isTemporalRunClosed(context.temporal.client, holder),
      })
      worker = await createGuijiWorker({
        connection,
        namespace: context.server.namespace,
        taskQueue: queue,
        activities: createActivities(engine) as unknown as ActivityFunctions,
        maxConcurrentActivities: 6,
        log: { info: () => undefined },
        bundlePath: join(import.meta.dirname, '../../dist/workflow-bundle.js'),
      })
      const running = worker.run()
      await fillDrop(town)
      await work(town, startRun)
      await worker.stop()
      await running
    } finally {
      disarmFailpoints()
      await worker?.stop()
      await engine?.close()
      await town.close()
    }
  }

  it('keeps out a terminated run whose activity works on', async () => {
    await withWorker('terminated', async (town, start) => {
      let release: () => void = () => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      let reached: () => void = () => undefined
      const arrived = new Promise<void>((resolve) => (reached = resolve))
      armFailpoint('land.before-commit', () => {
        reached()
        return held
      })
      const first = await start('first')
      await arrived
      await first.terminate('by an operator')
      const second = await start('second')
      await expect(second.result()).resolves.toMatchObject({ outcome: 'published' })
      release()
      await delay(500)
      expect(await remains(town)).toEqual(expected)
    })
  }, 120_000)

  it('lets one of two runs started at once work, and tells the other why not', async () => {
    await withWorker('at-once', async (town, start) => {
      const runs = await Promise.all([start('one'), start('two')])
      const ends = await Promise.allSettled(runs.map((run) => run.result()))
      const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as { cause?: { type?: string } }] : []))
      expect(failures.map(({ cause }) => cause?.type)).toEqual(['ASSET_BUSY'])
      expect(await remains(town)).toEqual(expected)
    })
  }, 120_000)
})
