import { defineCommand } from '../command.ts'
import { isoTime, localTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'

const messages = {
  at: { zh: '时间', en: 'at' },
  by: { zh: '谁', en: 'by' },
  action: { zh: '操作', en: 'action' },
  subject: { zh: '对象', en: 'subject' },
  reason: { zh: '理由', en: 'reason' },
  show: { zh: '查看原值', en: 'show' },
  export: { zh: '导出', en: 'export' },
  submit: { zh: '提交', en: 'submit' },
  replay: { zh: '回放', en: 'replay' },
  dismiss: { zh: '核销', en: 'dismiss' },
  none: { zh: '没有记录。', en: 'Nothing is recorded.' },
} as const

const command = defineCommand({
  summary: {
    zh: '谁在何时、为何查看、导出、更正或核销了隔离的行',
    en: 'who read, exported, corrected or dismissed rejected rows, when and why',
  },
  options: { limit: { kind: 'count', value: 'n', default: 100, help: { zh: '最多列出的条数', en: 'lines at most' } } },
  examples: ['guiji quarantine audit'],
  async run(frame, { limit }) {
    const project = await openProjectFor(frame)
    const { listAudit } = await import('../../databases/audit.ts')
    const lines = await using(openControl(project), (database) => listAudit(database, { limit }))
    if (lines.length === 0) frame.say(messages.none)
    else {
      frame.table(
        [messages.at, messages.by, messages.action, messages.subject, messages.reason].map((title) => ({
          title: frame.text(title),
          narrowest: 10,
          wraps: true,
        })),
        lines.map(({ at, by, action, subject, reason }) => [localTime(at), by, frame.text(messages[action]), subject, reason]),
      )
    }
    frame.result(lines.map((line) => ({ ...line, at: isoTime(line.at) })))
  },
})
export default command
