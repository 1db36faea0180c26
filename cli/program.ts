import { Command as CommanderCommand, InvalidArgumentError, Option } from 'commander'
import type { Text } from '../core/values.ts'
import type { Command, CommandGroup, OptionDefinition } from './command.ts'
import { commands, type CommandEntry } from './commands.ts'
import { exitCodeTexts } from './exit-codes.ts'
import { configureHelp, helpTexts } from './help.ts'
import { say, type Language } from './language.ts'

const texts = {
  description: {
    zh: '归集：把各部门数据汇入城市的基础库、业务库和服务库，恰好一次，账目平衡。',
    en: "guiji collects agencies' data into a city's base, business and service databases, exactly once and balanced.",
  },
  lang: { zh: '界面语言；默认取自 LC_ALL、LC_MESSAGES、LANG', en: 'language; by default from LC_ALL, LC_MESSAGES, LANG' },
  json: { zh: '标准输出只写一个 JSON 值', en: 'write exactly one JSON value to standard output' },
  project: {
    zh: '项目文件夹；默认为向上最近的含 guiji.yaml 的文件夹',
    en: 'the project; by default the nearest folder upwards with a guiji.yaml',
  },
  color: { zh: '不用颜色，也不重画进度', en: 'no colours, no redrawn progress' },
  exitCodes: { zh: '退出码：', en: 'Exit codes:' },
  examples: { zh: '示例：', en: 'Examples:' },
  count: { zh: '不小于 0 的整数', en: 'a whole number, 0 or more' },
} as const

export type Invoke = (
  command: Command,
  input: { readonly [name: string]: unknown },
  globals: { readonly [name: string]: unknown },
) => Promise<void>

export interface ProgramOptions {
  readonly language: Language
  readonly version: string
  readonly invoke: Invoke
  readonly write: (text: string) => void
  readonly width: number
  /** Commands whose files are loaded, so that the tree knows their arguments and options. */
  readonly load: (name: string) => boolean
}

/** The commander tree. Errors are thrown, help goes to `write`. */
export async function buildProgram(options: ProgramOptions): Promise<CommanderCommand> {
  const { language, write } = options
  const program = new CommanderCommand('guiji')
  program.exitOverride()
  program.configureOutput({
    writeOut: write,
    writeErr: write,
    outputError: () => undefined,
    getOutHelpWidth: () => options.width,
    getErrHelpWidth: () => options.width,
  })
  configureHelp(program, language)
  program.description(say(texts.description, language))
  program.version(options.version, '-V, --version', say(helpTexts.version, language))
  program.helpOption('-h, --help', say(helpTexts.help, language))
  program.helpCommand('help [command]', say(helpTexts.helpCommand, language))
  program.addOption(new Option('--lang <zh|en>', say(texts.lang, language)).choices(['zh', 'en']))
  program.option('--json', say(texts.json, language))
  program.option('--project <dir>', say(texts.project, language))
  program.option('--no-color', say(texts.color, language))
  program.addHelpText('after', exitCodeHelp(language))
  for (const [name, entry] of Object.entries(commands)) await addCommand(program, name, entry, options)
  return program
}

async function addCommand(program: CommanderCommand, name: string, entry: CommandEntry, options: ProgramOptions): Promise<void> {
  const made = program.command(name)
  describe(made, entry.summary, options.language)
  if (!options.load(name)) return
  const loaded = (await entry.load()).default
  if (isGroup(loaded)) {
    made.helpCommand(false)
    for (const [inner, command] of Object.entries(loaded.subcommands)) {
      const sub = made.command(inner)
      describe(sub, command.summary ?? { zh: '', en: '' }, options.language)
      fill(sub, command, options)
    }
  } else {
    fill(made, loaded, options)
  }
}

function describe(made: CommanderCommand, summary: Text, language: Language): void {
  made.description(say(summary, language))
  made.helpOption('-h, --help', say(helpTexts.help, language))
}

function isGroup(loaded: Command | CommandGroup): loaded is CommandGroup {
  return 'subcommands' in loaded
}

function fill(made: CommanderCommand, command: Command, { language, invoke }: ProgramOptions): void {
  const names = Object.keys(command.arguments ?? {})
  for (const [name, argument] of Object.entries(command.arguments ?? {})) {
    made.argument(argument.optional === true ? `[${name}]` : `<${name}>`, say(argument.help, language))
  }
  for (const [name, option] of Object.entries(command.options ?? {})) made.addOption(makeOption(name, option, language))
  if (command.examples !== undefined) {
    made.addHelpText('after', `\n${say(texts.examples, language)}\n${command.examples.map((line) => `  ${line}`).join('\n')}`)
  }
  made.action(async () => {
    const given = Object.fromEntries(names.map((name, index) => [name, made.args[index]]))
    const values: { readonly [name: string]: unknown } = made.opts()
    const known: { [name: string]: unknown } = {}
    for (const [name, { kind }] of Object.entries(command.options ?? {}))
      known[name] = kind === 'flag' ? values[name] === true : kind === 'list' ? (values[name] ?? []) : values[name]
    await invoke(command, { ...known, ...given }, made.optsWithGlobals())
  })
}

function makeOption(name: string, option: OptionDefinition, language: Language): Option {
  const long = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  const flags = `${option.short === undefined ? '' : `${option.short}, `}${long}${valueOf(option)}`
  const made = new Option(flags, say(option.help, language))
  if (option.kind === 'text' && option.choices !== undefined) made.choices([...option.choices])
  if ('default' in option && option.default !== undefined) made.default(option.default)
  if (option.kind === 'count') made.argParser((text) => parseCount(text, language))
  return made
}

function valueOf(option: OptionDefinition): string {
  if (option.kind === 'flag') return ''
  return option.kind === 'list' ? ` <${option.value}...>` : ` <${option.value}>`
}

function parseCount(text: string, language: Language): number {
  const plain = text.replace(/[,_](?=\d{3})/g, '')
  if (!/^\d{1,12}$/.test(plain)) throw new InvalidArgumentError(say(texts.count, language))
  return Number(plain)
}

function exitCodeHelp(language: Language): string {
  const lines = Object.entries(exitCodeTexts).map(([code, text]) => `  ${code.padStart(3)}  ${say(text, language)}`)
  return `\n${say(texts.exitCodes, language)}\n${lines.join('\n')}`
}
