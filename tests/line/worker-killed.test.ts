import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../core/activities.ts'
import { testTemporal } from '../worker/server.ts'
import { createRandom } from './_people.ts'
import { startGuiji } from './_processes.ts'
import { asset, fileCount, fillDrop, remains, roomyRegister, rowsPerFile, undisturbed } from './_remains.ts'
import { openTown } from './_town.ts'

/** The span in which an undisturbed run of this size works, start to end. */
const spanMs = 3_000
const random = createRandom(20261124)
const moments = Array.from({ length: 10 }, (_, index) => ({ index, share: random() }))

describe('a worker that is killed', () => {
  let context: Awaited<ReturnType<typeof testTemporal>>
  let expected: unknown
  beforeAll(async () => {
    context = await testTemporal()
    expected = await undisturbed(() => openTown(roomyRegister))
  }, 120_000)
  afterAll(() => context.close())

  it.concurrent.each(moments)(
    'at moment $index loses and doubles nothing',
    async ({ index, share }) => {
      const queue = `killed-${index}`
      const yaml = `name: 小镇\nregion: "510184"\ntemporal: { address: "${context.server.address}", task_queue: ${queue} }\n`
      const town = await openTown({ ...roomyRegister, 'guiji.yaml': yaml })
      let worker = await startWorker(town.root, town.url, queue)
      try {
        await fillDrop(town)
        const run = await context.temporal.client.workflow.start('ingestDataset', {
          taskQueue: queue,
          workflowId: `ingest/${asset}/${queue}`,
          args: [{ asset }],
        })
        await delay(share * spanMs)
        worker.kill('SIGKILL')
        await worker.finished
        worker = await startWorker(town.root, town.url, queue)
        const summary = (await run.result()) as RunSummary
        expect(summary).toMatchObject({ outcome: 'published', read: fileCount * rowsPerFile })
        expect(await remains(town)).toEqual(expected)
      } finally {
        worker.kill('SIGTERM')
        await worker.finished
        await town.close()
      }
    },
    400_000,
  )
})

async function startWorker(root: string, databaseUrl: string, queue: string) {
  const worker = startGuiji(['worker', '--project', root], { GUIJI_DATABASE_URL: databaseUrl })
  await new Promise<void>((resolve, reject) => {
    worker.stderr?.on('data', (text: string) => {
      if (text.includes(queue)) resolve()
    })
    void worker.finished.then(({ stderr }) => {
      reject(new Error(stderr))
    })
  })
  return worker
}
