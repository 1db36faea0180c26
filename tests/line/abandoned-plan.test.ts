import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, ingest, printedError } from './_failures.ts'
import { startGuiji } from './_processes.ts'
import { numbers, openTown, type Town } from './_town.ts'

const [a = ''] = numbers

describe('a plan that no run can finish', () => {
  let town: Town
  beforeEach(async () => {
    town = await openTown()
    await town.write('drop/register_20261101.csv', `公民身份号码,姓名,变更日期,变更类型\n${a},"甲某,2026-11-01,登记`)
  })
  afterEach(() => town.close())
  const reject = () =>
    startGuiji(['reject', 'police.register', '--reason', '文件已重发', '--project', town.root, '--json'], { GUIJI_DATABASE_URL: town.url })
      .finished

  it('is given up by guiji reject, and the file that was sent again loads', async () => {
    expect((await failureOf(ingest(town))).code).toBe('CSV_TORN')
    await town.drop('20261101', [[a, '甲某', '2026-11-01', '登记']])
    expect((await failureOf(ingest(town))).code).toBe('FILE_CHANGED')
    const { code, stdout } = await reject()
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { delivered: 'abandoned', plan: 'police.register@1' }])
    expect((await town.run())[0]).toMatchObject({ outcome: 'published', inserted: 1 })
    expect(await town.rows(`select plan, state from guiji.plan where asset = 'police.register' order by number`)).toMatchObject([
      { state: 'abandoned' },
      { state: 'published' },
    ])
    const again = await reject()
    expect([again.code, printedError(again).code]).toEqual([1, 'NOTHING_WAITS'])
  }, 60_000)
})
