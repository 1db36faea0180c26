import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkflowHandle } from '@temporalio/client'
import { expectNothingPersonal, publishFirstDay, visible } from './_failures.ts'
import { startGuiji } from './_processes.ts'
import { asset } from './_remains.ts'
import { labelsOf, onServer, openServer, startIngest, startTownWorker, untilWaiting, type TestServer } from './_temporal.ts'
import { numbers, openTown, type Town } from './_town.ts'

const [, , c = '', d = ''] = numbers
const badDay = [[c, '丙某', '2026-11-02', '登记'], ...['2026-11-02', '2026-11-03', '2026-11-04'].map((day) => [d, '', day, '登记'])]

describe('a run over its limit, on Temporal', () => {
  let context: TestServer
  beforeAll(async () => {
    context = await openServer()
  }, 120_000)
  afterAll(() => context.close())

  interface Waiting {
    readonly town: Town
    readonly run: WorkflowHandle
    readonly plan: string
    /** What could be seen before the run, and must be all that can be seen while it waits. */
    readonly before: unknown
  }
  async function whileWaiting(queue: string, work: (waiting: Waiting) => Promise<void>): Promise<void> {
    const town = await openTown(onServer(context, queue))
    const worker = await startTownWorker(context, town, queue)
    try {
      await publishFirstDay(town)
      const before = await visible(town)
      await town.drop('20261102', badDay)
      const run = await startIngest(context, queue, `ingest/${asset}/${queue}`)
      await untilWaiting(run)
      expect(await visible(town)).toEqual(before)
      const [open] = await town.rows(`select plan from guiji.plan where state = 'open'`)
      await work({ town, run, plan: String(open?.['plan']), before })
    } finally {
      await worker.close()
      await town.close()
    }
  }
  const answer = (run: WorkflowHandle, given: unknown) => run.executeUpdate<string, [unknown]>('answer', { args: [given] })
  /** What a person reads in the UI's dialog when an answer is not taken. */
  const refusal = async (run: WorkflowHandle, given: unknown) => {
    const error: unknown = await answer(run, given).then(
      (taken) => new Error(`taken: ${taken}`),
      (thrown: unknown) => thrown,
    )
    return (error as { readonly cause?: Error }).cause?.message ?? String(error)
  }

  it('stays open, refuses what is no answer, and publishes on a yes', async () => {
    await whileWaiting('yes', async ({ town, run, plan, before }) => {
      expect(await labelsOf(run)).toEqual({ status: 'RUNNING', stage: 'waiting', outcome: undefined, asset, agency: 'police' })
      const full = { id: plan, approve: true, by: '王科长', reason: '部门已确认' }
      for (const nothing of [null, '', 7]) expect(await refusal(run, nothing)).toContain('没有内容 nothing given')
      const wrongId = await refusal(run, { ...full, id: 'police.other@1' })
      expect(wrongId).toContain('没有这个问题 no such question')
      expect(wrongId).toContain(plan)
      expect(await refusal(run, {})).toContain('没有这个问题')
      expect(await refusal(run, { ...full, approve: 'yes' })).toContain('缺 approve')
      expect(await refusal(run, { ...full, by: ' ' })).toContain('缺 by')
      expect(await refusal(run, { ...full, reason: ' ' })).toContain('缺理由 reason')
      expect(await refusal(run, { ...full, reason: `${numbers[0] ?? ''} 已核实` })).toContain('理由中有证件号码')
      expect(await labelsOf(run)).toMatchObject({ status: 'RUNNING', stage: 'waiting' })
      expect(await visible(town)).toEqual(before)

      expect(await answer(run, full)).toContain(plan)
      expect(await run.result()).toMatchObject({ outcome: 'published', plan, read: 4, quarantined: 3, inserted: 1 })
      expect(await labelsOf(run)).toMatchObject({ status: 'COMPLETED', stage: 'done', outcome: 'published' })
      expect(await town.rows('select approve, by, reason from guiji.answer')).toEqual([
        { approve: true, by: '王科长', reason: '部门已确认' },
      ])
    })
  }, 90_000)

  it('fails with RUN_REJECTED on a no, and nothing becomes visible', async () => {
    await whileWaiting('no', async ({ town, run, plan, before }) => {
      await answer(run, { id: plan, approve: false, by: '王科长', reason: '请部门改正' })
      const failure = await run.result().then(
        () => null,
        (error: unknown) => (error as { readonly cause?: { readonly type?: string; readonly message: string } }).cause,
      )
      expect(failure?.type).toBe('RUN_REJECTED')
      expect(failure?.message).toContain('请部门改正')
      expectNothingPersonal(failure?.message ?? '')
      expect(await labelsOf(run)).toMatchObject({ status: 'FAILED', outcome: 'failed' })
      expect(await visible(town)).toEqual(before)
      expect(await town.rows('select state, abandoned from guiji.plan where plan = ' + `'${plan}'`)).toEqual([
        { state: 'abandoned', abandoned: '请部门改正' },
      ])
      expect(await town.rows(`select error->>'code' as code from guiji.run where outcome = 'failed'`)).toEqual([{ code: 'RUN_REJECTED' }])
      // the corrected file is a new plan, and nothing stands in its way
      await town.drop('20261102', [[c, '丙某', '2026-11-02', '登记']])
      const next = await startIngest(context, 'no', `ingest/${asset}/no`)
      expect(await next.result()).toMatchObject({ outcome: 'published', inserted: 1 })
    })
  }, 90_000)

  it('goes on when guiji approve is given at the command', async () => {
    await whileWaiting('command', async ({ town, run, plan }) => {
      const args = ['approve', asset, '--reason', '部门已确认', '--json', '--project', town.root]
      const { code, stdout } = await startGuiji(args, { GUIJI_DATABASE_URL: town.url }).finished
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { plan, asset, approve: true, delivered: 'workflow' }])
      expect(await run.result()).toMatchObject({ outcome: 'published', plan })
    })
  }, 90_000)
})
