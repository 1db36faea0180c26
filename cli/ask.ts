import { createInterface } from 'node:readline'
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
 * other users of the machine can read those, and the shell's history keeps them. Throws USAGE_ANSWER_MISSING.
 */
export async function askEach(frame: Frame, questions: readonly string[]): Promise<string[]> {
  const { stdin, stderr } = frame.terminal
  const lines = createInterface({ input: stdin, terminal: false })
  const stop = () => {
    lines.close()
  }
  frame.signal.addEventListener('abort', stop, { once: true })
  const answers: string[] = []
  const prompt = () => {
    const next = questions[answers.length]
    if (next !== undefined && stdin.isTTY === true) stderr.write(`${next}: `)
  }
  try {
    prompt()
    for await (const line of lines) {
      if (line.trim() !== '') answers.push(line.trim())
      if (answers.length === questions.length) return answers
      prompt()
    }
  } finally {
    lines.close()
    frame.signal.removeEventListener('abort', stop)
  }
  throw errors('USAGE_ANSWER_MISSING', { expected: questions.slice(answers.length) })
}
