import { CommanderError, type Command as CommanderCommand } from 'commander'
import { defineErrors } from '../core/errors.ts'
import { commands } from './commands.ts'
import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { Frame, type Terminal } from './frame.ts'
import { chooseLanguage, type Language } from './language.ts'
import { packageVersion } from './package-version.ts'
import { asGuijiError, errorJson, renderError } from './print-error.ts'
import { buildProgram } from './program.ts'

const errors = defineErrors({
  USAGE_COMMAND_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有这个命令：{found}', en: 'there is no command {found}' },
    remedy: { zh: '用 guiji --help 查看全部命令。', en: 'See guiji --help for all commands.' },
  },
  USAGE_OPTION_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有这个选项：{found}', en: 'there is no option {found}' },
    remedy: { zh: '用 guiji <命令> --help 查看该命令的选项。', en: "See guiji <command> --help for the command's options." },
  },
  USAGE_ARGUMENT_MISSING: {
    recovery: 'abort',
    message: { zh: '缺少参数或选项的值：{expected}', en: 'missing argument or value of an option: {expected}' },
    remedy: { zh: '用 guiji <命令> --help 查看用法。', en: 'See guiji <command> --help for the usage.' },
  },
  USAGE_ARGUMENT_INVALID: {
    recovery: 'abort',
    message: { zh: '{option} 的值不合要求：{found}', en: 'the value of {option} does not fit: {found}' },
    remedy: { zh: '用 guiji <命令> --help 查看允许的值。', en: 'See guiji <command> --help for the values allowed.' },
  },
  USAGE_ARGUMENT_EXCESS: {
    recovery: 'abort',
    message: { zh: '参数过多', en: 'too many arguments' },
    remedy: { zh: '用 guiji <命令> --help 查看用法。', en: 'See guiji <command> --help for the usage.' },
  },
})

/** One call of the command: what it prints goes to the terminal, what it gives is the process's exit code. Never throws. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const language = chooseLanguage(argv, terminal.env)
  const json = argv.includes('--json')
  const width = Math.max(40, terminal.stdout.columns ?? 80)
  const name = commandName(argv)
  let code: number = exitCodes.ok
  try {
    const program = await buildProgram({
      language,
      version: packageVersion(),
      width,
      write: (text) => terminal.stdout.write(text),
      load: (command) => command === name,
      async invoke(command, input, globals) {
        const frame = new Frame(terminal, {
          language,
          json: globals['json'] === true,
          project: typeof globals['project'] === 'string' ? globals['project'] : undefined,
          tree: (language) => wholeTree(language),
          color: globals['color'] !== false && terminal.env['NO_COLOR'] === undefined && terminal.stderr.isTTY === true,
        })
        code = (await command.run(frame, input)) ?? exitCodes.ok
        frame.finish()
      },
    })
    if (name !== undefined && name !== 'help' && commands[name] === undefined) throw errors('USAGE_COMMAND_UNKNOWN', { found: name })
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.ok
    // Called without a command, or a group without one of its own: help has been shown.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') return name === undefined ? exitCodes.ok : exitCodes.usage
    const error = asGuijiError(
      thrown instanceof CommanderError ? usageError(thrown) : terminal.signal.aborted ? interrupted(thrown) : thrown,
    )
    if (json) terminal.stdout.write(`${JSON.stringify(errorJson(error), null, 2)}\n`)
    else for (const line of renderError(error, language, Math.max(40, terminal.stderr.columns ?? 80))) terminal.stderr.write(`${line}\n`)
    return exitCodeFor(error)
  }
}

/** The tree with every command's arguments and options, to be read, not run. */
function wholeTree(language: Language): Promise<CommanderCommand> {
  const silent = { width: 80, write: () => undefined, invoke: () => Promise.resolve() }
  return buildProgram({ language, version: packageVersion(), load: () => true, ...silent })
}

/** Whatever fails after the user interrupted fails because of it. */
function interrupted(cause: unknown): Error {
  const error = new Error('interrupted', { cause })
  error.name = 'AbortError'
  return error
}

/** The first word that is no option: decides which command's file is loaded. */
function commandName(argv: readonly string[]): string | undefined {
  const words: string[] = []
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] as string
    if (word === '--lang' || word === '--project') index++
    else if (!word.startsWith('-')) words.push(word)
  }
  return words[0] === 'help' && words[1] !== undefined ? words[1] : words[0]
}

/** Commander names what it found between quotes. */
function usageError(error: CommanderError): Error {
  const found = /'([^']+)'/.exec(error.message)?.[1] ?? error.message
  switch (error.code) {
    case 'commander.unknownCommand':
      return errors('USAGE_COMMAND_UNKNOWN', { found })
    case 'commander.unknownOption':
      return errors('USAGE_OPTION_UNKNOWN', { found })
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
    case 'commander.missingMandatoryOptionValue':
      return errors('USAGE_ARGUMENT_MISSING', { expected: found })
    case 'commander.excessArguments':
      return errors('USAGE_ARGUMENT_EXCESS')
    case 'commander.invalidArgument':
      return invalidValue(error.message)
    default:
      return errors('USAGE_ARGUMENT_INVALID', { option: found, found: '' })
  }
}

/** `option '--lang <zh|en>' argument 'fr' is invalid. Allowed choices are zh, en.`: the end is the parser's own text or commander's. */
function invalidValue(message: string): Error {
  const [, option = '', found = '', rest = ''] = /option '(.+?)' argument '(.*)' is invalid\.?\s*(.*)$/s.exec(message) ?? []
  const choices = /^Allowed choices are (.+)\.$/.exec(rest)?.[1]
  return errors('USAGE_ARGUMENT_INVALID', { option, found, expected: choices === undefined ? rest : choices.split(', ') })
}
