import { userInfo } from 'node:os'
import { aliasHints, describeDifference, type Difference } from '../../core/drift.ts'
import { defineErrors } from '../../core/errors.ts'
import type { Json } from '../../core/values.ts'
import type { DriftLine } from '../../databases/source-columns.ts'
import { answerOptions, requireReason } from '../answer-run.ts'
import { defineCommand, defineGroup } from '../command.ts'
import type { Frame } from '../frame.ts'
import { isoTime, localTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { requireKnownAsset } from '../require-known-asset.ts'
import { wrap } from '../width.ts'

const errors = defineErrors({
  NO_DRIFT: {
    recovery: 'abort',
    message: { zh: '{asset} 没有等待接受的列变化', en: 'no change of the columns of {asset} waits to be accepted' },
    remedy: {
      zh: '用 guiji drift show 查看；还没有运行过的变化先运行一次',
      en: 'see guiji drift show; a change is found when the asset runs',
    },
  },
  DRIFT_ASKED: {
    recovery: 'abort',
    message: {
      zh: '{asset} 的列变化由等待中的计划 {plan} 提出',
      en: 'the change of the columns of {asset} is asked about by plan {plan}, which waits',
    },
    remedy: {
      zh: '用 guiji approve {plan} --reason … 接受，或 guiji reject {plan} --reason …',
      en: 'accept it with guiji approve {plan} --reason …, or guiji reject {plan} --reason …',
    },
  },
})
const messages = {
  none: { zh: '来源的列没有变化。', en: 'No source has changed its columns.' },
  waits: { zh: '{asset}：等待接受（{at} 发现）', en: '{asset}: waits to be accepted (found {at})' },
  read: { zh: '  用于 {uses}', en: '  read by {uses}' },
  unread: { zh: '  没有信息项用到', en: '  read by nothing' },
  hint: { zh: '改了名就写：', en: 'If it was renamed, write:' },
  accept: {
    zh: '核实后：guiji drift accept {asset} --reason …',
    en: 'Once the agency has confirmed it: guiji drift accept {asset} --reason …',
  },
  accepted: { zh: '{asset}：{at} 接受（{by}）', en: '{asset}: accepted {at} ({by})' },
  published: { zh: '随 {plan} 发布', en: 'published with {plan}' },
  done: { zh: '已接受 {asset} 的列变化；下次运行按新的列读取。', en: 'Accepted for {asset}; the next run reads by the new columns.' },
} as const

const show = defineCommand({
  summary: { zh: '列出来源列的变化：待接受的与已接受的', en: 'changes of source columns: waiting and accepted' },
  arguments: { dataset: { optional: true, help: { zh: '只看这个数据资源', en: 'only of this dataset' } } },
  examples: ['guiji drift show', 'guiji drift show police.resident-register --json'],
  async run(frame, { dataset }) {
    const project = await openProjectFor(frame)
    const { listDrift } = await import('../../databases/source-columns.ts')
    const lines = await using(openControl(project), (database) => listDrift(database, dataset ?? null))
    if (lines.length === 0) {
      if (dataset !== undefined) await requireKnownAsset(project, dataset)
      frame.say(messages.none)
    }
    for (const line of lines) printLine(frame, line)
    frame.result(lines.map(lineJson))
  },
})

const accept = defineCommand({
  summary: { zh: '接受一个数据资源的来源列变化', en: "accept a change of a dataset's source columns" },
  arguments: { dataset: { help: { zh: '数据资源的编号', en: 'the id of a dataset' } } },
  options: answerOptions,
  examples: ['guiji drift accept police.resident-register --reason "…"'],
  async run(frame, { dataset, reason, by }) {
    const answer = { reason: requireReason(reason), by: by ?? userInfo().username }
    const project = await openProjectFor(frame)
    const [{ acceptPending }, { openPlanOf }] = await Promise.all([
      import('../../databases/source-columns.ts'),
      import('../../databases/plans.ts'),
    ])
    const accepted = await using(openControl(project), async (database) => {
      const open = await openPlanOf(database, dataset)
      if (open?.asks?.code === 'SOURCE_DRIFTED') throw errors('DRIFT_ASKED', { asset: dataset, plan: open.plan })
      return acceptPending(database, { asset: dataset, ...answer })
    })
    if (accepted === null) {
      await requireKnownAsset(project, dataset)
      throw errors('NO_DRIFT', { asset: dataset })
    }
    frame.say(messages.done, { asset: dataset })
    printDifferences(frame, accepted.differences)
    frame.result(lineJson(accepted))
  },
})

export default defineGroup({ show, accept })

function printLine(frame: Frame, line: DriftLine): void {
  const { asset, differences, acceptedAt, by, reason, plan } = line
  if (acceptedAt === null) {
    frame.say(messages.waits, { asset, at: localTime(line.seenAt) ?? '' })
    printDifferences(frame, differences)
    frame.say(messages.accept, { asset })
  } else {
    const published = plan === null ? [] : [frame.text(messages.published, { plan })]
    frame.say(messages.accepted, { asset, at: localTime(acceptedAt) ?? '', by: [by, reason, ...published].filter(Boolean).join(', ') })
    printDifferences(frame, differences)
  }
  frame.print('')
}

function printDifferences(frame: Frame, differences: readonly Difference[]): void {
  for (const difference of differences) {
    const uses = difference.change === 'added' ? [] : difference.uses
    const read = uses.length === 0 ? frame.text(messages.unread) : frame.text(messages.read, { uses: uses.join(', ') })
    for (const line of wrap(`  ${describeDifference(difference)}${read}`, frame.width)) frame.print(line)
  }
  const hints = differences.flatMap(aliasHints)
  if (hints.length > 0) frame.say(messages.hint)
  for (const hint of hints) frame.print(`  ${hint}`)
}

function lineJson({ asset, differences, columns, dropped, plan, by, reason, seenAt, acceptedAt }: DriftLine): Json {
  return {
    asset,
    accepted: acceptedAt !== null,
    differences: differences.map((difference) => ({ ...difference })),
    columns: columns.map(({ name, type }) => ({ name, type })),
    ...{ dropped, plan, by, reason, seenAt: isoTime(seenAt), acceptedAt: acceptedAt === null ? null : isoTime(acceptedAt) },
  }
}
