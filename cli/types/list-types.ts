import type { Text } from '../../core/values.ts'
import type { Frame } from '../frame.ts'
import { displayWidth, padEnd, printable, wrap } from '../width.ts'

export interface ListedType {
  readonly name: string
  readonly summary: Text
  readonly column: string | null
  readonly identity: boolean
  /** Of the project, not of guiji. */
  readonly own: boolean
}

const groups: readonly { readonly title: Text; has(type: ListedType): boolean }[] = [
  { title: { zh: '项目自己的类型', en: "The project's own" }, has: ({ own }) => own },
  { title: { zh: '身份和机构标识', en: 'Identity documents and organisations' }, has: ({ identity }) => identity },
  { title: { zh: '日期和时间', en: 'Dates and times' }, has: ({ column }) => /^(?:date|timestamp)/.test(column ?? '') },
  { title: { zh: '数值和是否', en: 'Numbers, yes and no' }, has: ({ column }) => /^(?:numeric|bigint|boolean)/.test(column ?? '') },
  { title: { zh: '文本和代码', en: 'Text and codes' }, has: () => true },
]

/** Every type with what it is and its column, by what kind of value it holds. */
export function printTypes(frame: Frame, types: readonly ListedType[]): void {
  const indent = Math.max(...types.map(({ name }) => displayWidth(name))) + 4
  const left = new Set(types)
  for (const { title, has } of groups) {
    const members = [...left].filter(has)
    if (members.length === 0) continue
    frame.print(frame.text(title))
    for (const type of members) {
      left.delete(type)
      const text = `${printable(frame.text(type.summary))}${type.column === null ? '' : ` [${type.column}]`}`
      wrap(text, Math.max(20, frame.width - indent)).forEach((line, index) => {
        frame.print(padEnd(index === 0 ? `  ${type.name}` : '', indent) + line)
      })
    }
    frame.print('')
  }
}
