import type { Text } from '../core/values.ts'
import type { Frame } from './frame.ts'

/** An argument; its name decides how a shell completes it: asset, dataset and connection from file names. */
export interface ArgumentDefinition {
  readonly help: Text
  readonly optional?: true
}
export type OptionDefinition = { readonly help: Text; readonly short?: string } & (
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly value: string; readonly default?: string; readonly choices?: readonly string[] }
  /** Given as often as wished, several values at a time. */
  | { readonly kind: 'list'; readonly value: string }
  | { readonly kind: 'count'; readonly value: string; readonly default?: number }
)
type Arguments = { readonly [name: string]: ArgumentDefinition }
type Options = { readonly [name: string]: OptionDefinition }

type ArgumentValue<A> = A extends { optional: true } ? string | undefined : string
type OptionValue<O> = O extends { kind: 'flag' }
  ? boolean
  : O extends { kind: 'list' }
    ? readonly string[]
    : O extends { default: infer D }
      ? D extends number
        ? number
        : string
      : O extends { kind: 'count' }
        ? number | undefined
        : string | undefined
/** What `run` receives: arguments and options by name (`--in-process` is `inProcess`). */
export type Input<A, O> = { readonly [K in keyof A]: ArgumentValue<A[K]> } & { readonly [K in keyof O]: OptionValue<O[K]> }

export interface CommandDefinition<A extends Arguments, O extends Options> {
  /** Only for commands under another one; the others' stand in `commands.ts`, which help reads without loading them. */
  readonly summary?: Text
  readonly arguments?: A
  readonly options?: O
  readonly examples?: readonly string[]
  /** Gives the exit code, 0 when it gives none; throws GuijiError. */
  run(frame: Frame, input: Input<A, O>): Promise<number | void>
}
/** What the command tree holds: the same with its input's type forgotten. */
export interface Command extends Omit<CommandDefinition<Arguments, Options>, 'run'> {
  run(frame: Frame, input: { readonly [name: string]: unknown }): Promise<number | void>
}
export interface CommandGroup {
  readonly subcommands: { readonly [name: string]: Command }
}

/**
 * Declares a command, with its input's type read from its arguments and options. To be held in a constant and exported after: of an
 * `import()` inside `export default` tsc does not rewrite the `.ts`.
 */
export function defineCommand<const A extends Arguments = Record<never, never>, const O extends Options = Record<never, never>>(
  definition: CommandDefinition<A, O>,
): Command {
  return Object.freeze(definition) as unknown as Command
}

/** Declares a command that only holds others: `guiji schedule plan`. */
export function defineGroup(subcommands: CommandGroup['subcommands']): CommandGroup {
  return Object.freeze({ subcommands })
}
