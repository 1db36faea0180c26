import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
  type ScheduleOptionsStartWorkflowAction,
} from '@temporalio/client'
import type { Workflow } from '@temporalio/common'
import { defineErrors } from '../core/errors.ts'
import { mapLimited } from '../core/map-limited.ts'
import type { Json } from '../core/values.ts'
import { asFound, asWanted, specOf, type WantedSchedule } from './schedule-spec.ts'

export type { WantedSchedule }

const errors = defineErrors({
  SCHEDULE_FOREIGN: {
    recovery: 'abort',
    message: { zh: 'Temporal 中的计划 {id} 不属于本项目', en: "the schedule {id} in Temporal is not this project's" },
    remedy: {
      zh: '换一个 namespace 或改 guiji.yaml 的 name；若它已无用，在 Temporal 界面中删除',
      en: "use another namespace or change `name` in guiji.yaml; if it is of no use, delete it in Temporal's UI",
    },
  },
})

export interface ScheduleTarget {
  readonly client: Client
  /** Whose schedules: others' are never touched. */
  readonly project: string
  readonly taskQueue: string
}
export interface ScheduleChange {
  readonly id: string
  readonly change: 'create' | 'update' | 'delete' | 'none'
  /** What an update replaces, and by what. */
  readonly differences: readonly { readonly what: string; readonly from: Json; readonly to: Json }[]
}
export interface ListedSchedule {
  readonly id: string
  readonly paused: boolean
  readonly note: string | null
  /** Instants, the nearest first. */
  readonly next: readonly string[]
  readonly last: string | null
}

const ours = /^(ingest|consolidate|publish)\//
const requestsAtOnce = 8
/** A firing missed for longer, because Temporal was down, is left out: the next one brings everything. */
const catchupWindow = '10 minutes'

/** What `applySchedules` would do, in the order of ids. Throws SCHEDULE_FOREIGN. */
export async function planSchedules(target: ScheduleTarget, wanted: readonly WantedSchedule[]): Promise<readonly ScheduleChange[]> {
  const ids = new Set(wanted.map(({ id }) => id))
  const changes = await mapLimited(wanted, requestsAtOnce, (one) => compare(target, one))
  // asked for one by one above, since a list lags behind; here it can only miss what somebody just made
  for (const { id } of await listSchedules(target)) if (!ids.has(id)) changes.push({ id, change: 'delete', differences: [] })
  return changes.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Makes the server's schedules those wanted, and tells what was done. A paused one stays paused. Throws SCHEDULE_FOREIGN. */
export async function applySchedules(target: ScheduleTarget, wanted: readonly WantedSchedule[]): Promise<readonly ScheduleChange[]> {
  const changes = await planSchedules(target, wanted)
  const byId = new Map(wanted.map((one) => [one.id, one]))
  await mapLimited(changes, requestsAtOnce, async ({ id, change }) => {
    const one = byId.get(id)
    if (change === 'create' && one !== undefined) await create(target, one)
    if (change === 'update' && one !== undefined) await update(target, one)
    if (change === 'delete') await remove(target, id)
  })
  return changes
}

/** The project's schedules, in the order of ids. */
export async function listSchedules({ client, project }: Pick<ScheduleTarget, 'client' | 'project'>): Promise<readonly ListedSchedule[]> {
  const found: ListedSchedule[] = []
  for await (const { scheduleId, memo, state, info } of client.schedule.list()) {
    if (!ours.test(scheduleId) || memo?.['guiji'] !== project) continue
    const next = info.nextActionTimes.map((time) => time.toISOString())
    const last = info.recentActions.at(-1)?.takenAt.toISOString() ?? null
    found.push({ id: scheduleId, paused: state.paused, note: state.note ?? null, next, last })
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function compare(target: ScheduleTarget, wanted: WantedSchedule): Promise<ScheduleChange> {
  const { id } = wanted
  const found = await describe(target, id)
  if (found === null) return { id, change: 'create', differences: [] }
  const before = asFound(found)
  const after = asWanted(wanted, target.taskQueue)
  const differences = Object.entries(after).flatMap(([what, to]) => {
    const from = before[what] ?? null
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ what, from, to }]
  })
  return { id, change: differences.length === 0 ? 'none' : 'update', differences }
}

async function describe({ client, project }: ScheduleTarget, id: string): Promise<ScheduleDescription | null> {
  try {
    const found = await client.schedule.getHandle(id).describe()
    if (found.memo?.['guiji'] !== project) throw errors('SCHEDULE_FOREIGN', { id })
    return found
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null
    throw error
  }
}

function actionOf(wanted: WantedSchedule, taskQueue: string): ScheduleOptionsStartWorkflowAction<Workflow> {
  const { workflowType, args, summary } = wanted
  // Temporal adds the time of the firing to the id
  return { type: 'startWorkflow', workflowType, taskQueue, workflowId: `schedule/${wanted.id}`, args: [...args], staticSummary: summary }
}

const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow, pauseOnFailure: false } as const

async function create({ client, project, taskQueue }: ScheduleTarget, wanted: WantedSchedule): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: wanted.id,
      spec: specOf(wanted.cadence),
      action: actionOf(wanted, taskQueue),
      policies,
      memo: { guiji: project },
    })
  } catch (error) {
    // somebody else applied the same catalog at this moment
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
  }
}

async function update({ client, taskQueue }: ScheduleTarget, wanted: WantedSchedule): Promise<void> {
  await client.schedule.getHandle(wanted.id).update(({ state }) => ({
    spec: specOf(wanted.cadence),
    action: actionOf(wanted, taskQueue),
    policies,
    state,
  }))
}

async function remove({ client }: ScheduleTarget, id: string): Promise<void> {
  try {
    await client.schedule.getHandle(id).delete()
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
  }
}
