import { afterEach, beforeEach, expect, it } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { ingest } from './_failures.ts'
import { numbers, openTown, type Town } from './_town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(async () => {
  disarmFailpoints()
  await town.close()
})

it('a run lands anew by itself where what it was compared with has changed', async () => {
  const [a = '', b = ''] = numbers
  await town.drop('20261101', [[a, '甲某', '2026-11-01', '登记']])
  expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
  await town.drop('20261102', [[b, '乙某', '2026-11-02', '登记']])
  armFailpoint('publish.locked', async () => {
    const [plan] = await town.rows(`select number from guiji.plan where state = 'open'`)
    // rows were held against a file of the table that is another by now
    await town.rows(
      `create table landing.plan_${String(plan?.['number'])}_standing as
       select 1 as batch, '(0,1)'::tid as place, 1::bigint as passed, '{}'::tid[] as missed, '{}'::xid[] as writers, 0::oid as file`,
    )
  })
  expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, read: 1 })
  const ended = await town.rows(
    `select bounds->>'isComparable' as comparable, (select max(attempt) from guiji.split s where s.plan = p.plan) as attempts
     from guiji.plan p order by number desc limit 1`,
  )
  expect(ended).toEqual([{ comparable: 'false', attempts: 2 }])
})
