import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../local/processes.ts'
import { applySchedules, listSchedules, planSchedules, type WantedSchedule } from '../../worker/schedules.ts'
import { testTemporal } from './server.ts'

let context: Awaited<ReturnType<typeof testTemporal>>
beforeAll(async () => {
  context = await testTemporal()
}, 120_000)
afterAll(() => context.close())

const wanted = (id: string, cadence: WantedSchedule['cadence']): WantedSchedule => ({
  id,
  workflowType: 'runOnSchedule',
  args: [{ asset: id.split('/')[1] ?? '', kind: 'dataset', cadence }],
  cadence,
  summary: `归集 ${id}`,
})
const everyCadence = [
  wanted('ingest/a.realtime', { kind: 'interval', minutes: 5 }),
  wanted('ingest/a.halfday', { kind: 'interval', minutes: 720 }),
  wanted('ingest/b.daily', { kind: 'calendar', hour: 6, minute: 30 }),
  wanted('ingest/c.weekly', { kind: 'calendar', dayOfWeek: 7, hour: 0, minute: 0 }),
  wanted('consolidate/base.population', { kind: 'calendar', dayOfMonth: 1, hour: 2, minute: 5 }),
  wanted('publish/service.allowance', { kind: 'calendar', month: [1, 4, 7, 10], dayOfMonth: 1, hour: 23, minute: 59 }),
]

test('schedules are made, found unchanged, changed and removed; those of others stay', { timeout: 90_000 }, async () => {
  const target = { client: context.temporal.client, project: '崇州', taskQueue: 'test' }
  const other = { ...target, project: 'other' }
  await applySchedules(other, [wanted('ingest/z.other', { kind: 'interval', minutes: 60 })])
  const changesOf = (changes: Awaited<ReturnType<typeof planSchedules>>) => changes.map(({ change }) => change)

  expect(changesOf(await planSchedules(target, everyCadence))).toEqual(everyCadence.map(() => 'create'))
  await applySchedules(target, everyCadence)
  const again = await applySchedules(target, everyCadence)
  expect(again.flatMap(({ differences }) => differences)).toEqual([])
  expect(changesOf(again)).toEqual(everyCadence.map(() => 'none'))

  let listed = await listSchedules(target)
  await until(
    async () => (listed = await listSchedules(target)).length === everyCadence.length && listed.every(({ next }) => next.length > 0),
    20_000,
  )
  const next = new Map(listed.map((one) => [one.id, one.next[0] ?? '']))
  const inShanghai = (id: string) => new Date(Date.parse(next.get(id) ?? '') + 8 * 3_600_000)
  expect(inShanghai('ingest/b.daily').toISOString()).toMatch(/T06:30:00\.000Z$/)
  expect(inShanghai('ingest/a.halfday').toISOString()).toMatch(/T(00|12):00:00\.000Z$/)
  expect([inShanghai('ingest/c.weekly').getUTCDay(), inShanghai('ingest/c.weekly').toISOString().slice(11, 19)]).toEqual([0, '00:00:00'])
  expect(inShanghai('consolidate/base.population').toISOString()).toMatch(/-01T02:05:00\.000Z$/)
  expect(inShanghai('publish/service.allowance').toISOString()).toMatch(/-(01|04|07|10)-01T23:59:00\.000Z$/)

  // somebody pauses one in the UI and shifts another
  const { schedule } = target.client
  await schedule.getHandle('ingest/b.daily').pause('维护')
  await schedule
    .getHandle('ingest/c.weekly')
    .update((found) => ({ ...found, spec: { calendars: [{ dayOfWeek: 'MONDAY', hour: 1 }], timezone: 'UTC' } }))
  const moved = everyCadence.filter(({ id }) => id !== 'ingest/a.realtime')
  moved[1] = wanted('ingest/b.daily', { kind: 'calendar', hour: 7, minute: 0 })
  let plan = await planSchedules(target, moved)
  expect(plan.filter(({ change }) => change !== 'none').map(({ id, change }) => `${change} ${id}`)).toEqual([
    'delete ingest/a.realtime',
    'update ingest/b.daily',
    'update ingest/c.weekly',
  ])
  expect(plan.find(({ id }) => id === 'ingest/c.weekly')?.differences.map(({ what }) => what)).toEqual(['times', 'timezone'])
  await applySchedules(target, moved)
  await until(async () => (plan = await planSchedules(target, moved)).every(({ change }) => change === 'none'), 20_000)
  expect(changesOf(plan)).toEqual(moved.map(() => 'none'))
  expect((await schedule.getHandle('ingest/b.daily').describe()).state).toMatchObject({ paused: true, note: '维护' })

  await expect(planSchedules(target, [wanted('ingest/z.other', { kind: 'interval', minutes: 60 })])).rejects.toMatchObject({
    code: 'SCHEDULE_FOREIGN',
  })
  expect((await listSchedules(other)).map(({ id }) => id)).toEqual(['ingest/z.other'])
})
