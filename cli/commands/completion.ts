import { defineErrors } from '../../core/errors.ts'
import { defineCommand } from '../command.ts'
import { completedArguments, completeIds, completionScript, shells } from '../completion.ts'

const errors = defineErrors({
  USAGE_SHELL_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有这种 shell 的补全：{found}', en: 'no completion for the shell {found}' },
    remedy: { zh: '用 bash、zsh 或 fish 之一。', en: 'Name bash, zsh or fish.' },
  },
})

const command = defineCommand({
  arguments: { shell: { optional: true, help: { zh: 'bash、zsh 或 fish', en: 'bash, zsh or fish' } } },
  options: {
    complete: {
      kind: 'text',
      value: 'kind',
      choices: completedArguments,
      help: { zh: '列出项目中的编号（供补全脚本调用）', en: "list a project's ids (called by the scripts)" },
    },
  },
  examples: ['eval "$(guiji completion bash)"', 'guiji completion fish | source'],
  async run(frame, { shell, complete }) {
    const kind = completedArguments.find((kind) => kind === complete)
    if (kind !== undefined) {
      const ids = await completeIds(kind, frame.root)
      for (const id of ids) frame.print(id)
      frame.result(ids)
      return
    }
    const chosen = shells.find((known) => known === shell)
    if (chosen === undefined) throw errors('USAGE_SHELL_UNKNOWN', { found: shell ?? '-', expected: shells.join(' | ') })
    const script = completionScript(await frame.tree(frame.language), chosen)
    frame.print(script.trimEnd())
    frame.result(script)
  },
})
export default command
