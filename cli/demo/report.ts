import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunSummary } from '../../core/activities.ts'
import type { Frame } from '../frame.ts'
import { packageRoot } from '../package-root.ts'
import { isBalanced, printRuns, runsJson, type Failures } from '../run-report.ts'
import type { TemporalPlace } from '../temporal.ts'

const messages = {
  waits: { zh: '{assets} 等待人工答复：guiji status 查看原因。', en: '{assets} waits for a person: guiji status tells why.' },
  ui: { zh: 'Temporal 界面：{ui}{kept}', en: 'Temporal UI: {ui}{kept}' },
  notKept: { zh: '（随演示结束而停止；--keep 保持运行）', en: ' (stops with the demo; --keep leaves it up)' },
  noTemporal: { zh: '未用 Temporal：各流程在本进程中运行。', en: 'Without Temporal: the procedures ran in this process.' },
  seconds: { zh: '共 {seconds} 秒。接下来可以试试：', en: '{seconds} s in all. To try next:' },
} as const

export interface DemoEnd {
  readonly root: string
  readonly summaries: readonly RunSummary[]
  readonly waiting: readonly string[]
  readonly failures: Failures
  readonly temporal: TemporalPlace | null
  readonly databaseUrl: string
  readonly seconds: number
  readonly keep: boolean
}

/** The demo's last words: a table per asset, the balance, where to look, what to try. Gives whether all went well. */
export function reportDemo(frame: Frame, end: DemoEnd): boolean {
  const { root, summaries, waiting, temporal, seconds, keep } = end
  frame.print('')
  printRuns(frame, summaries, end.failures)
  if (waiting.length > 0) frame.say(messages.waits, { assets: waiting.join(', ') })
  frame.print('')
  if (temporal === null) frame.say(messages.noTemporal)
  else frame.say(messages.ui, { ui: temporal.ui ?? temporal.address, kept: keep ? '' : frame.text(messages.notKept) })
  frame.say(messages.seconds, { seconds })
  for (const line of nextCommands(frame, root)) frame.print(`  ${line}`)
  const balanced = summaries.every(isBalanced)
  frame.result({
    assets: runsJson(summaries, end.failures),
    balanced,
    waiting,
    temporal: temporal === null ? null : { address: temporal.address, ui: temporal.ui },
    database: withoutPassword(end.databaseUrl),
    seconds,
  })
  return balanced && waiting.length === 0 && summaries.every(({ outcome }) => outcome !== 'failed')
}

/** As this user can type them, from the folder that they are in. */
function nextCommands(frame: Frame, root: string): string[] {
  const isInstalled = packageRoot().split(sep).includes('node_modules')
  const main = fileURLToPath(new URL('../main.js', import.meta.url))
  const command = isInstalled ? 'npx guiji' : `node ${relative(frame.terminal.cwd, main)}`
  const project = relative(frame.terminal.cwd, root)
  const at = project === '' ? '' : ` --project ${project}`
  return [`${command} status${at}`, `${command} quarantine list${at}`, `${command} preview police.resident-register${at}`]
}

function withoutPassword(url: string): string {
  const parsed = new URL(url)
  parsed.password = ''
  return parsed.href
}
