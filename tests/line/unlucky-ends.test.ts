import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createActivities } from '../../activities/create-activities.ts'
import { createInProcessHost } from '../../activities/in-process-host.ts'
import { runInProcess } from '../../activities/run-in-process.ts'
import type { Session } from '../../core/connector.ts'
import { reviveError } from '../../core/errors.ts'
import type { Json } from '../../core/values.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { acquireLease, releaseLease } from '../../databases/leases.ts'
import { processHolder } from '../../databases/process-holder.ts'
import { ingestDataset } from '../../workflows/ingest-dataset.ts'
import { publishService } from '../../workflows/publish-service.ts'
import { failureOf, ingest, publishFirstDay } from './_failures.ts'
import { asset } from './_remains.ts'
import { numbers, openTown, townFiles, type Town } from './_town.ts'

const [a = '', b = '', c = ''] = numbers
const row = (number: string, name: string, day: string) => [number, name, day, '登记']

describe('a run that meets bad luck at its edges', () => {
  let town: Town
  beforeEach(async () => {
    town = await openTown({ 'connections/police-drop.yaml': `${townFiles['connections/police-drop.yaml'] ?? ''}archive: move\n` })
    await town.drop('20261101', [row(a, '甲某', '2026-11-01')])
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    disarmFailpoints()
    await town.close()
  })
  const lastRun = async () =>
    (await town.rows(`select outcome from guiji.run where asset = '${asset}' order by started_at desc limit 1`))[0]
  const holders = () => town.rows(`select asset from guiji.lease where holder is not null`)

  it('begins once the database answers again', async () => {
    vi.spyOn(town.engine.database, 'connect').mockRejectedValueOnce(unreachable())
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    expect(town.engine.processHolders.size).toBe(0)
  })

  it('keeps no session of an asset that it did not get', async () => {
    const other = await occupy(town, asset)
    expect((await failureOf(ingest(town))).code).toBe('ASSET_BUSY')
    expect(town.engine.processHolders.size).toBe(0)
    await other.leave()
  })

  it('claims again when its database session ends while it reads', async () => {
    let ended = 0
    wrapSource(town, (session) => ({
      ...session,
      async *read(split, from, signal) {
        if (ended++ === 0) {
          await town.rows('select pg_terminate_backend(pid) from guiji.session where split is not null')
          // the news may have come before the answer to the statement
          if (!signal.aborted) {
            await new Promise((resolve) => {
              signal.addEventListener('abort', resolve)
            })
          }
          signal.throwIfAborted()
        }
        yield* session.read(split, from, signal)
      },
    }))
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    expect(ended).toBe(2)
  })

  it('is written down and gives its asset back although its file was broken meanwhile', async () => {
    armFailpoint('publish.before-commit', () => {
      writeFileSync(join(town.root, 'catalog/police/register.yaml'), 'name: [')
    })
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    expect(await lastRun()).toEqual({ outcome: 'published' })
    expect(await holders()).toEqual([])
  })

  it('stays published when its files cannot be archived; the next publication archives them', async () => {
    const inTheWay = join(town.root, 'drop/.archived')
    writeFileSync(inTheWay, '')
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: expect.stringContaining('acknowledge') as string })
    expect(await lastRun()).toEqual({ outcome: 'published' })
    rmSync(inTheWay)
    expect(await ingest(town)).toMatchObject({ outcome: 'unchanged' })
    await town.drop('20261102', [row(b, '乙某', '2026-11-02')])
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: null })
    expect(readdirSync(join(town.root, 'drop/.claimed'))).toEqual([])
    expect(readdirSync(inTheWay).length).toBe(2)
  })

  it('that is published is never written down as failed', async () => {
    const activities = createActivities(town.engine)
    const told: string[] = []
    const finish: typeof activities.finish = (input) => {
      told.push(input.outcome)
      return Promise.reject(new Error('no longer there'))
    }
    const host = createInProcessHost({
      activities: { ...activities, finish },
      signal: new AbortController().signal,
      now: () => town.engine.now(),
    })
    await expect(ingestDataset(host, { asset })).rejects.toThrow('no longer there')
    expect(told).toEqual(['published'])
  })

  it('of a service waits for a library that another run still consolidates', async () => {
    await publishFirstDay(town)
    await town.drop('20261103', [row(c, '丙某', '2026-11-03')])
    await ingest(town)
    const other = await occupy(town, 'base.population')
    setTimeout(() => void other.leave(), 1_500)
    await runInProcess(town.engine, publishService, { asset: 'service.name_list' })
    expect(await town.rows(`select name from service.name_list where id_number = '${c}'`)).toEqual([{ name: '丙某' }])
  }, 30_000)
})

function unreachable() {
  const text = { zh: '连不上', en: 'unreachable' }
  return reviveError({ code: 'DATABASE_UNREACHABLE', recovery: 'retry', text, remedy: text, details: {} })
}

/** Another process works on the asset until it leaves. */
async function occupy({ engine: { database } }: Town, occupied: string) {
  const other = await processHolder(database, 'another run')
  const { generation } = await acquireLease(database, { asset: occupied, holder: other.holder, isClosed: () => Promise.resolve(false) })
  return {
    async leave() {
      await releaseLease(database, { asset: occupied, generation })
      await other.close()
    },
  }
}

type Source = Session<Json, Json, Json>

function wrapSource({ engine }: Town, wrap: (session: Source) => Source): void {
  const { connectors } = engine.project.registries
  const load = connectors.load.bind(connectors)
  vi.spyOn(connectors, 'load').mockImplementation(async (kind) => {
    const connector = await load(kind)
    return { ...connector, open: (settings, context) => wrap(connector.open(settings, context) as Source) as never }
  })
}
