import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import * as workflow from '@temporalio/workflow'
import type { Activities } from '../core/activities.ts'
import { defineErrors, GuijiError, reviveError, type ErrorRecord } from '../core/errors.ts'
import { maskPersonalNumbers } from '../core/personal-numbers.ts'
import type { Host, Procedure } from '../core/procedure.ts'
import { retryRules } from '../core/retry-rules.ts'
import type { Json } from '../core/values.ts'

const errors = defineErrors({
  RUN_EXISTS: {
    recovery: 'abort',
    message: { zh: '{id} 正在运行', en: '{id} is already running' },
    remedy: { zh: '等它结束，或在 Temporal 界面中查看它在等什么', en: "wait for it to end, or look in Temporal's UI what it waits for" },
  },
  RUN_CANCELLED: {
    recovery: 'abort',
    message: { zh: '运行已被取消', en: 'the run was cancelled' },
    remedy: {
      zh: '没有数据变为可见；重新运行会接着未完成的计划',
      en: 'nothing became visible; running again goes on with the unfinished plan',
    },
  },
  ACTIVITY_FAILED: {
    recovery: 'abort',
    message: { zh: '{activity} 失败：{why}', en: '{activity} failed: {why}' },
    remedy: {
      zh: '查看工作进程的日志；重新运行会接着未完成的计划',
      en: "see the worker's log; running again goes on with the unfinished plan",
    },
  },
})

/** What the UI's Update dialog sends: which question, yes or no, who and why. */
export const answerUpdate = workflow.defineUpdate<string, [Json]>('answer')

/** Workflow type names of the procedures that a host may start. */
export type TypeOf = (procedure: unknown) => string

/** A procedure's host on Temporal. */
export function temporalHost(typeOf: TypeOf): Host<Activities> {
  const info = workflow.workflowInfo()
  const questions = new Map<string, (answer: Json) => void>()
  const cancelled = new AbortController()
  workflow.CancellationScope.current().cancelRequested.catch(() => {
    cancelled.abort()
  })
  workflow.setHandler(
    answerUpdate,
    (input) => {
      const { id, ...answer } = input as { id: string }
      questions.get(id)?.(answer)
      questions.delete(id)
      return `${id}: 已收到 received`
    },
    {
      validator: (input: Json | undefined) => {
        refuseAnswer(input, questions)
      },
    },
  )
  return {
    identity: { host: 'temporal', namespace: info.namespace, workflowId: info.workflowId, runId: info.runId },
    activities: boundActivities(),
    cancelled: cancelled.signal,
    now: () => new Date(Date.now()).toISOString(),
    async sleep(seconds) {
      await workflow.sleep(seconds * 1000)
    },
    async ask<T extends Json>(question: { readonly id: string; readonly until?: string }): Promise<T | 'expired'> {
      const answers: Json[] = []
      questions.set(question.id, (given) => answers.push(given))
      const answered = () => answers.length > 0
      if (question.until === undefined) await workflow.condition(answered)
      else if (!(await workflow.condition(answered, Math.max(1, Date.parse(question.until) - Date.now())))) return 'expired'
      return answers[0] as T
    },
    on(message, handle) {
      workflow.setHandler(workflow.defineSignal<[Json]>(message), handle)
    },
    run: (procedure, input, options) => startChild(typeOf(procedure), input as Json, options),
    restart: (input) => {
      // continueAsNew always throws; its promise never settles otherwise
      void workflow.continueAsNew(input)
      throw new workflow.ContinueAsNew({ workflowType: info.workflowType })
    },
    report: (markdown) => {
      workflow.setCurrentDetails(markdown)
    },
    label: (values) => {
      workflow.upsertSearchAttributes(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [String(value)]])))
    },
  }
}

/** Runs a procedure as a workflow: what it throws becomes the workflow's failure, with our words as its message. */
export async function runProcedure<I, O>(procedure: Procedure<Activities, I, O>, input: I, typeOf: TypeOf): Promise<O> {
  try {
    return await procedure(temporalHost(typeOf), input)
  } catch (error) {
    if (workflow.isCancellation(error) || error instanceof workflow.ContinueAsNew) throw error
    // so that Temporal shows the run as cancelled, not as failed
    if (error instanceof GuijiError && error.code === 'RUN_CANCELLED') throw new workflow.CancelledFailure(error.message)
    throw asFailure(error)
  }
}

/** What a workflow throws stands in history for good, so a message that is not ours is masked. */
export function asFailure(error: unknown): workflow.ApplicationFailure {
  if (error instanceof GuijiError) {
    const message = `${error.code} ${error.text.zh} → ${error.remedy.zh} / ${error.text.en} → ${error.remedy.en}`
    return workflow.ApplicationFailure.create({ message, type: error.code, nonRetryable: true, details: [error.toJSON()] })
  }
  const message = error instanceof Error ? maskPersonalNumbers(`UNEXPECTED ${error.name}: ${error.message}`) : 'UNEXPECTED'
  return workflow.ApplicationFailure.create({ message, type: 'UNEXPECTED', nonRetryable: true })
}

/** The error of ours that stands under Temporal's wrappers. */
function asGuijiError(error: unknown, where: string): unknown {
  let cause: unknown = error
  while (cause instanceof workflow.TemporalFailure) {
    if (cause instanceof workflow.CancelledFailure) return errors('RUN_CANCELLED')
    if (cause instanceof workflow.ApplicationFailure) {
      const record = cause.details?.[0] as ErrorRecord | undefined
      if (record !== undefined && typeof record.code === 'string') return reviveError(record)
      return errors('ACTIVITY_FAILED', { activity: where, why: cause.type ?? 'UNEXPECTED' })
    }
    if (cause.cause === undefined) return errors('ACTIVITY_FAILED', { activity: where, why: cause.name })
    cause = cause.cause
  }
  return error
}

function boundActivities(): Activities {
  const bound: { [name: string]: (input: { readonly [key: string]: unknown }) => Promise<unknown> } = {}
  for (const [name, rule] of Object.entries(retryRules)) {
    const options: workflow.ActivityOptions = {
      startToCloseTimeout: rule.timeoutSeconds * 1000,
      heartbeatTimeout: rule.heartbeatSeconds * 1000,
      cancellationType: workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      retry: {
        initialInterval: rule.firstDelaySeconds * 1000,
        maximumInterval: rule.maxDelaySeconds * 1000,
        maximumAttempts: rule.attempts,
      },
    }
    const proxy = workflow.proxyActivities<{ [activity: string]: (input: unknown) => Promise<unknown> }>(options)
    bound[name] = async (input) => {
      const call = () => summarised(proxy[name], { ...options, summary: summaryOf(input) }, input)
      try {
        // how a run ended is written down even when it was cancelled
        return await (name === 'finish' ? workflow.CancellationScope.nonCancellable(call) : call())
      } catch (error) {
        throw asGuijiError(error, name)
      }
    }
  }
  return bound as unknown as Activities
}

async function summarised(activity: unknown, options: workflow.ActivityOptions, input: unknown): Promise<unknown> {
  const withOptions = activity as { executeWithOptions(options: workflow.ActivityOptions, args: readonly unknown[]): Promise<unknown> }
  return withOptions.executeWithOptions(options, [input])
}

/** Shown on the UI's timeline: asset or plan, and split. */
function summaryOf(input: { readonly [key: string]: unknown }): string {
  return [input['plan'] ?? input['asset'], input['split'], input['outcome']]
    .filter((part) => typeof part === 'string')
    .join(' · ')
    .slice(0, 120)
}

async function startChild<O>(type: string, input: Json, options: { readonly id: string; readonly wait: boolean }): Promise<O> {
  const common = { workflowId: options.id, args: [input], staticSummary: options.id, staticDetails: detailsOf(type, input) }
  try {
    if (options.wait) return (await workflow.executeChild(type, common)) as O
    await workflow.startChild(type, { ...common, parentClosePolicy: workflow.ParentClosePolicy.ABANDON })
    return undefined as O
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw errors('RUN_EXISTS', { id: options.id })
    throw asGuijiError(error, type)
  }
}

/** Stays readable while no worker is up, when current details are blank. */
function detailsOf(type: string, input: Json): string {
  const { asset } = input as { readonly asset?: string }
  if (asset === undefined) return type
  return `${type} \`${asset}\`\n\n- \`guiji status\`\n- \`guiji quarantine list ${asset}\`\n- \`guiji approve ${asset} --reason …\` / \`guiji reject ${asset} --reason …\``
}

function refuseAnswer(input: Json | undefined, questions: ReadonlyMap<string, unknown>): void {
  const expected = '应为 expected {"id": "<plan>", "approve": true|false, "by": "<name>", "reason": "<text>"}'
  const given = input as { readonly id?: Json; readonly approve?: Json; readonly by?: Json; readonly reason?: Json } | null | undefined
  if (given === null || given === undefined || typeof given !== 'object') throw new Error(`没有内容 nothing given; ${expected}`)
  if (typeof given.id !== 'string' || !questions.has(given.id)) {
    throw new Error(`没有这个问题 no such question; 等待中 waiting: ${[...questions.keys()].join(', ') || '无 none'}`)
  }
  if (typeof given.approve !== 'boolean') throw new Error(`缺 approve; ${expected}`)
  if (typeof given.by !== 'string' || given.by.trim() === '') throw new Error(`缺 by; ${expected}`)
  if (typeof given.reason !== 'string' || given.reason.trim() === '') throw new Error(`缺理由 reason; ${expected}`)
  // an answer stands in history for good
  for (const text of [given.by, given.reason])
    if (maskPersonalNumbers(text) !== text)
      throw new Error('理由中有证件号码或手机号码，请去掉 leave identity and phone numbers out of the reason')
}
