import type { Json } from '../../core/values.ts'
import type { AssetStatus } from '../../databases/runs.ts'
import { defineCommand } from '../command.ts'
import type { Frame } from '../frame.ts'
import { isoTime, localTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { outcomeTexts, stageTexts } from '../progress.ts'
import { isBalanced } from '../run-report.ts'
import type { Waiting } from '../../databases/answers.ts'

const messages = {
  asset: { zh: '资产', en: 'asset' },
  state: { zh: '状态', en: 'state' },
  published: { zh: '最近发布', en: 'published' },
  read: { zh: '读取', en: 'read' },
  quarantined: { zh: '隔离', en: 'rejected' },
  unbalanced: { zh: '账目不平：{assets}', en: 'NOT balanced: {assets}' },
  never: { zh: '从未运行', en: 'never run' },
  running: { zh: '运行中', en: 'running' },
  waits: { zh: '{asset} 等待答复（{plan}）：{questions}', en: '{asset} waits for an answer ({plan}): {questions}' },
  answer: {
    zh: '  guiji approve {plan} --reason … 或 guiji reject {plan} --reason …',
    en: '  guiji approve {plan} --reason … or guiji reject {plan} --reason …',
  },
} as const

const command = defineCommand({
  examples: ['guiji status', 'guiji status --json'],
  async run(frame) {
    const project = await openProjectFor(frame)
    const [{ assetStatus }, { listWaiting }] = await Promise.all([import('../../databases/runs.ts'), import('../../databases/answers.ts')])
    const { known, waiting } = await using(openControl(project), async (database) => ({
      known: await assetStatus(database),
      waiting: await listWaiting(database),
    }))
    const { schedules } = await project.catalog()
    const seen = new Map(known.map((status) => [status.asset, status]))
    const ids = [...new Set([...schedules.map(({ asset }) => asset), ...seen.keys()])]
    frame.table(
      [messages.asset, messages.state, messages.published, messages.read, messages.quarantined].map((title) => ({
        title: frame.text(title),
      })),
      ids.map((id) => row(frame, id, seen.get(id))),
    )
    const wrong = known.filter(({ lastRun }) => lastRun !== null && lastRun.counts !== null && !isBalanced(lastRun.counts))
    if (wrong.length > 0) frame.say(messages.unbalanced, { assets: wrong.map(({ asset }) => asset).join(', ') })
    for (const { asset, plan, questions } of waiting) {
      frame.print('')
      frame.say(messages.waits, { asset, plan, questions: questions.map(questionText).join('; ') })
      frame.say(messages.answer, { plan })
    }
    frame.result({ assets: ids.map((id) => statusJson(id, seen.get(id))), waiting: waiting.map(waitingJson) })
  },
})
export default command

function row(frame: Frame, id: string, status: AssetStatus | undefined) {
  const run = status?.lastRun ?? null
  if (status === undefined || run === null) return [id, frame.text(messages.never), null, null, null]
  return [id, stateText(frame, status), localTime(status.publishedAt), run.counts?.read ?? null, run.counts?.quarantined ?? null]
}

function stateText(frame: Frame, { waiting, lastRun }: AssetStatus): string {
  if (waiting) return frame.text(stageTexts.waiting)
  if (lastRun === null) return frame.text(messages.never)
  return frame.text(lastRun.outcome === null ? messages.running : outcomeTexts[lastRun.outcome])
}

function questionText({ code, field, suggestion }: Waiting['questions'][number]): string {
  return [code, field, suggestion].filter((part) => part !== undefined).join(' ')
}

function waitingJson({ plan, asset, questions, counts, since }: Waiting): Json {
  return { plan, asset, questions: questions.map((question) => ({ ...question })), counts, since: isoTime(since) }
}

function statusJson(asset: string, status: AssetStatus | undefined): Json {
  if (status === undefined) return { asset, waiting: false, openPlan: null, publishedAt: null, lastRun: null }
  const { waiting, openPlan, publishedAt, lastRun } = status
  const run =
    lastRun === null ? null : { ...lastRun, host: { ...lastRun.host }, counts: lastRun.counts === null ? null : { ...lastRun.counts } }
  return { asset, waiting, openPlan, publishedAt, lastRun: run }
}
