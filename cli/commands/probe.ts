import type { Finding } from '../../core/connector.ts'
import type { Json, Text } from '../../core/values.ts'
import { defineCommand } from '../command.ts'
import { labelOf } from '../detail-labels.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { openConnection } from '../open-connection.ts'
import { openProjectFor } from '../open.ts'
import { renderLabelled } from '../print-error.ts'
import { displayWidth, padEnd, printable, truncate } from '../width.ts'

const messages = {
  address: { zh: '地址', en: 'address' },
  login: { zh: '登录', en: 'login' },
  privilege: { zh: '权限', en: 'privilege' },
  charset: { zh: '字符集', en: 'character set' },
  clock: { zh: '时钟', en: 'clock' },
  ok: { zh: '通过', en: 'ok' },
  failed: { zh: '未通过', en: 'FAILED' },
  fine: { zh: '{connection} 可用。', en: '{connection} can be used.' },
} as const

const command = defineCommand({
  arguments: { connection: { help: { zh: '连接的编号，即 connections/ 中的文件名', en: "the connection's file name in connections/" } } },
  examples: ['guiji probe police-drop'],
  async run(frame, { connection }) {
    const project = await openProjectFor(frame)
    const { session } = await openConnection(project, await project.connection(connection))
    const findings: Finding[] = []
    try {
      for await (const finding of session.probe(frame.signal)) {
        findings.push(finding)
        printFinding(frame, finding)
      }
    } finally {
      await session.close()
    }
    const failed = findings.filter(({ ok }) => !ok)
    if (failed.length === 0) frame.say(messages.fine, { connection })
    frame.result({ connection, ok: failed.length === 0, findings: findings.map((finding): Json => ({ ...finding })) })
    if (failed.length === 0) return exitCodes.ok
    return failed.some(({ name }) => name === 'address') ? exitCodes.unreachable : exitCodes.failed
  },
})
export default command

const steps = ['address', 'login', 'privilege', 'charset', 'clock'] as const satisfies readonly Finding['name'][]

/** Steps are shown as they end, so their columns are as wide as the widest of all could be. */
function printFinding(frame: Frame, { name, ok, cause, remedy }: Finding): void {
  const widest = (texts: readonly Text[]) => Math.max(...texts.map((text) => displayWidth(frame.text(text))))
  const step = padEnd(frame.text(messages[name]), widest(steps.map((step) => messages[step])))
  const verdict = padEnd(frame.text(ok ? messages.ok : messages.failed), widest([messages.ok, messages.failed]))
  frame.print(truncate(`${step}  ${verdict}  ${printable(cause ?? '')}`.trimEnd(), frame.width))
  if (ok || remedy === undefined) return
  for (const line of renderLabelled([[labelOf('remedy', frame.language), frame.text(remedy)]], frame.width)) frame.print(line)
}
