import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordAnswer } from '../../databases/answers.ts'
import { expectNothingPersonal, failureOf, ingest, printedError, publishFirstDay, runCommand, visible } from './_failures.ts'
import { startGuiji } from './_processes.ts'
import { asset } from './_remains.ts'
import { numbers, openTown, type Town } from './_town.ts'

const [, , c = '', d = '', e = ''] = numbers

/** One good row and three that have no name: one more than the limit allows. */
const badDay = [
  [c, '丙某', '2026-11-02', '登记'],
  [d, '', '2026-11-02', '登记'],
  [e, '', '2026-11-02', '登记'],
  [d, '', '2026-11-03', '登记'],
]

describe('a run over its limit, in process', () => {
  let town: Town
  let before: unknown
  beforeEach(async () => {
    town = await openTown()
    await publishFirstDay(town)
    before = await visible(town)
    await town.drop('20261102', badDay)
  })
  afterEach(() => town.close())

  const answer = (verb: 'approve' | 'reject', named: string, ...more: string[]) =>
    startGuiji([verb, named, '--project', town.root, '--json', ...more], { GUIJI_DATABASE_URL: town.url }).finished
  const openPlans = async () => (await town.rows(`select plan from guiji.plan where state = 'open'`)).map(({ plan }) => String(plan))

  it('waits, shows nothing, and waits again until somebody answers', async () => {
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
    const plans = await openPlans()
    expect(plans).toHaveLength(1)
    expect(await visible(town)).toEqual(before)
    expect((await town.run()).map(({ outcome, note }) => [outcome, note])).toEqual([
      ['skipped', 'waiting'],
      ['unchanged', null],
      ['unchanged', 'unchanged'],
    ])
    expect(await visible(town)).toEqual(before)
    // the same plan, with the same question, however often it is run
    expect(await openPlans()).toEqual(plans)
    expect(await town.rows('select locator, codes from guiji.quarantine order by ordinal')).toHaveLength(3)
    expect(await town.rows('select questions from guiji.verdict where json_array_length(questions) > 0')).toEqual([
      { questions: [{ code: 'QUARANTINE_LIMIT', suggestion: '3/4' }] },
    ])
  })

  it('ends with exit code 3 at the command, and guiji approve lets the next run publish', async () => {
    const waiting = await runCommand(town, {}, '--json')
    expect([printedError(waiting).code, waiting.code]).toEqual(['RUN_WAITING', 3])
    const downstream = await runCommand(town, {}, '--downstream', '--json')
    expect([downstream.code, (JSON.parse(downstream.stdout) as { waiting: unknown }).waiting]).toEqual([3, [asset]])
    expect(await visible(town)).toEqual(before)

    const wordless = await answer('approve', asset)
    expect([printedError(wordless).code, wordless.code]).toEqual(['USAGE_REASON_MISSING', 2])
    const [plan = ''] = await openPlans()
    const approved = await answer('approve', asset, '--reason', '部门已确认', '--by', '王科长')
    expect(approved.code).toBe(0)
    expect(JSON.parse(approved.stdout)).toMatchObject({ plan, asset, approve: true, by: '王科长', delivered: 'database' })
    expect(await visible(town)).toEqual(before)

    expect(await ingest(town)).toMatchObject({ outcome: 'published', plan, read: 4, quarantined: 3, inserted: 1 })
    expect(await town.rows('select id_number, name from replica.police__register where id_number = ' + `'${c}'`)).toEqual([
      { id_number: c, name: '丙某' },
    ])
    // the answer has been used up: there is nothing left to answer
    const again = await answer('approve', asset, '--reason', '再来')
    expect([printedError(again).code, again.code]).toEqual(['NOTHING_WAITS', 1])
    expectNothingPersonal(await readFile(join(town.root, '.guiji/guiji.log'), 'utf8'))
  }, 60_000)

  it('publishes on an answer written for exactly this ledger, and on no other', async () => {
    await failureOf(ingest(town))
    const [plan = ''] = await openPlans()
    await recordAnswer(town.engine.database, plan, 'another ledger', { approve: true, by: '王科长', reason: '看错了' })
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
    const [verdict] = await town.rows(`select ledger_digest as digest from guiji.verdict where plan = '${plan}'`)
    await recordAnswer(town.engine.database, plan, String(verdict?.['digest']), { approve: true, by: '王科长', reason: '已核对' })
    expect(await ingest(town)).toMatchObject({ outcome: 'published', plan })
  })

  it('is abandoned by guiji reject, and the next run starts anew with the corrected file', async () => {
    await failureOf(ingest(town))
    const [plan = ''] = await openPlans()
    const rejected = await answer('reject', plan, '--reason', '请部门改正')
    expect([rejected.code, (JSON.parse(rejected.stdout) as { approve: unknown }).approve]).toEqual([0, false])
    const ended = await runCommand(town, {}, '--json')
    const error = printedError(ended)
    expect([error.code, error.details, ended.code]).toEqual(['RUN_REJECTED', { plan, reason: '请部门改正' }, 1])
    expect(await visible(town)).toEqual(before)
    expect(await openPlans()).toEqual([])
    expect(await town.rows(`select tablename from pg_tables where schemaname = 'landing'`)).toEqual([])
    // what was wrong stays there to be read
    expect(await town.rows(`select 1 from guiji.quarantine where plan = '${plan}'`)).toHaveLength(3)

    // the same file asks the same question again, under a plan of its own
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
    const [second = ''] = await openPlans()
    expect(second).not.toBe(plan)
    expect((await answer('reject', asset, '--reason', '仍未改正')).code).toBe(0)
    await town.drop('20261102', [
      [c, '丙某', '2026-11-02', '登记'],
      [d, '丁某', '2026-11-02', '登记'],
    ])
    expect((await failureOf(ingest(town))).code).toBe('RUN_REJECTED')
    expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 2, quarantined: 0, inserted: 2 })
  }, 60_000)
})
