import type { Command as CommanderCommand } from 'commander'
import type { ObjectSchema } from '../../core/config.ts'
import type { Connector } from '../../core/connector.ts'
import type { ErrorDeclaration } from '../../core/errors.ts'
import type { Text } from '../../core/values.ts'
import { exitCodeTexts } from '../exit-codes.ts'
import { say, type Language } from '../language.ts'
import type { Named } from './field-pages.ts'
import { code, markdownTable, page } from './markdown.ts'
import { schemaTable } from './schema-table.ts'

const words = {
  connectors: { zh: '连接器', en: 'Connectors' },
  config: { zh: '配置文件', en: 'Configuration files' },
  errors: { zh: '错误', en: 'Errors' },
  cli: { zh: '命令', en: 'Commands' },
  generated: { zh: '由 `guiji docs` 从代码生成。', en: 'Generated from the code by `guiji docs`.' },
  modes: { zh: '读取方式：', en: 'Modes: ' },
  settings: { zh: '连接文件', en: 'Connection file' },
  source: { zh: '数据资源的 `source`', en: "A dataset's `source`" },
  recovery: { zh: '恢复', en: 'recovery' },
  code: { zh: '代码', en: 'code' },
  message: { zh: '含义', en: 'message' },
  remedy: { zh: '处理', en: 'remedy' },
  exitCodes: { zh: '退出码', en: 'Exit codes' },
  meaning: { zh: '含义', en: 'meaning' },
} as const

/** What the framework does about an error. */
const recoveries: { readonly [recovery in ErrorDeclaration['recovery']]: Text } = {
  retry: { zh: '自动重试', en: 'tried again by itself' },
  abort: { zh: '需要人处理', en: 'needs a person' },
  reject: { zh: '该行进隔离区', en: 'the row goes to quarantine' },
}

export function connectorsPage(connectors: Named<Connector>, language: Language): string {
  const parts = connectors.map(([name, connector]) =>
    page(
      `## ${code(name)}`,
      say(connector.summary, language),
      say(words.modes, language) + connector.capabilities.modes.map(code).join(', '),
      `### ${say(words.settings, language)}`,
      schemaTable(connector.settings, language),
      `### ${say(words.source, language)}`,
      schemaTable(connector.source, language),
      ...connector.examples.map(
        (example) =>
          `**${say(example.title, language)}**\n\n\`\`\`yaml\n${example.connection}\n\`\`\`\n\n\`\`\`yaml\n${example.source}\n\`\`\``,
      ),
    ).trimEnd(),
  )
  return page(`# ${say(words.connectors, language)}`, say(words.generated, language), ...parts)
}

/** A kind of configuration file: where it lies, what it is. */
export interface ConfigKind {
  readonly path: string
  readonly summary: Text
  readonly schema: ObjectSchema
}

export function configPage(kinds: readonly ConfigKind[], language: Language): string {
  const parts = kinds.map((kind) =>
    page(`## ${code(kind.path)}`, say(kind.summary, language), schemaTable(kind.schema, language)).trimEnd(),
  )
  return page(`# ${say(words.config, language)}`, say(words.generated, language), ...parts)
}

export function errorsPage(errors: ReadonlyMap<string, ErrorDeclaration>, language: Language): string {
  const rows = [...errors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { recovery, message, remedy }]) => [
      code(name),
      say(message, language),
      say(recoveries[recovery], language),
      say(remedy, language),
    ])
  const titles = [words.code, words.message, words.recovery, words.remedy].map((word) => say(word, language))
  return page(`# ${say(words.errors, language)}`, say(words.generated, language), markdownTable(titles, rows))
}

/** Help of every command, as the program itself prints it. */
export function commandsPage(program: CommanderCommand, language: Language): string {
  const exits = Object.entries(exitCodeTexts).map(([exit, text]) => [exit, say(text, language)])
  const leaves = (command: CommanderCommand): CommanderCommand[] =>
    command.commands.length > 0 ? command.commands.flatMap(leaves) : command.name() === 'help' ? [] : [command]
  const parts = leaves(program).map((command) => `## ${code(fullName(command))}\n\n\`\`\`\n${command.helpInformation().trimEnd()}\n\`\`\``)
  return page(
    `# ${say(words.cli, language)}`,
    say(words.generated, language),
    `## ${say(words.exitCodes, language)}`,
    markdownTable([say(words.code, language), say(words.meaning, language)], exits),
    ...parts,
  )
}

function fullName(command: CommanderCommand): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}
