import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findTemporal } from '../../local/find-temporal.ts'
import { connectTemporal } from '../../worker/connect.ts'
import { testTemporal } from '../worker/server.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const folder = mkdtempSync(join(tmpdir(), 'guiji-deploy-'))
let context: Awaited<ReturnType<typeof testTemporal>>
beforeAll(async () => {
  context = await testTemporal()
}, 120_000)
afterAll(async () => {
  await context.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the namespace is made once, on a real server', { timeout: 60_000 }, async () => {
  const found = await findTemporal({ env: { ...process.env, TEMPORAL_ADDRESS: undefined } })
  const program = found.kind === 'program' ? dirname(found.path) : ''
  const env = {
    ...process.env,
    PATH: `${program}${delimiter}${process.env['PATH'] ?? ''}`,
    TEMPORAL_ADDRESS: context.server.address,
    TEMPORAL_NAMESPACE: 'city',
    RETENTION: '30d',
  }
  for (let time = 0; time < 2; time++) {
    const { status, stderr } = spawnSync('sh', [join(deploy, 'temporal/setup-namespace.sh')], { env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  }
  const made = await connectTemporal({ ...context.server, namespace: 'city' })
  const { config } = await made.connection.workflowService.describeNamespace({ namespace: 'city' })
  await made.close()
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400)
})

test('secrets are random, stay once made, and are closed to others by their folder', (where) => {
  if (spawnSync('openssl', ['version']).status !== 0) where.skip()
  cpSync(join(deploy, 'make-secrets.sh'), join(folder, 'make-secrets.sh'))
  const make = () => spawnSync('sh', [join(folder, 'make-secrets.sh')]).status
  const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8')
  expect(make()).toBe(0)
  const before = readdirSync(join(folder, 'secrets')).map(secret)
  expect(new Set(before).size).toBe(5)
  expect(secret('guiji_database_url')).toBe(`postgresql://guiji:${secret('guiji_database_password')}@postgres:5432/guiji`)
  expect(secret('guiji_database_password')).toMatch(/^[0-9a-f]{48}$/)
  expect(secret('guiji_quarantine_key')).toMatch(/^[0-9a-f]{64}$/)
  expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700)
  expect(make()).toBe(0)
  expect(readdirSync(join(folder, 'secrets')).map(secret)).toEqual(before)
})
