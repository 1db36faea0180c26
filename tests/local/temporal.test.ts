import { mkdtempSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findTemporal } from '../../local/find-temporal.ts'
import { isAlive, until } from '../../local/processes.ts'
import { startLocalTemporal } from '../../local/temporal.ts'
import { connectTemporal } from '../../worker/connect.ts'
import { ensureSearchAttributes, searchAttributes } from '../../worker/search-attributes.ts'

const root = mkdtempSync(join(tmpdir(), 'guiji-temporal-'))
const log = { info: () => undefined }
const pidOf = async () => (JSON.parse(await readFile(join(root, '.guiji', 'temporal.json'), 'utf8')) as { pid: number }).pid

afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

test(
  'a server with UI and search attributes starts on free ports, is shared, taken over when hung, and stops',
  { timeout: 120_000 },
  async () => {
    const found = await findTemporal({ env: process.env, allowBuild: true })
    if (found.kind !== 'program') throw new Error(`the tests need Temporal's program: ${JSON.stringify(found)}`)
    const squatter = createServer()
    await new Promise<void>((resolve) => {
      squatter.once('error', () => {
        resolve()
      })
      squatter.listen(7233, '127.0.0.1', () => {
        resolve()
      })
    })
    const server = await startLocalTemporal({ program: found.path, root, log })
    squatter.close()
    expect(server.address).not.toBe('127.0.0.1:7233')
    expect((await fetch(server.ui)).status).toBe(200)
    const temporal = await connectTemporal(server)
    const { customAttributes } = await temporal.connection.operatorService.listSearchAttributes({ namespace: server.namespace })
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining([...searchAttributes]))
    await ensureSearchAttributes(temporal.connection, server.namespace)
    await temporal.close()

    const again = await startLocalTemporal({ program: found.path, root, log })
    expect(again.address).toBe(server.address)

    // a server that no longer answers holds the file: it is ended, and another one started on what it stored
    const hung = await pidOf()
    process.kill(hung, 'SIGSTOP')
    const fresh = await startLocalTemporal({ program: found.path, root, log })
    expect(isAlive(hung)).toBe(false)
    const pid = await pidOf()
    await fresh.stop()
    await fresh.stop()
    expect(await until(() => !isAlive(pid), 1000)).toBe(true)
  },
)

test('a program that is no Temporal gives one error that says where to look', { timeout: 30_000 }, async () => {
  const failing = startLocalTemporal({ program: '/bin/false', root: join(root, 'broken'), log })
  await expect(failing).rejects.toMatchObject({ code: 'LOCAL_TEMPORAL_FAILED', recovery: 'abort' })
})

test('an address where nothing listens says so', { timeout: 60_000 }, async () => {
  await expect(connectTemporal({ address: '127.0.0.1:1', namespace: 'default' })).rejects.toMatchObject({
    code: 'TEMPORAL_UNREACHABLE',
    recovery: 'retry',
  })
})
