import { setTimeout as delay } from 'node:timers/promises'
import type { Client, WorkflowHandle } from '@temporalio/client'
import { until } from '../../local/processes.ts'
import { ensureSearchAttributes } from '../../worker/search-attributes.ts'
import { clusterIdOf } from '../../worker/temporal-holder.ts'
import { testTemporal } from '../worker/server.ts'
import type { Answer } from './_child.ts'
import type { Round } from './_inject.ts'
import { asset } from './_project.ts'

/** A real Temporal server, one for all cases. */
export interface FaultTemporal {
  readonly address: string
  readonly namespace: string
  readonly cluster: string
  readonly client: Client
  close(): Promise<void>
}

export async function openTemporal(): Promise<FaultTemporal> {
  const { server, temporal, close } = await testTemporal()
  await ensureSearchAttributes(temporal.connection, server.namespace)
  return {
    address: server.address,
    namespace: server.namespace,
    cluster: await clusterIdOf(temporal.connection),
    client: temporal.client,
    close,
  }
}

/** What happens to a worker in the midst of a run. */
export const temporalFaults = ['run terminated, worker stands still', 'worker killed', 'worker stopped past the heartbeat'] as const
export type TemporalFault = (typeof temporalFaults)[number]

const landing = ['land.locked', 'land.moved', 'land.copied', 'land.before-commit']
const patienceMs = 150_000

/** One run on Temporal under one fault; `null`: an undisturbed one. */
export async function runOnTemporal(
  temporal: FaultTemporal,
  queue: string,
  fault: TemporalFault | null,
  round: Round,
): Promise<readonly Answer[]> {
  const { scene, chance } = round
  const { address, namespace, cluster, client } = temporal
  const work = async (which: 0 | 1, on: string) => {
    const answer = await scene.ask(which, { do: 'work', address, namespace, cluster, queue: on })
    if (answer.end !== 'done') throw new Error(`no worker: ${JSON.stringify(answer)}`)
  }
  let starts = 0
  const start = (on: string) =>
    client.workflow.start('ingestDataset', { taskQueue: on, workflowId: `${on} ${String(++starts)}`, args: [{ asset }] })
  const child = await scene.child(0)
  await work(0, queue)
  if (fault === null) return [await endOf(await start(queue))]
  await child.ask({ do: 'arm', text: `${chance.pick(landing)}@${chance.between(1, 3)}:${fault === 'worker killed' ? 'kill' : 'stop'}` })
  const run = await start(queue)
  let ended = false
  const end = endOf(run).finally(() => (ended = true))
  await until(() => ended || child.isStopped() || !child.isAlive(), patienceMs, 10)
  if (ended) {
    await scene.disarm()
    return [await end]
  }
  if (fault === 'worker killed') {
    await work(0, queue)
    return [await end]
  }
  if (fault === 'worker stopped past the heartbeat') await work(1, queue)
  else {
    await run.terminate('by an operator')
    await end
    // a queue of its own: the worker that stands still would be given tasks of the other
    await work(1, `${queue} successor`)
  }
  const next = fault === 'worker stopped past the heartbeat' ? end : endOf(await start(`${queue} successor`))
  const answer = await next
  await round.compare()
  child.signal('SIGCONT')
  // its activity works on until it finds itself fenced
  await delay(1_500)
  return [answer]
}

async function endOf(run: WorkflowHandle): Promise<Answer> {
  const late = new AbortController()
  const tooLate = delay(patienceMs, { end: 'failed', code: 'STUCK', told: 'the run does not end' } as const, { signal: late.signal }).catch(
    () => null,
  )
  const ended = run.result().then(
    (value: unknown): Answer => ({ end: 'done', value }),
    (error: { readonly cause?: { readonly type?: string }; readonly message: string }): Answer => ({
      end: 'failed',
      code: error.cause?.type ?? 'RUN_STOPPED',
      told: error.message,
    }),
  )
  const answer = (await Promise.race([ended, tooLate])) ?? (await ended)
  late.abort()
  return answer
}
