import type { Outcome, Stage } from '../core/activities.ts'
import type { Text } from '../core/values.ts'
import { formatNumber, say, type Language } from './language.ts'
import { displayWidth, padEnd, truncate } from './width.ts'

/** Where one asset's run stands. `rows` counts rows read so far; `rowsPerSecond` since its reading began. */
export interface Progress {
  readonly asset: string
  readonly stage: Stage
  readonly rows: number
  readonly rowsPerSecond: number
  readonly outcome?: Outcome
}
export interface ProgressView {
  update(progress: Progress): void
  /** Draws the last state once more and leaves it standing. */
  close(): void
}
/** Where progress is drawn: standard error. */
export interface ProgressScreen {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

export const stageTexts: { readonly [stage in Stage]: Text } = {
  lease: { zh: '占用', en: 'lease' },
  plan: { zh: '计划', en: 'plan' },
  land: { zh: '落地', en: 'landing' },
  check: { zh: '检核', en: 'checking' },
  waiting: { zh: '等待答复', en: 'waiting' },
  publish: { zh: '发布', en: 'publishing' },
  consolidate: { zh: '归并', en: 'consolidating' },
  done: { zh: '完成', en: 'done' },
}
export const outcomeTexts: { readonly [outcome in Outcome]: Text } = {
  published: { zh: '已发布', en: 'published' },
  unchanged: { zh: '无变化', en: 'unchanged' },
  skipped: { zh: '已跳过', en: 'skipped' },
  failed: { zh: '失败', en: 'failed' },
}
const units = { rows: { zh: '行', en: 'rows' }, perSecond: { zh: '行/秒', en: 'rows/s' } } as const

const redrawMs = 100
const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
const clearBelow = '\x1b[0J'

/** A terminal's lines are redrawn in place; anywhere else one line tells each change of stage. */
export function createProgressView(screen: ProgressScreen, language: Language, redraw = screen.isTTY === true): ProgressView {
  return redraw ? redrawnView(screen, language) : lineView(screen, language)
}

function lineView(screen: ProgressScreen, language: Language): ProgressView {
  const told = new Map<string, string>()
  return {
    update(progress) {
      const state = progress.outcome ?? progress.stage
      if (told.get(progress.asset) === state) return
      told.set(progress.asset, state)
      screen.write(`${progressLine(progress, language, displayWidth(progress.asset), 200)}\n`)
    },
    close: () => undefined,
  }
}

function redrawnView(screen: ProgressScreen, language: Language): ProgressView {
  const latest = new Map<string, Progress>()
  let drawn = 0
  let timer: NodeJS.Timeout | undefined
  const draw = (all: boolean) => {
    timer = undefined
    const width = (screen.columns ?? 80) - 1
    const states = all ? [...latest.values()] : visible([...latest.values()], Math.max(3, (screen.rows ?? 24) - 2))
    const label = Math.min(40, Math.max(0, ...states.map(({ asset }) => displayWidth(asset))))
    const lines = states.map((progress) => progressLine(progress, language, label, width))
    const up = drawn > 0 ? `\x1b[${drawn}A` : ''
    screen.write(`${hideCursor}${up}\r${clearBelow}${lines.map((line) => `${line}\n`).join('')}${showCursor}`)
    drawn = lines.length
  }
  return {
    update(progress) {
      latest.set(progress.asset, progress)
      timer ??= setTimeout(() => draw(false), redrawMs).unref()
    },
    close() {
      if (timer !== undefined) clearTimeout(timer)
      if (latest.size > 0) draw(true)
    },
  }
}

/** What fits the screen: those under way first, then the latest that ended. */
function visible(states: readonly Progress[], rows: number): readonly Progress[] {
  if (states.length <= rows) return states
  const running = states.filter(({ outcome }) => outcome === undefined)
  const ended = states.filter(({ outcome }) => outcome !== undefined)
  return [...ended.slice(-Math.max(0, rows - running.length)), ...running].slice(0, rows)
}

function progressLine({ asset, stage, rows, rowsPerSecond, outcome }: Progress, language: Language, label: number, width: number): string {
  const state = say(outcome === undefined ? stageTexts[stage] : outcomeTexts[outcome], language)
  const read = rows > 0 ? `${formatNumber(rows).padStart(12)} ${say(units.rows, language)}` : ''
  const speed =
    rows > 0 && rowsPerSecond > 0 ? `${formatNumber(Math.round(rowsPerSecond)).padStart(10)} ${say(units.perSecond, language)}` : ''
  return truncate(`${padEnd(truncate(asset, label), label)}  ${padEnd(state, 14)}${read}${speed}`.trimEnd(), width)
}
