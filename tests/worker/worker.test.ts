import { hostname } from 'node:os'
import { join } from 'node:path'
import { ApplicationFailure, type WorkflowFailedError } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineErrors, reviveError, type ErrorRecord } from '../../core/errors.ts'
import type { Json, Log } from '../../core/values.ts'
import type { ActivityContext, ActivityFunctions } from '../../worker/activity-wrapper.ts'
import { until } from '../../local/processes.ts'
import { connectTemporal, connectWorker } from '../../worker/connect.ts'
import { isPolling } from '../../worker/is-polling.ts'
import { createGuijiWorker, type GuijiWorker } from '../../worker/run-worker.ts'
import { clusterIdOf, isTemporalRunClosed } from '../../worker/temporal-holder.ts'
import { testTemporal } from './server.ts'

const errors = defineErrors({
  TEST_GONE: { recovery: 'abort', message: { zh: '{file} 不见了', en: '{file} is gone' }, remedy: { zh: '放回去', en: 'put it back' } },
  TEST_LATER: { recovery: 'retry', message: { zh: '稍后', en: 'later' }, remedy: { zh: '等待', en: 'wait' } },
})
const calls: string[] = []
const logged: string[] = []
let onStart: () => void = () => undefined
const activities: ActivityFunctions = {
  work: async (input: { readonly how: string }, { signal, heartbeat }: ActivityContext): Promise<Json> => {
    calls.push(input.how)
    onStart()
    if (input.how === 'gone') throw errors('TEST_GONE', { file: 'a.csv' })
    if (input.how === 'later' && calls.length < 3) throw errors('TEST_LATER')
    if (input.how === 'unexpected') throw Object.assign(new TypeError('row 王某 510184199001011234'), { code: '23505' })
    if (input.how === 'stopped' && calls.length > 1) return 'went on'
    if (input.how === 'until cancelled' || input.how === 'stopped') {
      await new Promise((_resolve, reject) => {
        const beat = setInterval(() => {
          heartbeat({ rows: 1 })
        }, 200)
        signal.addEventListener('abort', () => {
          clearInterval(beat)
          reject(new Error('left'))
        })
      })
    }
    return { done: input.how }
  },
}

let close: () => Promise<void>
let context: Awaited<ReturnType<typeof testTemporal>>
let startWorker: () => Promise<{ worker: GuijiWorker; ended: Promise<void> }>
let first: { worker: GuijiWorker; ended: Promise<void> }

beforeAll(async () => {
  context = await testTemporal()
  const log: Log = { info: (fields, message) => logged.push(`${message} ${JSON.stringify(fields)}`) }
  const connection = await connectWorker(context.server, log)
  startWorker = async () => {
    const worker = await createGuijiWorker({
      connection,
      namespace: context.server.namespace,
      taskQueue: 'test',
      activities,
      maxConcurrentActivities: 2,
      log,
      workflowsPath: join(import.meta.dirname, 'workflows.ts'),
    })
    return { worker, ended: worker.run() }
  }
  first = await startWorker()
  close = async () => {
    await first.worker.stop()
    await connection.close()
    await context.close()
  }
}, 120_000)
afterAll(() => close())

const start = (workflowId: string, type = 'callActivity', input: Json = {}) => {
  calls.length = 0
  onStart = () => undefined
  return context.temporal.client.workflow.start(type, { taskQueue: 'test', workflowId, args: [input] })
}
const failureOf = async (how: string): Promise<ApplicationFailure> => {
  const handle = await start(how, 'callActivity', { how })
  const failed = (await handle.result().catch((error: unknown) => error)) as WorkflowFailedError
  let cause: unknown = failed.cause
  while (cause instanceof Error && !(cause instanceof ApplicationFailure)) cause = cause.cause
  return cause as ApplicationFailure
}

test('an error that needs a person is not tried again, and arrives whole', { timeout: 60_000 }, async () => {
  const failure = await failureOf('gone')
  expect(calls).toHaveLength(1)
  expect(failure.type).toBe('TEST_GONE')
  expect(failure.message).toBe('TEST_GONE a.csv 不见了 → 放回去 / a.csv is gone → put it back')
  expect(reviveError(failure.details?.[0] as ErrorRecord)).toMatchObject({ code: 'TEST_GONE', details: { file: 'a.csv' } })
})

test('an error that passes is tried again; one that is not ours too, and its text is left out', { timeout: 60_000 }, async () => {
  const handle = await start('later', 'callActivity', { how: 'later' })
  expect(await handle.result()).toEqual({ done: 'later' })
  expect(calls).toHaveLength(3)
  const failure = await failureOf('unexpected')
  expect(calls).toHaveLength(3)
  expect(failure.type).toBe('UNEXPECTED')
  expect(failure.message).toContain('TypeError 23505')
  expect(failure.stack).toMatch(/at .*worker\.test\.ts/)
  await until(() => logged.some((line) => line.includes('Activity failed') && line.includes('UNEXPECTED')), 2000)
  expect(logged.join()).toMatch(/Activity failed .*UNEXPECTED/)
  expect(logged.join()).not.toMatch(/王某|510184/)
  expect(JSON.stringify([failure.message, failure.stack, failure.details])).not.toMatch(/王某|510184/)
})

test('a cancelled run reaches the activity, and the lease of a run is free once it has ended', { timeout: 60_000 }, async () => {
  const { client, connection } = context.temporal
  const handle = await start('cancelled', 'callActivity', { how: 'until cancelled' })
  const holder = {
    namespace: 'default',
    workflowId: 'cancelled',
    runId: handle.firstExecutionRunId,
    cluster: await clusterIdOf(connection),
  }
  await new Promise<void>((resolve) => (onStart = resolve))
  expect(await isTemporalRunClosed(client, holder)).toBe(false)
  await handle.cancel()
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } })
  expect(await isTemporalRunClosed(client, holder)).toBe(true)
  const unknown = { ...holder, runId: '00000000-0000-4000-8000-000000000000' }
  expect(await isTemporalRunClosed(client, unknown)).toBe(true)
  expect(await isTemporalRunClosed(client, { ...unknown, cluster: 'another' })).toBe(false)
  await expect(isTemporalRunClosed(client, { ...holder, namespace: 'deleted' })).rejects.toThrow()
})

// well before the attempt's heartbeat is missed
test('a worker that stops leaves its activity to another one at once', { timeout: 20_000 }, async () => {
  const handle = await start('stopped', 'callActivity', { how: 'stopped' })
  await new Promise<void>((resolve) => (onStart = resolve))
  await first.worker.stop()
  await first.ended
  first = await startWorker()
  expect(await handle.result()).toBe('went on')
  const { events } = await handle.fetchHistory()
  const started = events?.find((event) => Boolean(event.activityTaskStartedEventAttributes))?.activityTaskStartedEventAttributes
  expect([started?.attempt, started?.lastFailure?.message]).toEqual([2, expect.stringContaining('WORKER_STOPPED')])
})

test('a health check sees the worker of this host, and none of another', async () => {
  const { connection } = context.temporal
  const at = { namespace: 'default', taskQueue: 'test', host: hostname() }
  expect(await until(() => isPolling(connection, at), 10_000)).toBe(true)
  expect(await isPolling(connection, { ...at, host: 'elsewhere' })).toBe(false)
  expect(await isPolling(connection, { ...at, taskQueue: 'unheard of' })).toBe(false)
})

test('a namespace that is not there is named', async () => {
  const connecting = connectTemporal({ ...context.server, namespace: 'nowhere' })
  await expect(connecting).rejects.toMatchObject({ code: 'TEMPORAL_NAMESPACE_MISSING', details: { namespace: 'nowhere' } })
})
