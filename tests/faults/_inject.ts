import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../../local/processes.ts'
import type { Answer, Child } from './_child.ts'
import type { Scene } from './_ground.ts'
import { asset } from './_project.ts'
import type { Chance } from './_random.ts'
import type { Fault } from './_spec.ts'

/** One run of the dataset under one fault. */
export interface Round {
  readonly scene: Scene
  readonly chance: Chance
  /** Nothing has been published yet: the table is made by this delivery. */
  readonly first: boolean
  /** The failpoints of the product that a run passes. */
  readonly failpoints: readonly string[]
  /** Replaces what the source holds by other rows. */
  redeliver(): Promise<void>
  /** Holds the committed state against the truth while something else still stands or runs. */
  compare(): Promise<void>
  note(problem: string): void
}
type Inject = (round: Round) => Promise<readonly Answer[]>

/** An undisturbed run takes about so long, from request to answer. */
const spanMs = 400
const patienceMs = 90_000

const run = { do: 'run', asset } as const

/** Injects one fault into one run; what it did not come to is not left for a later one. */
export async function inject(fault: Exclude<Fault, 'temporal'>, round: Round): Promise<readonly Answer[]> {
  const answers = await injections[fault](round)
  await round.scene.disarm()
  return answers
}

const injections: { readonly [fault in Exclude<Fault, 'temporal'>]: Inject } = {
  async 'kill at a failpoint'({ scene, chance, first, failpoints }) {
    const child = await armed(scene, chance, suited(failpoints, first), 'kill')
    return [await child.ask(run)]
  },
  async 'kill at random'({ scene, chance }) {
    const child = await scene.child(0)
    const answer = child.ask(run)
    await delay(chance.whole(spanMs))
    await child.kill()
    return [await answer]
  },
  async 'stopped, lease broken'(round) {
    const { scene, chance, first, failpoints } = round
    return whileStopped(round, suited(failpoints, first), async () => {
      const broken = await scene.ask(1, { do: 'break', asset })
      if (broken.end !== 'done') round.note(`the lease cannot be broken: ${JSON.stringify(broken)}`)
      return [chance.is(0.8) ? await scene.ask(1, run) : broken]
    })
  },
  async 'stopped, successor of the same lease'(round) {
    const { scene } = round
    const names = round.failpoints.filter((name) => name.startsWith('land.') || name === 'claim.terminated')
    return whileStopped(round, names, async () => {
      const held = await heldPlan(scene)
      if (held === null) return []
      const lands = await Promise.all(
        held.splits.map((split) => insist(scene, 1, 'land', { plan: held.plan, split, generation: held.generation })),
      )
      return [...lands, ...(await checkAndPublish(scene, held, [1]))]
    })
  },
  async 'database stops at once'({ scene, chance, first, failpoints }) {
    const child = await scene.child(0)
    const [name, pass] = placeOf(chance, suited(failpoints, first))
    const atPlace = chance.is(0.5)
    if (atPlace) await child.ask({ do: 'arm', text: `${name}@${pass}:hold` })
    const answer = child.ask(run)
    await (atPlace ? Promise.race([child.reaches(name, 5_000), answer]) : delay(chance.whole(spanMs)))
    await scene.ground.server.stopAtOnce()
    await delay(chance.whole(200))
    await scene.ground.server.start()
    await child.ask({ do: 'release' })
    return [await answer]
  },
  async 'backends terminated'({ scene, chance }) {
    const child = await scene.child(0)
    const client = await scene.client()
    const answer = child.ask(run)
    for (let times = chance.between(1, 4); times > 0; times--) {
      await delay(chance.whole(spanMs / 2))
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'guiji' and datname = current_database() and random() < $1`,
        [chance.pick([0.3, 0.6, 1])],
      )
    }
    return [await answer]
  },
  async 'runs that overlap'({ scene, chance }) {
    const [one, other] = [await scene.child(0), await scene.child(1)]
    const answers = [one.ask(run)]
    await delay(chance.whole(spanMs / 2))
    answers.push(other.ask(run))
    if (chance.is(0.5)) {
      await delay(chance.whole(spanMs / 2))
      await one.kill()
    }
    return Promise.all(answers)
  },
  async 'activities twice at once'({ scene, chance }) {
    const identity = { host: 'process', runId: `twice ${chance.whole(1e9)}` }
    const begun = await insist(scene, 0, 'begin', { asset, run: identity })
    if (begun.end !== 'done') return [begun]
    const { generation, kind } = begun.value as { generation: number; kind: string }
    const startedAt = new Date().toISOString()
    const finish = (plan: string | null, outcome: string) =>
      insist(scene, 0, 'finish', {
        asset,
        kind,
        generation,
        run: identity,
        outcome,
        stage: 'publish',
        plan,
        counts: null,
        error: null,
        startedAt,
        note: null,
      })
    await Promise.all(([0, 1] as const).map((which) => insist(scene, which, 'plan', { asset, generation })))
    const held = await heldPlan(scene)
    if (held === null) return [await finish(null, 'unchanged')]
    const lands = held.splits.flatMap((split) =>
      ([0, 1] as const).map(async (which) => {
        if (which === 1) await delay(chance.whole(60))
        return insist(scene, which, 'land', { plan: held.plan, split, generation })
      }),
    )
    const answers = [...(await Promise.all(lands)), ...(await checkAndPublish(scene, held, [0, 1]))]
    return [...answers, await finish(held.plan, 'published')]
  },
  async 'source connection dropped'({ scene, chance }) {
    scene.ground.proxy.cutNext(chance.between(1, 3), () => chance.between(300, 6_000))
    const answer = scene.ask(0, run)
    if (chance.is(0.3)) {
      await delay(chance.whole(spanMs))
      scene.ground.proxy.cutAll()
    }
    const settled = await answer
    scene.ground.proxy.cutNext(0, () => Infinity)
    return [settled]
  },
  async 'source changes between attempts'(round) {
    const { scene, chance } = round
    const child = await armed(scene, chance, ['claim.before-commit', 'land.copied', 'land.moved', 'land.before-commit'], 'kill')
    const killed = await child.ask(run)
    if (killed.end !== 'gone') return [killed]
    await round.compare()
    await round.redeliver()
    const again = await scene.ask(0, run)
    if (again.end !== 'failed' || again.code !== 'FILE_CHANGED') return [killed, again]
    await round.compare()
    const abandoned = await scene.ask(0, { do: 'abandon', asset })
    return [killed, again, abandoned, await scene.ask(0, run)]
  },
  async 'disk full'({ scene, chance }) {
    const { disk } = scene.ground
    if (disk === null) return [{ end: 'not tried' }]
    const child = await scene.child(0)
    disk.fill(chance.whole(30) * 8)
    const answer = child.ask(run)
    await Promise.race([answer, delay(chance.between(50, 1_500))])
    disk.free()
    return [await answer]
  },
}

function suited(failpoints: readonly string[], first: boolean): readonly string[] {
  const others = first
    ? ['publish.sharing', 'publish.judged', 'publish.queued', 'publish.applied']
    : ['publish.taken', 'publish.created', 'publish.keyed']
  return failpoints.filter((name) => !others.includes(name))
}

function placeOf(chance: Chance, names: readonly string[]): [string, number] {
  const name = chance.pick(names)
  return [name, /^(?:land|session|claim)\./.test(name) ? chance.between(1, 3) : 1]
}

async function armed(scene: Scene, chance: Chance, names: readonly string[], kind: 'kill' | 'stop'): Promise<Child> {
  const child = await scene.child(0)
  const [name, pass] = placeOf(chance, names)
  await child.ask({ do: 'arm', text: `${name}@${pass}:${kind}` })
  return child
}

/** Stops the first process at a failpoint, has something done without it, and lets it go on. */
async function whileStopped(round: Round, names: readonly string[], work: () => Promise<readonly Answer[]>): Promise<readonly Answer[]> {
  const child = await armed(round.scene, round.chance, names, 'stop')
  let answered = false
  const answer = child.ask(run).finally(() => (answered = true))
  await until(() => answered || child.isStopped(), patienceMs, 5)
  if (answered) return [await answer]
  const answers = await work()
  await round.compare()
  child.signal('SIGCONT')
  return [...answers, await answer]
}

interface HeldPlan {
  readonly plan: string
  readonly generation: number
  readonly splits: readonly string[]
}

async function heldPlan(scene: Scene): Promise<HeldPlan | null> {
  const { rows } = await (
    await scene.client()
  ).query<{ plan: string; generation: string; splits: string[] }>(
    `select p.plan, l.generation::text, (select array_agg(id order by no) from guiji.split s where s.plan = p.plan) as splits
     from guiji.plan p join guiji.lease l using (asset) where p.asset = $1 and p.state = 'open'`,
    [asset],
  )
  const [found] = rows
  return found === undefined ? null : { ...found, generation: Number(found.generation) }
}

/** An activity as Temporal would call it: again, where it says that another try may help. */
async function insist(
  scene: Scene,
  which: 0 | 1,
  name: 'begin' | 'plan' | 'land' | 'check' | 'publish' | 'finish',
  input: unknown,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await scene.ask(which, { do: 'activity', name, input })
    const again =
      answer.end === 'failed' &&
      /^(?:SPLIT_FENCED|CLAIM_BROKEN|SPLITS_UNFINISHED|PLAN_OPEN|ASSET_BUSY|DATABASE_(?!REFUSED|LOGIN))/.test(answer.code)
    if (!again || tries === 30) return answer
    await delay(30)
  }
}

async function checkAndPublish(scene: Scene, { plan, generation }: HeldPlan, by: readonly (0 | 1)[]): Promise<Answer[]> {
  const checks = await Promise.all(by.map((which) => insist(scene, which, 'check', { plan, generation })))
  const verdict = checks.find((answer) => answer.end === 'done')
  if (verdict?.end !== 'done') return checks
  const { ledgerDigest } = verdict.value as { readonly ledgerDigest: string }
  return [...checks, ...(await Promise.all(by.map((which) => insist(scene, which, 'publish', { plan, generation, ledgerDigest }))))]
}
