import type { Json, Table } from '../../core/values.ts'
import { defineCommand } from '../command.ts'
import { openConnection } from '../open-connection.ts'
import { openProjectFor } from '../open.ts'

const messages = {
  column: { zh: '列', en: 'column' },
  type: { zh: '类型', en: 'type' },
  key: { zh: '主键', en: 'key' },
  comment: { zh: '说明', en: 'comment' },
  none: { zh: '没有找到可读的表或文件。', en: 'Nothing to read was found.' },
} as const

const command = defineCommand({
  arguments: { connection: { help: { zh: '连接的编号', en: "the connection's id" } } },
  examples: ['guiji discover market-db', 'guiji discover market-db --json'],
  async run(frame, { connection }) {
    const project = await openProjectFor(frame)
    const { session } = await openConnection(project, await project.connection(connection))
    let tables: readonly Table[]
    try {
      tables = await session.discover(frame.signal)
    } finally {
      await session.close()
    }
    if (tables.length === 0) frame.say(messages.none)
    for (const { name, comment, columns } of tables) {
      frame.print(comment === undefined || comment === '' ? name : `${name}  ${comment}`)
      const titles = [messages.column, messages.type, messages.key, messages.comment].map((title) => ({
        title: frame.text(title),
        narrowest: 8,
      }))
      const rows = columns.map((column) => [column.name, column.type, column.key === undefined ? '' : column.key + 1, column.comment ?? ''])
      frame.table(titles, rows)
      frame.print('')
    }
    frame.result(tables.map((table): Json => ({ ...table, columns: table.columns.map((column) => ({ ...column })) })))
  },
})
export default command
