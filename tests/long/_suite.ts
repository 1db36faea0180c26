import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'

interface State {
  readonly parts: number
  /** Parts that passed, with the seconds that each took. */
  readonly done: Readonly<Record<string, number>>
}

/**
 * A long test as parts that are done once each: a part that passed is not run again, a part that would begin after
 * the call's time is left for the next one. Ids of parts are stable from call to call; a part takes minutes, not hours.
 * @param atOnce two parts at the same time, for parts that are processes of their own
 */
export function longSuite(
  parts: readonly string[],
  run: (part: string) => Promise<void> | void,
  { atOnce = false }: { readonly atOnce?: boolean } = {},
): void {
  const { file, untilMs } = readCall()
  let state: State = { parts: parts.length, done: readDone(file, parts) }
  write(file, state)
  for (const part of parts) {
    test(part, { timeout: 3_600_000, concurrent: atOnce }, async (context) => {
      if (part in state.done) context.skip('done before')
      if (Date.now() > untilMs) context.skip('left for the next call')
      const startedMs = Date.now()
      await run(part)
      state = { ...state, done: { ...state.done, [part]: (Date.now() - startedMs) / 1000 } }
      write(file, state)
    })
  }
}

/** `seed-1` to `seed-<count>`: each part is one seed. */
export function seeds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `seed-${index + 1}`)
}
export function seedOf(part: string): number {
  return Number(part.slice('seed-'.length))
}

function readCall(): { readonly file: string; readonly untilMs: number } {
  const file = process.env['GUIJI_LONG_STATE']
  if (file === undefined) throw new Error('long suites are started by: npm run test:long -- <suite>')
  return { file, untilMs: Number(process.env['GUIJI_LONG_UNTIL'] ?? Infinity) }
}

function readDone(file: string, parts: readonly string[]): State['done'] {
  try {
    const { done } = JSON.parse(readFileSync(file, 'utf8')) as State
    return Object.fromEntries(Object.entries(done).filter(([part]) => parts.includes(part)))
  } catch {
    return {}
  }
}

function write(file: string, state: State): void {
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2))
  renameSync(`${file}.new`, file)
}
