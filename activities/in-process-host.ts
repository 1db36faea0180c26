import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Activities } from '../core/activities.ts'
import { defineErrors, GuijiError } from '../core/errors.ts'
import type { Host } from '../core/procedure.ts'
import { delayBefore, retryRules } from '../core/retry-rules.ts'
import type { Json } from '../core/values.ts'
import type { BoundActivities } from './context.ts'

const errors = defineErrors({
  RUN_WAITING: {
    recovery: 'abort',
    message: { zh: '{id} 等待人工确认', en: '{id} waits for a person' },
    remedy: {
      zh: '查看隔离区（guiji quarantine list），再用 guiji approve {id} --reason … 或 guiji reject {id} --reason … 答复，然后重新运行',
      en: 'look at the quarantine (guiji quarantine list), answer with guiji approve {id} --reason … or guiji reject {id} --reason …, then run again',
    },
  },
  RUN_STOPPED: {
    recovery: 'abort',
    message: { zh: '运行已被中断', en: 'the run was stopped' },
    remedy: {
      zh: '没有数据变为可见；重新运行会接着未完成的计划',
      en: 'nothing became visible; running again goes on with the unfinished plan',
    },
  },
})

/** What a run says while it works, for whoever shows it. */
export type RunEvent =
  | { readonly event: 'label'; readonly run: string; readonly values: { readonly [attribute: string]: string | number } }
  | { readonly event: 'report'; readonly run: string; readonly markdown: string }
  | {
      readonly event: 'retry'
      readonly run: string
      readonly activity: string
      readonly attempt: number
      readonly seconds: number
      readonly error: GuijiError
    }

export interface InProcessOptions {
  readonly activities: BoundActivities
  readonly signal: AbortSignal
  now(): string
  onEvent?(event: RunEvent): void
}

/** A procedure's host in this process: the same activities under the same claims, leases and retry rules as on Temporal. */
export function createInProcessHost(options: InProcessOptions): Host<Activities> {
  const run = randomUUID()
  const emit = (event: RunEvent) => options.onEvent?.(event)
  return {
    identity: { host: 'process', runId: run },
    activities: retried(options, run, emit),
    cancelled: options.signal,
    now: () => options.now(),
    async sleep(seconds) {
      await delay(seconds * 1000, undefined, { signal: options.signal }).catch((error: unknown) => {
        throw errors('RUN_STOPPED', {}, error)
      })
    },
    ask: ({ id }) => Promise.reject(errors('RUN_WAITING', { id })),
    on: () => undefined,
    run: (procedure, input) => procedure(createInProcessHost(options) as Host<never>, input),
    restart() {
      throw new Error('a run in this process never restarts itself')
    },
    report: (markdown) => {
      emit({ event: 'report', run, markdown })
    },
    label: (values) => {
      emit({ event: 'label', run, values })
    },
  }
}

function retried(options: InProcessOptions, run: string, emit: (event: RunEvent) => void): Activities {
  const wrap = <K extends keyof Activities>(name: K) => {
    const rule = retryRules[name]
    return async (input: Parameters<Activities[K]>[0]) => {
      // how a run ended is written down even when it was stopped
      const signal = name === 'finish' ? new AbortController().signal : options.signal
      for (let attempt = 1; ; attempt++) {
        if (signal.aborted) throw errors('RUN_STOPPED')
        try {
          const activity = options.activities[name] as (
            input: unknown,
            context: { signal: AbortSignal; heartbeat(details?: Json): void },
          ) => Promise<unknown>
          return await activity(input, { signal, heartbeat: () => undefined })
        } catch (error) {
          if (signal.aborted) throw errors('RUN_STOPPED', {}, error)
          if (!(error instanceof GuijiError) || error.recovery !== 'retry' || attempt >= rule.attempts) throw error
          const seconds = delayBefore(attempt + 1, rule)
          emit({ event: 'retry', run, activity: name, attempt, seconds, error })
          await delay(seconds * 1000, undefined, { signal }).catch(() => undefined)
        }
      }
    }
  }
  const names = Object.keys(retryRules) as (keyof Activities)[]
  return Object.fromEntries(names.map((name) => [name, wrap(name)])) as unknown as Activities
}
