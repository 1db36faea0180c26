import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../core/activities.ts'
import { until } from '../../local/processes.ts'
import { listSchedules } from '../../worker/schedules.ts'
import { visible } from './_failures.ts'
import { startGuiji } from './_processes.ts'
import { asset } from './_remains.ts'
import { labelsOf, onServer, openServer, startIngest, startTownWorker, untilWaiting, type TestServer } from './_temporal.ts'
import { numbers, openTown, type Town } from './_town.ts'

const queue = 'schedules'
const [a = '', b = '', c = '', d = ''] = numbers

describe('schedules of the town, on Temporal', () => {
  let context: TestServer
  let town: Town
  let worker: { close(): Promise<void> }
  beforeAll(async () => {
    context = await openServer()
    town = await openTown(onServer(context, queue))
    worker = await startTownWorker(context, town, queue)
  }, 120_000)
  afterAll(async () => {
    await worker.close()
    await town.close()
    await context.close()
  })

  const scheduleCommand = async (verb: string): Promise<readonly { readonly id: string; readonly change?: string }[]> => {
    const { code, stdout, stderr } = await startGuiji(['schedule', verb, '--json', '--project', town.root]).finished
    expect([code, stderr]).toEqual([0, ''])
    return JSON.parse(stdout) as readonly { readonly id: string; readonly change?: string }[]
  }
  /** Fires the register's schedule once more; gives the id of what it started, and how that scheduling run is labelled. */
  const trigger = async () => {
    const handle = context.temporal.client.schedule.getHandle(`ingest/${asset}`)
    // the firing before must have ended in the schedule's own eyes, else this one would be left out
    await until(async () => (await handle.describe()).info.runningActions.length === 0, 20_000)
    const fired = async () => (await handle.describe()).info.recentActions.map(({ action }) => action.workflow)
    const earlier = new Set((await fired()).map(({ firstExecutionRunId }) => firstExecutionRunId))
    await handle.trigger()
    const latest = async () => (await fired()).find(({ firstExecutionRunId }) => !earlier.has(firstExecutionRunId))
    await until(async () => (await latest()) !== undefined, 20_000)
    const run = context.temporal.client.workflow.getHandle((await latest())?.workflowId ?? '')
    return { id: (await run.result()) as string, labels: await labelsOf(run) }
  }
  const started = (id: string) => context.temporal.client.workflow.getHandle(id)

  it('are made from the catalog, come at the right times, and are not changed by a second apply', async () => {
    const ids = ['consolidate/base.population', `ingest/${asset}`, 'publish/service.name_list']
    expect((await scheduleCommand('plan')).map(({ id, change }) => [id, change])).toEqual(ids.map((id) => [id, 'create']))
    expect((await scheduleCommand('apply')).map(({ change }) => change)).toEqual(['create', 'create', 'create'])
    expect((await scheduleCommand('apply')).map(({ change }) => change)).toEqual(['none', 'none', 'none'])

    const read = () => listSchedules({ client: context.temporal.client, project: '小镇' })
    await until(async () => (await read()).filter(({ next }) => next.length > 1).length === ids.length, 20_000)
    const listed = await read()
    expect(listed.map(({ id }) => id)).toEqual(ids)
    const next = new Map(listed.map((one) => [one.id, one.next]))
    const now = Date.now()
    // 02:00 and 04:00 in Shanghai, every day, the first within a day from now
    for (const [id, utc] of [
      [`ingest/${asset}`, 'T18:00:00.000Z'],
      ['consolidate/base.population', 'T20:00:00.000Z'],
    ] as const) {
      const times = next.get(id) ?? []
      for (const time of times) expect(time.slice(10)).toBe(utc)
      const [first = 0, second = 0] = times.map((time) => Date.parse(time))
      expect(first).toBeGreaterThan(now)
      expect(first - now).toBeLessThanOrEqual(86_400_000)
      expect(second - first).toBe(86_400_000)
    }
    // 06:00 on the first of the month in Shanghai is 22:00 of the day before
    for (const time of next.get('publish/service.name_list') ?? []) {
      expect(time.slice(10)).toBe('T22:00:00.000Z')
      expect(new Date(Date.parse(time) + 8 * 3_600_000).getUTCDate()).toBe(1)
    }
    const shown = (await scheduleCommand('list')) as readonly { readonly id: string; readonly next?: readonly string[] }[]
    expect(shown.map(({ id, next: times }) => [id, times?.[0]])).toEqual(ids.map((id) => [id, next.get(id)?.[0]]))
  }, 90_000)

  it('start a run under the name of its period, which publishes', async () => {
    await town.drop('20261101', [
      [a, '甲某', '2026-11-01', '登记'],
      [b, '乙某', '2026-11-01', '登记'],
    ])
    const { id } = await trigger()
    expect(id).toMatch(/^ingest\/police\.register\/\d{4}-\d{2}-\d{2}$/)
    expect(await started(id).result()).toMatchObject({ outcome: 'published', read: 2, inserted: 2 })
    expect(await labelsOf(started(id))).toEqual({ status: 'COMPLETED', stage: 'done', outcome: 'published', asset, agency: 'police' })
    expect(await town.rows('select id_number from replica.police__register')).toHaveLength(2)
  }, 60_000)

  it('start nothing beside a run that waits for a person', async () => {
    await town.drop('20261102', [
      [c, '丙某', '2026-11-02', '登记'],
      ...['2026-11-02', '2026-11-03', '2026-11-04'].map((day) => [d, '', day, '登记']),
    ])
    const before = await visible(town)
    // one that somebody has started by hand, under a name of its own: the scheduled one is skipped
    const byHand = await startIngest(context, queue, `ingest/${asset}/by-hand`)
    await untilWaiting(byHand)
    const skipped = await trigger()
    expect((await started(skipped.id).result()) as RunSummary).toMatchObject({ outcome: 'skipped', note: 'waiting', read: 0 })
    expect(await labelsOf(started(skipped.id))).toMatchObject({ status: 'COMPLETED', outcome: 'skipped' })
    expect(await labelsOf(byHand)).toMatchObject({ status: 'RUNNING', stage: 'waiting' })
    expect(await visible(town)).toEqual(before)
    await byHand.terminate('by an operator')

    // the period's own run takes the plan over and waits: the next firing meets it and starts no other
    const first = await trigger()
    await untilWaiting(started(first.id))
    const { runId } = await started(first.id).describe()
    const second = await trigger()
    expect(second.id).toBe(first.id)
    expect((await started(first.id).describe()).runId).toBe(runId)
    expect(await labelsOf(started(first.id))).toMatchObject({ status: 'RUNNING', stage: 'waiting' })
    expect(second.labels).toMatchObject({ status: 'COMPLETED', outcome: 'skipped' })
    expect(await visible(town)).toEqual(before)

    const [open] = await town.rows(`select plan from guiji.plan where state = 'open'`)
    const answer = { id: String(open?.['plan']), approve: true, by: '王科长', reason: '部门已确认' }
    await started(first.id).executeUpdate('answer', { args: [answer] })
    expect(await started(first.id).result()).toMatchObject({ outcome: 'published', inserted: 1 })
  }, 90_000)
})
