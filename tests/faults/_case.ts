import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './_child.ts'
import { compareCommitted, compareEnd, publishedCount, type Publication } from './_compare.ts'
import { openScene, type Ground, type Scene } from './_ground.ts'
import { inject, type Round } from './_inject.ts'
import { asset, library, writeProject } from './_project.ts'
import { readLines, startReader, type Reader } from './_reader.ts'
import { chanceOf, temporalEvery, type CaseSpec } from './_spec.ts'
import { runOnTemporal, temporalFaults, type FaultTemporal, type TemporalFault } from './_temporal.ts'
import { digestOf, linesOf, nothing, publish } from './_truth.ts'
import { deliver, sourceTable, type Delivery } from './_workload.ts'

export interface CaseResult {
  readonly spec: CaseSpec
  /** What differed from the truth; empty when all is well. */
  readonly problems: readonly string[]
  /** How the disturbed runs ended: `gone`, `published` or an error's code, with how often. */
  readonly ends: { readonly [end: string]: number }
  /** Errors after which a disturbed run went on by itself. */
  readonly overcome: { readonly [code: string]: number }
  readonly samples: number
  readonly seconds: number
}

/** Errors that a disturbed run may end with: the next run goes on. */
const mayFail =
  /^(?:ASSET_BUSY|LEASE_LOST|LEASE_BLOCKED|SPLIT_FENCED|CLAIM_BROKEN|PLAN_ENDED|PLAN_OPEN|RUN_STOPPED|SOURCE_UNREACHABLE|SPLITS_UNFINISHED|LANDING_STALE|FILE_CHANGED|DATABASE_(?:UNREACHABLE|BUSY|FULL|COMMIT_UNKNOWN))$/
const longestSeconds = 180

/** One case from its first delivery to its end: everything that happens is decided by its seed and number, all but the moments. */
export async function runCase(
  ground: Ground,
  spec: CaseSpec,
  failpoints: readonly string[],
  temporal: FaultTemporal | null = null,
): Promise<CaseResult> {
  const startedMs = performance.now()
  const problems: string[] = []
  const ends: Record<string, number> = {}
  const overcome: Record<string, number> = {}
  const root = await mkdtemp(join(tmpdir(), 'guiji-case-'))
  const database = `case_${spec.number}`
  const { server, disk } = ground
  await server.administer(`drop database if exists ${database} with (force)`)
  await server.administer(`create database ${database}`)
  if (disk !== null) await server.administer(`alter database ${database} set default_tablespace = ${disk.tablespace}`)
  await writeProject(root, spec)
  const scene = openScene(ground, root, database)
  const reader = startReader(scene.url, spec)
  reader.allow([nothing])
  const course = createCourse({ spec, scene, reader, failpoints, temporal, problems, ends, overcome })
  const tooLong = new AbortController()
  const limit = delay(longestSeconds * 1000, null, { signal: tooLong.signal }).then(
    () => problems.push(`it has not ended after ${longestSeconds} s`),
    () => undefined,
  )
  try {
    await Promise.race([course(), limit])
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    tooLong.abort()
    await reader.close()
    problems.push(...reader.faults)
    disk?.free()
    await scene.close()
    await server.administer(`drop database if exists ${database} with (force)`)
    await rm(root, { recursive: true, force: true })
  }
  return { spec, problems, ends, overcome, samples: reader.samples(), seconds: (performance.now() - startedMs) / 1000 }
}

interface Course {
  readonly spec: CaseSpec
  readonly scene: Scene
  readonly reader: Reader
  readonly failpoints: readonly string[]
  readonly temporal: FaultTemporal | null
  readonly problems: string[]
  readonly ends: Record<string, number>
  readonly overcome: Record<string, number>
}

function createCourse({ spec, scene, reader, failpoints, temporal, problems, ends, overcome }: Course): () => Promise<void> {
  const chance = chanceOf(spec, 1)
  const published: Publication[] = []
  const after = (delivery: Delivery): Publication => ({ delivery, ...publish(spec, published.at(-1)?.state ?? nothing, delivery.content) })
  const note = (at: string, found: readonly string[]) => problems.push(...found.map((what) => `${at}: ${what}`))

  /** Takes note of a publication that has come to pass, by the one of the candidates that the table shows. */
  const settle = async (candidates: readonly Publication[]) => {
    const count = await publishedCount(await scene.client())
    if (count === published.length) return
    const seen = digestOf(await readLines(await scene.client(), spec))
    const last = published.at(-1)
    const made = candidates.find(({ state }) => digestOf(linesOf(spec, state)) === seen) ?? candidates.at(-1)
    // a whole table may be published once more without a difference, when runs that lost their lease to each other are resumed
    if (spec.source === 'pg-whole' && last !== undefined && digestOf(linesOf(spec, last.state)) === seen) {
      if (candidates.includes(last) || made === undefined || digestOf(linesOf(spec, made.state)) !== seen) {
        published.push(after(last.delivery))
        return
      }
    }
    if (made !== undefined) published.push(made)
    reader.forget(candidates.filter((candidate) => candidate !== made).map(({ state }) => state))
    // what was read before it changed is published as it was; to change it now would be another delivery
    if (made !== candidates.at(-1)) await made?.delivery.restore()
    // two runs that got in each other's way may both have published a whole table, the second one without a difference
    while (spec.source === 'pg-whole' && published.length < count) published.push(after(published.at(-1)!.delivery))
  }

  /** One delivery, disturbed some times, until it is published. */
  const carry = async (index: number) => {
    const candidates: Publication[] = []
    const bring = async (again: boolean) => {
      const candidate = after(await deliver(spec, scene.root, await scene.client(), index, published.at(-1)?.delivery ?? null, again))
      candidates.push(candidate)
      reader.allow([candidate.state])
    }
    await bring(false)
    const contents = () => candidates.map(({ delivery }) => delivery.content)
    let disturbed = chance.between(1, 2)
    for (let runs = 0; runs < 200; runs++) {
      const at = `delivery ${index}, run ${runs}`
      const compare = async () => {
        await settle(candidates)
        note(at, await compareCommitted(await scene.client(), spec, published, contents()))
      }
      const before = published.length
      const round: Round = {
        ...{ scene, chance, first: published.length === 0, failpoints },
        redeliver: () => bring(true),
        compare,
        note: (problem) => {
          note(at, [problem])
        },
      }
      if (disturbed-- > 0) {
        const answers =
          spec.fault === 'temporal'
            ? await onTemporal(temporalFaults[Math.floor(spec.number / temporalEvery) % 3] ?? null, round)
            : await inject(spec.fault, round)
        for (const answer of answers) judgeAnswer(at, answer)
        for (const code of scene.met()) overcome[code] = (overcome[code] ?? 0) + 1
        if (spec.fault === 'source changes between attempts') disturbed = 0
      } else {
        const answer = await undisturbed(round)
        if (answer.end === 'failed' && answer.code === 'ASSET_BUSY') await delay(50)
        else if (answer.end !== 'done') note(at, [`an undisturbed run ended: ${JSON.stringify(answer)}`])
      }
      await compare()
      if (published.slice(before).some((made) => candidates.includes(made)) || problems.length > 0) return
    }
    note(`delivery ${index}`, ['it was never published'])
  }
  let runs = 0
  const onTemporal = (fault: TemporalFault | null, round: Round) => {
    if (temporal === null) throw new Error('this case needs Temporal')
    return runOnTemporal(temporal, `${scene.root} ${String(++runs)}`, fault, round)
  }
  const undisturbed = async (round: Round): Promise<Answer> =>
    spec.fault === 'temporal' ? ((await onTemporal(null, round))[0] ?? { end: 'gone' }) : scene.ask(0, { do: 'run', asset })
  const judgeAnswer = (at: string, answer: Answer) => {
    const end = answer.end === 'failed' ? answer.code : answer.end
    ends[end] = (ends[end] ?? 0) + 1
    if (answer.end === 'failed' && !mayFail.test(answer.code)) note(at, [`${answer.code}: ${answer.told}`])
  }

  return async () => {
    if (spec.source.startsWith('pg')) await (await scene.client()).query(sourceTable)
    for (let index = 0; index < spec.deliveries && problems.length === 0; index++) await carry(index)
    if (problems.length > 0) return
    await sendNothingNew()
    if (spec.library) await consolidate()
    await scene.ask(0, { do: 'sweep' })
    const last = published.at(-1)
    if (last !== undefined) note('the end', await compareEnd(await scene.client(), spec, last))
  }

  /** A run that finds nothing new publishes nothing; a whole table is published again, unchanged. */
  async function sendNothingNew() {
    const last = published.at(-1)
    if (last === undefined) return
    const again = after(last.delivery)
    reader.allow([again.state])
    for (let runs = 0; ; runs++) {
      const answer = await scene.ask(0, { do: 'run', asset })
      if (answer.end === 'failed' && answer.code === 'ASSET_BUSY' && runs < 100) {
        await delay(50)
        continue
      }
      if (answer.end !== 'done') note('a run again', [JSON.stringify(answer)])
      break
    }
    if (spec.source === 'pg-whole') published.push(again)
    note('a run again', await compareCommitted(await scene.client(), spec, published, []))
  }

  /** The library takes up what was published, killed once on the way. */
  async function consolidate() {
    const names = ['consolidate.locked', 'consolidate.taken', 'consolidate.before-commit', 'session.recorded']
    await scene.ask(0, { do: 'arm', text: `${chance.pick(names)}:kill` })
    for (let runs = 0; runs < 200; runs++) {
      const answer = await scene.ask(0, { do: 'consolidate', asset: library })
      if (answer.end === 'done') return scene.disarm()
      if (answer.end === 'failed' && answer.code !== 'ASSET_BUSY') note('consolidation', [JSON.stringify(answer)])
      await delay(50)
    }
    note('consolidation', ['it never ended'])
  }
}
