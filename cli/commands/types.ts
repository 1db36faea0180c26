import { GuijiError } from '../../core/errors.ts'
import type { Json } from '../../core/values.ts'
import { defineCommand } from '../command.ts'
import { describeType } from '../types/describe-type.ts'
import { explainType } from '../types/explain-type.ts'
import { printTypes, type ListedType } from '../types/list-types.ts'
import { openTypes, requireType, type KnownTypes } from '../types/open-types.ts'

const messages = {
  more: {
    zh: 'guiji types <类型> 说明一个类型；guiji normalize <类型> 用它清洗标准输入的值。',
    en: 'guiji types <type> explains one; guiji normalize <type> cleanses values from standard input with it.',
  },
} as const

const command = defineCommand({
  arguments: { type: { optional: true, help: { zh: '语义类型；不写则列出全部', en: 'a semantic type; without it all are listed' } } },
  examples: ['guiji types', 'guiji types resident-id --lang zh', 'guiji types money --json'],
  async run(frame, { type: name }) {
    const known = await openTypes(frame)
    if (name === undefined) {
      const types = await listTypes(known)
      printTypes(frame, types)
      frame.say(messages.more)
      frame.result(types as unknown as Json)
      return
    }
    const described = describeType(name, await requireType(known, name))
    explainType(frame, described)
    frame.result(described as unknown as Json)
  },
})
export default command

/** A type of the project's own that cannot be loaded is listed with what is wrong with it. */
async function listTypes({ types }: KnownTypes): Promise<ListedType[]> {
  return Promise.all(
    types.origins.map(async ({ name, isOwn }) => {
      try {
        const { summary, column, identity } = describeType(name, await types.load(name))
        return { name, summary, column, identity, own: isOwn }
      } catch (error) {
        if (!(error instanceof GuijiError)) throw error
        return { name, summary: error.text, column: null, identity: false, own: isOwn }
      }
    }),
  )
}
