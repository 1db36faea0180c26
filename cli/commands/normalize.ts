import { addAbortSignal } from 'node:stream'
import type { Readable } from 'node:stream'
import type { Normalized } from '../../transforms/normalize.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { compileType, type CompiledType } from '../normalize/compile-type.ts'
import { readJsonLine, type Cells, type JsonProblem, type Shape } from '../normalize/read-json-line.ts'
import { jsonLine, plainWriter, refusedLine } from '../normalize/result-lines.ts'
import { splitLines, type Line } from '../normalize/split-lines.ts'

/** Answers are gathered up to this length, and never longer than what has arrived has been answered. */
const chunkLength = 1 << 16

const command = defineCommand({
  arguments: {
    type: { help: { zh: '语义类型，如 resident-id、code:villages', en: 'a semantic type, like resident-id or code:villages' } },
  },
  options: {
    option: {
      kind: 'list',
      value: 'key=value',
      help: { zh: '类型的选项，可以写多个；列表的每一项写一次', en: "the type's options, as many as wished; a list's items one by one" },
    },
    strict: {
      kind: 'flag',
      help: { zh: '有值被拒收或待确认时退出码为 1', en: 'exit with 1 when a value was rejected or must be confirmed' },
    },
  },
  examples: [
    'guiji normalize resident-id < numbers.txt',
    'guiji normalize uscc --json < codes.jsonl > results.jsonl',
    'guiji normalize money --option "unit=万元" scale=0',
  ],
  async run(frame, { type, option, strict }) {
    const compiled = await compileType(frame, type, option)
    const { stdin, stdout } = frame.terminal
    const read = frame.json ? readJsonLine : readPlainLine
    const width = stdout.isTTY === true ? frame.width : null
    const write = frame.json ? jsonLine : plainWriter({ language: frame.language, codes: compiled.codes, width })
    let refused = 0
    // Someone who types ends with Ctrl-C while nothing arrives.
    for await (const lines of splitLines(addAbortSignal(frame.signal, stdin as unknown as Readable))) {
      let text = ''
      for (const line of lines) {
        const result = answer(line, read, compiled)
        if (result.outcome === 'rejected' || result.outcome === 'nonconforming') refused++
        text += `${write(result)}\n`
        if (text.length < chunkLength) continue
        await frame.stream(text)
        text = ''
      }
      if (text !== '') await frame.stream(text)
    }
    await frame.stream('')
    return strict && refused > 0 ? exitCodes.failed : exitCodes.ok
  },
})
export default command

function answer(line: Line, read: typeof readJsonLine, compiled: CompiledType): Normalized {
  if (typeof line !== 'string') return refusedLine(line.problem)
  const cells = read(line, compiled)
  return 'problem' in cells ? refusedLine(cells.problem) : compiled.normalize(cells.value, cells.companions)
}

const noCompanions: Cells['companions'] = []

/** The line is the value; a type's companions stand behind it, with tabs between. */
function readPlainLine(line: string, { companions }: Shape): Cells | JsonProblem {
  if (companions === 0) return { value: line, companions: noCompanions }
  const [value = '', ...rest] = line.split('\t')
  return { value, companions: rest }
}
