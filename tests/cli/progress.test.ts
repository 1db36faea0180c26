import { expect, test } from 'vitest'
import { createProgressView, type Progress } from '../../cli/progress.ts'

const states: readonly Progress[] = [
  { asset: 'police.resident-register', stage: 'plan', rows: 0, rowsPerSecond: 0 },
  { asset: 'police.resident-register', stage: 'land', rows: 8000, rowsPerSecond: 4000 },
  { asset: 'police.resident-register', stage: 'land', rows: 12000, rowsPerSecond: 4000 },
  { asset: 'police.resident-register', stage: 'done', rows: 20000, rowsPerSecond: 4000, outcome: 'published' },
]

function screen() {
  const written: string[] = []
  return { written, columns: 60, rows: 24, write: (text: string) => written.push(text) }
}

test('without a terminal one line tells each change of stage', () => {
  const out = screen()
  const view = createProgressView(out, 'en', false)
  for (const state of states) view.update(state)
  view.close()
  expect(out.written).toHaveLength(3)
  expect(out.written[1]).toMatch(/^police\.resident-register {2}landing +8,000 rows +4,000 rows\/s\n$/)
  expect(out.written[2]).toContain('published')
  expect(out.written.join('')).not.toMatch(/\x1b/)
})

test('on a terminal one line per asset is redrawn and the last state stays', () => {
  const out = screen()
  const view = createProgressView(out, 'zh', true)
  for (const state of states) view.update(state)
  view.close()
  const last = out.written.at(-1) ?? ''
  expect(last.split('\n').filter((line) => line.includes('police')).length).toBe(1)
  expect(last).toContain('已发布')
  expect(last).toContain('20,000')
})
