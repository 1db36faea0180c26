import type { Command as CommanderCommand } from 'commander'
import { completedArguments, type CompletedArgument } from './ids.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A command as a shell needs it: its words, what each offers next. */
export interface Node {
  /** `schedule plan`; empty for the whole. */
  readonly path: string
  readonly summary: string
  readonly subcommands: readonly Node[]
  readonly options: readonly {
    readonly long: string
    readonly help: string
    readonly takes: boolean
    readonly choices: readonly string[]
  }[]
  readonly argument: string | undefined
}

/** What a shell needs of commander's tree. */
export function nodeOf(command: CommanderCommand, path: string): Node {
  return {
    path,
    summary: command.description(),
    subcommands: command.commands.map((sub) => nodeOf(sub, path === '' ? sub.name() : `${path} ${sub.name()}`)),
    options: command.options.map((option) => ({
      long: option.long ?? option.flags,
      help: option.description,
      takes: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    argument: command.registeredArguments[0]?.name(),
  }
}

/** A command and all under it. */
export function flatten(node: Node): Node[] {
  return [node, ...node.subcommands.flatMap(flatten)]
}

export function lastWord(path: string): string {
  return path.slice(path.lastIndexOf(' ') + 1)
}

/** The words that may follow a command: its subcommands and fixed values. */
export function nextWords(node: Node): string[] {
  if (node.argument === 'shell') return [...shells]
  return node.subcommands.map((sub) => lastWord(sub.path))
}

export function asksGuiji(node: Node): node is Node & { readonly argument: CompletedArgument } {
  return completedArguments.some((kind) => kind === node.argument)
}

/** Long options that take a value, in any command. */
export function valuedOptions(all: readonly Node[]): string[] {
  return [...new Set(all.flatMap((node) => node.options.filter((option) => option.takes).map((option) => option.long)))]
}
