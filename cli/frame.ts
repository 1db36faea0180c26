import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command as CommanderCommand } from 'commander'
import type { Json, Text } from '../core/values.ts'
import { say, type Fillings, type Language } from './language.ts'
import { renderTable, type TableCell, type TableColumnView } from './table.ts'
import { wrap } from './width.ts'

/** Where a command reads and writes; tests hand in their own. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal
}

export interface GlobalOptions {
  readonly language: Language
  readonly json: boolean
  readonly project: string | undefined
  readonly color: boolean
  /** The whole command tree, every command's file loaded: for completion scripts and the reference. */
  tree(language: Language): Promise<CommanderCommand>
}

/** What every command gets: its language, its project's folder, and the only ways in which it writes. */
export class Frame {
  readonly terminal: Terminal
  readonly language: Language
  readonly json: boolean
  readonly color: boolean
  /** Cells of a line on standard output. */
  readonly width: number
  readonly root: string
  /** Whether `root` was asked for, so that it must be a project. */
  readonly isRootNamed: boolean
  readonly tree: (language: Language) => Promise<CommanderCommand>
  #result: Json | undefined
  #hasStreamed = false

  constructor(terminal: Terminal, options: GlobalOptions) {
    this.terminal = terminal
    this.language = options.language
    this.json = options.json
    this.color = options.color
    this.tree = (language) => options.tree(language)
    this.width = Math.max(40, terminal.stdout.columns ?? 80)
    this.isRootNamed = options.project !== undefined
    this.root = options.project === undefined ? findProject(terminal.cwd) : resolve(terminal.cwd, options.project)
  }

  get signal(): AbortSignal {
    return this.terminal.signal
  }

  /** The text in the user's language. */
  text(text: Text, fillings: Fillings = {}): string {
    return say(text, this.language, fillings)
  }

  /** A line for a person on standard output; nothing under `--json`. */
  print(line: string): void {
    if (!this.json) this.terminal.stdout.write(`${line}\n`)
  }

  /** A paragraph for a person, wrapped to the terminal. */
  say(text: Text, fillings: Fillings = {}): void {
    for (const line of wrap(this.text(text, fillings), this.width)) this.print(line)
  }

  table(columns: readonly TableColumnView[], rows: readonly (readonly TableCell[])[]): void {
    for (const line of renderTable(columns, rows, this.width)) this.print(line)
  }

  /** A line about what is under way, on standard error. */
  note(text: Text, fillings: Fillings = {}): void {
    this.terminal.stderr.write(`${this.text(text, fillings)}\n`)
  }

  /** The one value that `--json` prints; without it nothing is written. */
  result(value: Json): void {
    if (this.#result !== undefined) throw new Error('a command has one result')
    this.#result = value
    if (this.json) this.terminal.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  }

  /**
   * Whole lines as they are, for a command that answers line by line instead of with one value, under `--json` too. Waits until the
   * reader has taken what was written before.
   */
  async stream(lines: string): Promise<void> {
    this.#hasStreamed = true
    const { stdout } = this.terminal
    if (!stdout.write(lines)) await once(stdout, 'drain', { signal: this.signal })
  }

  /** Under `--json` standard output always holds one value, or what was streamed. */
  finish(): void {
    if (this.json && this.#result === undefined && !this.#hasStreamed) this.result(null)
  }
}

/** The nearest folder upwards that has a guiji.yaml, else the folder itself. */
function findProject(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'guiji.yaml'))) return folder
    if (dirname(folder) === folder) return from
  }
}
