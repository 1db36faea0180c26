import { answerArguments, answerOptions, answerRun } from '../answer-run.ts'
import { defineCommand } from '../command.ts'

const command = defineCommand({
  arguments: answerArguments,
  options: answerOptions,
  examples: ['guiji approve police.resident-register@3 --reason "…"'],
  run: (frame, input) => answerRun(frame, true, input),
})
export default command
