import type { Command as CommanderCommand } from 'commander'
import { bashScript } from './completion/bash.ts'
import { fishScript } from './completion/fish.ts'
import { flatten, nodeOf, type Shell } from './completion/tree.ts'
import { zshScript } from './completion/zsh.ts'

export { completedArguments, completeIds } from './completion/ids.ts'
export { shells } from './completion/tree.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** The completion script for a shell, from the commander tree. It asks guiji itself only for assets and connections. */
export function completionScript(program: CommanderCommand, shell: Shell): string {
  return scripts[shell](flatten(nodeOf(program, '')))
}
