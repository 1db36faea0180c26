import { EventEmitter } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../databases/database.ts'
import { createSession } from '../../databases/session.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'

let server: TestDatabase
let db: Database
beforeAll(async () => {
  server = await testDatabase()
  db = await openDatabase({ url: server.url, build: 'test' })
})
afterAll(async () => {
  await db.close()
  await server.close()
})

test('a line that is refused while most of the text is still on its way costs the text, not the process', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => void uncaught.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', note)
  const session = await db.connect()
  try {
    await session.query('create temporary table t (a integer, b text)')
    const good = `1\t${'y'.repeat(200)}\n`.repeat(400_000)
    await session.query('begin; savepoint lines')
    await expect(session.copy('copy t from stdin', Buffer.from(`oops\tx\n${good}`))).rejects.toThrow('invalid input syntax')
    await session.query('rollback to savepoint lines')
    expect(await session.copy('copy t from stdin', Buffer.from(good))).toBe(400_000)
    await session.query('commit')
    expect(uncaught).toEqual([])
  } finally {
    process.off('uncaughtException', note)
    for (const other of others) process.on('uncaughtException', other)
    await session.end()
  }
}, 60_000)

interface Copying {
  connection: unknown
  callback(): void
  handleCopyInResponse(connection: unknown): void
  handleError(error: Error): void
}

test('a line that is refused while the connection cannot take more costs the text, not the process', async () => {
  const stream = Object.assign(new EventEmitter(), { write: () => false })
  let copying: Copying | undefined
  const client = {
    query(submitted: Copying) {
      copying = Object.assign(submitted, { connection: { stream }, callback: () => undefined })
      return submitted
    },
  }
  const copied = createSession(client as unknown as ClientBase).copy(
    'copy t from stdin',
    ...['oops', '\n', 'more\n'].map((part) => Buffer.from(part)),
  )
  const refused = expect(copied).rejects.toThrow('refused')
  await turn()
  copying?.handleCopyInResponse({ stream })
  await turn()
  copying?.handleError(new Error('refused'))
  await refused
  // what was still on its way has left: the end of the text must not be looked for any more
  expect(() => stream.emit('drain')).not.toThrow()
})
