import type { Command as CommanderCommand, Help, Option } from 'commander'
import type { Text } from '../core/values.ts'
import type { Language } from './language.ts'
import { displayWidth, wrap } from './width.ts'

/** Commander's own words. */
const titles: { readonly [title: string]: Text } = {
  'Usage:': { zh: '用法：', en: 'Usage:' },
  'Arguments:': { zh: '参数：', en: 'Arguments:' },
  'Options:': { zh: '选项：', en: 'Options:' },
  'Global Options:': { zh: '通用选项：', en: 'Global options:' },
  'Commands:': { zh: '命令：', en: 'Commands:' },
}
const optionNotes = {
  choices: { zh: '可选：', en: 'one of: ' },
  standard: { zh: '默认：', en: 'default: ' },
} as const

export const helpTexts = {
  help: { zh: '显示帮助', en: 'show help' },
  helpCommand: { zh: '显示某个命令的帮助', en: 'show help for a command' },
  version: { zh: '显示版本', en: 'show the version' },
} as const

/** Help in the user's language, measured in terminal cells. */
export function configureHelp(command: CommanderCommand, language: Language): void {
  command.configureHelp({
    showGlobalOptions: true,
    displayWidth,
    styleTitle: (title: string) => titles[title]?.[language] ?? title,
    boxWrap: (text: string, width: number) => wrap(text, Math.max(20, width)).join('\n'),
    commandUsage(this: Help, command: CommanderCommand) {
      return translateUsage(fullName(command) + (command.usage() === '' ? '' : ` ${command.usage()}`), language)
    },
    optionDescription: (option: Option) => optionDescription(option, language),
    subcommandTerm: (command: CommanderCommand) =>
      [command.name(), ...command.registeredArguments.map((argument) => bracket(argument.name(), argument.required))].join(' '),
  } as Partial<Help>)
}

function fullName(command: CommanderCommand): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}

function translateUsage(usage: string, language: Language): string {
  return language === 'en' ? usage : usage.replace('[options]', '[选项]').replace('[command]', '[命令]')
}

function bracket(name: string, required: boolean): string {
  return required ? `<${name}>` : `[${name}]`
}

function optionDescription(option: Option, language: Language): string {
  const notes: string[] = []
  if (option.argChoices !== undefined) notes.push(optionNotes.choices[language] + option.argChoices.join(' | '))
  if (option.defaultValue !== undefined && option.defaultValue !== false && !option.negate) {
    notes.push(optionNotes.standard[language] + String(option.defaultValue))
  }
  if (notes.length === 0) return option.description
  return language === 'zh' ? `${option.description}（${notes.join('；')}）` : `${option.description} (${notes.join('; ')})`
}
