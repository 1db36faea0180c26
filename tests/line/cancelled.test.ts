import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { publishFirstDay, visible } from './_failures.ts'
import { asset } from './_remains.ts'
import { labelsOf, onServer, openServer, startIngest, startTownWorker, untilWaiting, type TestServer } from './_temporal.ts'
import { numbers, openTown, type Town } from './_town.ts'

const [, , c = '', d = ''] = numbers
const holderOf = async (town: Town) => (await town.rows(`select holder from guiji.lease where asset = '${asset}'`))[0]?.['holder']

describe('a run that is cancelled in Temporal', () => {
  let context: TestServer
  let town: Town
  let worker: { close(): Promise<void> }
  beforeAll(async () => {
    context = await openServer()
  }, 120_000)
  afterAll(() => context.close())
  const open = async (queue: string) => {
    town = await openTown(onServer(context, queue))
    worker = await startTownWorker(context, town, queue)
    await publishFirstDay(town)
  }
  afterEach(async () => {
    disarmFailpoints()
    await worker.close()
    await town.close()
  })

  it('while it lands gives the asset back, shows nothing, and the next run goes on with its plan', async () => {
    await open('cancel-land')
    const before = await visible(town)
    await town.drop('20261102', [[c, '丙某', '2026-11-02', '登记']])
    let release: () => void = () => undefined
    const reached = new Promise<void>((resolve) => {
      armFailpoint('land.before-commit', () => {
        resolve()
        return new Promise((go) => (release = go))
      })
    })
    const run = await startIngest(context, 'cancel-land', `ingest/${asset}/cancelled`)
    await reached
    await run.cancel()
    setTimeout(() => release(), 6_000)
    await expect(run.result()).rejects.toThrow()
    expect(await labelsOf(run)).toMatchObject({ status: 'CANCELLED', outcome: 'failed' })
    expect(await holderOf(town)).toBeNull()
    expect(await visible(town)).toEqual(before)
    const next = await startIngest(context, 'cancel-land', `ingest/${asset}/next`)
    expect(await next.result()).toMatchObject({ outcome: 'published', inserted: 1, plan: `${asset}@2` })
  }, 60_000)

  it('while it waits for a person gives the asset back and keeps the question', async () => {
    await open('cancel-wait')
    await town.drop('20261102', [[c, '丙某', '2026-11-02', '登记'], ...['02', '03', '04'].map((day) => [d, '', `2026-11-${day}`, '登记'])])
    const run = await startIngest(context, 'cancel-wait', `ingest/${asset}/waiting`)
    await untilWaiting(run)
    await run.cancel()
    await expect(run.result()).rejects.toThrow()
    expect((await labelsOf(run)).status).toBe('CANCELLED')
    expect(await holderOf(town)).toBeNull()
    const again = await startIngest(context, 'cancel-wait', `ingest/${asset}/again`)
    await untilWaiting(again)
    await again.executeUpdate<string, [unknown]>('answer', { args: [{ id: `${asset}@2`, approve: true, by: '王科长', reason: '已确认' }] })
    expect(await again.result()).toMatchObject({ outcome: 'published', plan: `${asset}@2` })
  }, 60_000)
})
