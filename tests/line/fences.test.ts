import { setTimeout as delay } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { fillDrop, remains, roomyRegister, undisturbed } from './_remains.ts'
import { openServer, startIngest, startTownWorker, type TestServer } from './_temporal.ts'
import { openTown, type Town } from './_town.ts'

describe('runs that get in each other’s way on Temporal', () => {
  let context: TestServer
  let expected: unknown
  beforeAll(async () => {
    context = await openServer()
    expected = await undisturbed(() => openTown(roomyRegister))
  }, 120_000)
  afterAll(() => context.close())

  async function withWorker(
    queue: string,
    work: (town: Town, start: (id: string) => Promise<WorkflowHandle>) => Promise<void>,
  ): Promise<void> {
    const town = await openTown(roomyRegister)
    const worker = await startTownWorker(context, town, queue)
    try {
      await fillDrop(town)
      await work(town, (id) => startIngest(context, queue, id))
    } finally {
      disarmFailpoints()
      await worker.close()
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
