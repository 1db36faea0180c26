import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, ingest, publishFirstDay, visible } from './_failures.ts'
import { startGuiji } from './_processes.ts'
import { numbers, openTown, type Town } from './_town.ts'

const [a = ''] = numbers

describe('a published file that is sent again with other content', () => {
  let town: Town
  let before: unknown
  beforeEach(async () => {
    town = await openTown()
    await publishFirstDay(town)
    before = await visible(town)
    await town.drop('20261101', [[a, '甲改', '2026-11-01', '变更']])
  })
  afterEach(() => town.close())
  const answer = (verb: 'approve' | 'reject') =>
    startGuiji([verb, 'police.register', '--reason', '部门说明', '--project', town.root, '--json'], { GUIJI_DATABASE_URL: town.url })
      .finished

  it('is asked about before it is read, and is read after a yes', async () => {
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
    expect(await visible(town)).toEqual(before)
    expect((await town.rows("select count(*)::int as batches from guiji.ledger where plan = 'police.register@2'"))[0]).toEqual({
      batches: 0,
    })
    expect((await answer('approve')).code).toBe(0)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', updated: 1 })
  }, 60_000)

  it('is left unread after a no', async () => {
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
    expect((await answer('reject')).code).toBe(0)
    expect((await failureOf(ingest(town))).code).toBe('RUN_REJECTED')
    expect(await visible(town)).toEqual(before)
    expect(await town.rows(`select plan from guiji.plan where state = 'open'`)).toEqual([])
  }, 60_000)

  it('is given up by a no when it changed once more after the yes', async () => {
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
    expect((await answer('approve')).code).toBe(0)
    await town.drop('20261101', [[a, '甲又改', '2026-11-01', '变更']])
    expect((await failureOf(ingest(town))).code).toBe('FILE_CHANGED')
    expect(JSON.parse((await answer('reject')).stdout)).toMatchObject({ delivered: 'abandoned' })
    expect(await town.rows(`select plan from guiji.plan where state = 'open'`)).toEqual([])
  }, 60_000)
})
