import type { Json } from '../../core/values.ts'
import type { Project } from '../../project/open-project.ts'
import type { ScheduleChange, ScheduleTarget, WantedSchedule } from '../../worker/schedules.ts'
import { defineCommand, defineGroup } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { localTime } from '../local-time.ts'
import { openProjectFor } from '../open.ts'
import { connectTo, temporalPlace } from '../temporal.ts'

const messages = {
  create: { zh: '新建', en: 'create' },
  update: { zh: '更改', en: 'update' },
  delete: { zh: '删除', en: 'delete' },
  none: { zh: '不变', en: 'none' },
  nothing: { zh: '{count} 个定时计划都与目录一致。', en: 'All {count} schedules are as the catalog wants them.' },
  wouldChange: { zh: '{count} 处差异；用 guiji schedule apply 实施。', en: '{count} differences; guiji schedule apply makes them.' },
  changed: { zh: '已实施 {count} 处改动。', en: '{count} changes made.' },
  noneExist: {
    zh: 'Temporal 中没有本项目的定时计划；用 guiji schedule apply 按目录建立。',
    en: 'Temporal has no schedules of this project; guiji schedule apply makes those that the catalog wants.',
  },
  id: { zh: '定时计划', en: 'schedule' },
  next: { zh: '下次', en: 'next' },
  last: { zh: '上次', en: 'last' },
  paused: { zh: '状态', en: 'state' },
  isPaused: { zh: '已暂停', en: 'paused' },
  isActive: { zh: '启用', en: 'active' },
} as const

const plan = defineCommand({
  summary: { zh: '显示目录与 Temporal 中定时计划的差异', en: 'show how schedules differ from the catalog' },
  run: (frame) =>
    withTarget(frame, async (target, project) => {
      const { planSchedules } = await import('../../worker/schedules.ts')
      const changes = await planSchedules(target, await wantedSchedules(project))
      const count = showChanges(frame, changes)
      if (count > 0) frame.say(messages.wouldChange, { count })
    }),
})

const apply = defineCommand({
  summary: { zh: '使 Temporal 中的定时计划与目录一致，先显示差异', en: 'make the schedules what the catalog wants, the difference shown' },
  run: (frame) =>
    withTarget(frame, async (target, project) => {
      const { applySchedules } = await import('../../worker/schedules.ts')
      const changes = await applySchedules(target, await wantedSchedules(project))
      const count = showChanges(frame, changes)
      if (count > 0) frame.say(messages.changed, { count })
    }),
})

const list = defineCommand({
  summary: { zh: '列出定时计划及其下次时间', en: 'list schedules with their next times' },
  run: (frame) =>
    withTarget(frame, async (target) => {
      const { listSchedules } = await import('../../worker/schedules.ts')
      const found = await listSchedules(target)
      frame.result(found.map((schedule): Json => ({ ...schedule })))
      if (found.length === 0) {
        frame.say(messages.noneExist)
        return
      }
      const columns = [messages.id, messages.next, messages.last, messages.paused].map((title) => ({
        title: frame.text(title),
      }))
      frame.table(
        columns,
        found.map(({ id, paused, next, last }) => [
          id,
          localTime(next[0] ?? null),
          localTime(last),
          frame.text(paused ? messages.isPaused : messages.isActive),
        ]),
      )
    }),
})

export default defineGroup({ plan, apply, list })

async function withTarget(frame: Frame, work: (target: ScheduleTarget, project: Project) => Promise<void>): Promise<number> {
  const project = await openProjectFor(frame)
  const place = await temporalPlace(project)
  const { client, close } = await connectTo(place)
  try {
    await work({ client, project: project.config.name, taskQueue: place.taskQueue }, project)
    return exitCodes.ok
  } finally {
    await close()
  }
}

/** One schedule per asset, from its cadence. Throws CONFIG_INVALID: schedules of half a catalog would delete the others. */
async function wantedSchedules(project: Project): Promise<readonly WantedSchedule[]> {
  const [{ configError }, { verbOf }] = await Promise.all([import('../../catalog/read-asset.ts'), import('../../workflows/materialize.ts')])
  const { schedules, problems } = await project.catalog()
  const wrong = problems.filter(({ level }) => level === 'error')
  if (wrong.length > 0) throw configError(wrong)
  return schedules.map(({ asset, kind, name, agency, cadence }) => ({
    id: `${verbOf[kind]}/${asset}`,
    workflowType: 'runOnSchedule',
    args: [{ asset, kind, cadence: { ...cadence } }],
    cadence,
    summary: agency === '' ? name : `${name} · ${agency}`,
  }))
}

/** Gives the number of differences. */
function showChanges(frame: Frame, changes: readonly ScheduleChange[]): number {
  const differing = changes.filter(({ change }) => change !== 'none')
  for (const { id, change, differences } of differing) {
    frame.print(`${frame.text(messages[change])}  ${id}`)
    for (const { what, from, to } of differences) frame.print(`    ${what}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`)
  }
  if (differing.length === 0) frame.say(messages.nothing, { count: changes.length })
  frame.result(changes.map(({ id, change, differences }): Json => ({ id, change, differences: differences.map((one) => ({ ...one })) })))
  return differing.length
}
