import type { Text } from '../../core/values.ts'
import type { Frame } from '../frame.ts'
import { renderLabelled } from '../print-error.ts'
import { schemaRows } from '../reference/schema-table.ts'
import { printable, wrap } from '../width.ts'
import { writtenValue, type ShownExample, type TypeDescription } from './describe-type.ts'

const words = {
  column: { zh: '列', en: 'column' },
  beside: { zh: '另存', en: 'kept beside' },
  companions: { zh: '伴随列', en: 'companions' },
  facts: { zh: '派生事实', en: 'facts' },
  masked: { zh: '脱敏', en: 'masked' },
  authorised: { zh: '授权页面', en: 'authorised page' },
  public: { zh: '公开', en: 'public' },
  identity: {
    zh: '证件或机构标识：结果带有键（证件类型、签发国、号码）。',
    en: 'An identity document: its result has a key (type, issuing country, number).',
  },
  options: { zh: '选项', en: 'option' },
  value: { zh: '值', en: 'value' },
  standard: { zh: '默认', en: 'default' },
  meaning: { zh: '含义', en: 'meaning' },
  code: { zh: '原因码', en: 'code' },
  source: { zh: '来源', en: 'source' },
  result: { zh: '结果', en: 'result' },
  rejected: { zh: '拒收', en: 'rejected' },
  warning: { zh: '警告', en: 'warning' },
  withOptions: { zh: '选项', en: 'options' },
} as const satisfies { readonly [name: string]: Text }

type Say = (word: keyof typeof words) => string

/** All there is to say of one type, for a terminal. */
export function explainType(frame: Frame, type: TypeDescription): void {
  const say = (word: keyof typeof words) => frame.text(words[word])
  frame.print(type.name)
  for (const line of wrap(frame.text(type.summary), frame.width)) frame.print(line)
  if (type.identity) frame.say(words.identity)
  frame.print('')
  for (const line of renderLabelled(properties(type, say), frame.width)) frame.print(line)
  const options = schemaRows(type.options, '', frame.language, (text) => text)
  if (options.length > 0) {
    frame.print('')
    const titles = [say('options'), say('value'), say('standard'), say('meaning')]
    frame.table(
      titles.map((title, index) => ({ title, wraps: true, narrowest: index === 0 ? 16 : 8 })),
      options,
    )
  }
  frame.print('')
  frame.table(
    [{ title: say('code') }, { title: say('meaning'), wraps: true, narrowest: 20 }],
    Object.entries(type.codes).map(([code, text]) => [code, frame.text(text)]),
  )
  frame.print('')
  const hasOptions = type.examples.some(({ options }) => options !== undefined)
  const columns = [say('source'), ...(hasOptions ? [say('withOptions')] : []), say('result')]
  frame.table(
    columns.map((title) => ({ title, wraps: true, narrowest: 12 })),
    type.examples.map((example) => [
      writtenValue(example.in),
      ...(hasOptions ? [example.options === undefined ? '' : JSON.stringify(example.options)] : []),
      resultOf(example, say),
    ]),
  )
}

function resultOf(example: ShownExample, say: Say): string {
  if ('reject' in example)
    return `${say('rejected')} ${example.reject}${example.suggestion === undefined ? '' : ` -> ${example.suggestion}`}`
  const warnings = example.warnings.map((code) => `${say('warning')} ${code}`)
  return [writtenValue(example.out), ...(example.fixed === undefined ? [] : [example.fixed]), ...warnings].join('  ')
}

function properties({ column, beside, companions, facts, shown }: TypeDescription, say: Say) {
  const lines: (readonly [string, string])[] = []
  const add = (label: string, text: string) => {
    if (text !== '') lines.push([label, printable(text)])
  }
  const listed = (of: { readonly [name: string]: string }) =>
    Object.entries(of)
      .map(([suffix, sql]) => `_${suffix} ${sql}`)
      .join(', ')
  add(say('column'), column ?? '')
  add(say('beside'), listed(beside))
  add(say('companions'), companions.join(', '))
  for (const [index, [name, { type, value }]] of Object.entries(facts).entries())
    add(index === 0 ? say('facts') : '', `${name} (${type})${value === null ? '' : ` ${value}`}`)
  if (shown !== null) {
    add(say('masked'), `${shown.value}`)
    add('', `${shown.authorised}  ${say('authorised')}`)
    add('', `${shown.public}  ${say('public')}`)
  }
  return lines
}
