import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { defineErrors } from '../core/errors.ts'
import type { Frame } from './frame.ts'

const errors = defineErrors({
  USAGE_ANSWER_MISSING: {
    recovery: 'abort',
    message: { zh: '没有给出：{expected}', en: 'not given: {expected}' },
    remedy: {
      zh: '在终端上输入，或每行一个经标准输入送入；不要写在命令行参数里。',
      en: 'Type it at the terminal, or send it on standard input, one a line; never as an argument.',
    },
  },
})

/**
 * A line for each question, from the person at the terminal or from standard input. For what must not stand in a command's arguments:
 * other users of the machine can read those, and the shell's history keeps them. At a terminal nothing typed is shown either. Throws
 * USAGE_ANSWER_MISSING.
 */
export async function askEach(frame: Frame, questions: readonly string[]): Promise<string[]> {
  const { stdin, stderr } = frame.terminal
  const isTyped = stdin.isTTY === true
  // As a terminal it takes over the echo, and gives it to nobody.
  const lines = createInterface({ input: stdin, terminal: isTyped, historySize: 0, ...(isTyped ? { output: nobody() } : {}) })
  let isInterrupted = false
  const stop = () => {
    lines.close()
  }
  lines.on('SIGINT', () => {
    isInterrupted = true
    stop()
  })
  frame.signal.addEventListener('abort', stop, { once: true })
  const answers: string[] = []
  const prompt = () => {
    const next = questions[answers.length]
    if (next !== undefined && isTyped) stderr.write(`${next}: `)
  }
  try {
    prompt()
    for await (const line of lines) {
      if (isTyped) stderr.write('\n')
      if (line.trim() !== '') answers.push(line.trim())
      if (answers.length === questions.length) return answers
      prompt()
    }
  } finally {
    lines.close()
    frame.signal.removeEventListener('abort', stop)
  }
  if (isInterrupted) throw new DOMException('interrupted', 'AbortError')
  throw errors('USAGE_ANSWER_MISSING', { expected: questions.slice(answers.length) })
}

function nobody(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done()
    },
  })
}
