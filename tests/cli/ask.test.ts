import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { askEach } from '../../cli/ask.ts'
import { Frame } from '../../cli/frame.ts'

/** A terminal in memory: what it shows, and which raw modes it was put in. */
function typing() {
  const modes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => void modes.push(mode) })
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const terminal = { stdin, stdout, stderr, env: {}, cwd: '/', signal: new AbortController().signal }
  const unused = () => Promise.reject(new Error('no tree is asked for'))
  const frame = new Frame(terminal, { language: 'en', json: false, project: undefined, color: false, tree: unused })
  const shown = () => `${String(stdout.read() ?? '')}${String(stderr.read() ?? '')}`
  return { frame, stdin, shown, modes }
}

test('what is typed at a terminal is read and never shown', async () => {
  const { frame, stdin, shown, modes } = typing()
  const answers = askEach(frame, ['number', 'day'])
  stdin.write('V12\x7f\x7f34\r')
  await new Promise((resolve) => setTimeout(resolve, 20))
  stdin.write('2026\r')
  expect(await answers).toEqual(['V34', '2026'])
  expect(shown()).toBe('number: \nday: \n')
  expect(modes).toEqual([true, false])
})

test('an interruption while typing is one', async () => {
  const { frame, stdin, modes } = typing()
  const answers = askEach(frame, ['number'])
  stdin.write('V1\x03')
  await expect(answers).rejects.toMatchObject({ name: 'AbortError' })
  expect(modes.at(-1)).toBe(false)
})
