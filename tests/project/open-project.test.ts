import { mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../project/log.ts'
import { openProject } from '../../project/open-project.ts'
import { writeTsconfig } from '../../project/tsconfig.ts'
import { writeProject } from './_folder.ts'

describe('a project', () => {
  test('is found from any folder inside it, with its defaults', () => {
    const root = writeProject()
    mkdirSync(join(root, 'catalog/police'), { recursive: true })
    const project = openProject(join(root, 'catalog/police'), { env: {} })
    expect(project.root).toBe(root)
    expect(project.config).toEqual({
      name: '测试',
      region: '510184',
      temporal: { address: null, namespace: 'default', taskQueue: 'guiji' },
      log: { level: 'info', file: null },
    })
    expect(project.databaseUrl()).toBeNull()
  })

  test('takes its database from guiji.yaml, else from the environment', () => {
    const root = writeProject({ 'guiji.yaml': 'name: a\nregion: 510184\ndatabase: ${env:CITY_DB}\n' })
    expect(
      openProject(root, { env: { CITY_DB: 'postgres://a' } })
        .databaseUrl()
        ?.reveal(),
    ).toBe('postgres://a')
    expect(() => openProject(root, { env: { GUIJI_DATABASE_URL: 'postgres://b' } }).databaseUrl()).toThrow(/SECRET_MISSING/)
    expect(
      openProject(writeProject(), { env: { GUIJI_DATABASE_URL: 'postgres://b' } })
        .databaseUrl()
        ?.reveal(),
    ).toBe('postgres://b')
  })

  test('takes the key of its quarantine likewise', () => {
    const keyOf = (text: string, env: { readonly [name: string]: string }) =>
      openProject(writeProject({ 'guiji.yaml': `name: a\nregion: 510184\n${text}` }), { env })
        .quarantineKey()
        ?.reveal() ?? null
    expect(keyOf('', {})).toBeNull()
    expect(keyOf('', { GUIJI_QUARANTINE_KEY: '' })).toBeNull()
    expect(keyOf('', { GUIJI_QUARANTINE_KEY: '0a' })).toBe('0a')
    expect(keyOf('quarantine: { key: "${env:OURS}" }\n', { GUIJI_QUARANTINE_KEY: '0a', OURS: '0b' })).toBe('0b')
  })

  test('a fault in guiji.yaml stops it, a database in plain text too', () => {
    expect(() => openProject(writeProject({ 'guiji.yaml': 'name: a\nregion: 51018\n' }), { env: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { count: 1, where: 'guiji.yaml:2 region' } }) as Error,
    )
    const plain = writeProject({ 'guiji.yaml': 'name: a\nregion: 510184\ndatabase: postgres://a:hunter2@b/c\n' })
    let message = ''
    try {
      openProject(plain, { env: {} })
    } catch (error) {
      message = JSON.stringify(error)
    }
    expect(message).toContain('CONFIG_INVALID')
    expect(message).not.toContain('hunter2')
  })

  test('outside of one it says how to get one', () => {
    expect(() => openProject(tmpdir(), { env: {} })).toThrow(/PROJECT_NOT_FOUND/)
  })
})

test('init’s tsconfig is written once and never over another', () => {
  const root = writeProject()
  expect(writeTsconfig(root)).toBe(true)
  expect(JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))).toMatchObject({ compilerOptions: { strict: true, noEmit: true } })
  expect(writeTsconfig(root)).toBe(false)
})

describe('the log', () => {
  const lines = (write: (log: ReturnType<typeof createLog>) => void) => {
    const text: string[] = []
    write(createLog({ level: 'info', to: { write: (line: string) => text.push(line) } }))
    return text.map((line) => JSON.parse(line) as { [name: string]: unknown })
  }

  test('writes JSON lines with time, level, fields and message', () => {
    const [line] = lines((log) => log.with({ asset: 'police.register' }).info({ rows: 3 }, 'landed'))
    expect(line).toMatchObject({
      level: 'info',
      asset: 'police.register',
      rows: 3,
      msg: 'landed',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    })
    expect(lines((log) => log.debug({}, 'unheard'))).toEqual([])
  })

  test('masks identity numbers, mobile numbers and secrets, whoever wrote them', () => {
    const text = JSON.stringify(
      lines((log) =>
        log.warn(
          { key: '51018419020304906X', password: 'hunter2', url: 'postgres://u:p@hunter2/x@h/d', phone: '13800138000' },
          'row 510184190203049, ５１０１８４１９０２０３０４９０６Ｘ',
        ),
      ),
    )
    expect(text).not.toMatch(/19020304|１９０２０３|hunter2|00138000/)
    expect(text).toContain('510184********')
  })

  test('masks numbers that came as numbers, and those in a field’s name; counts stay numbers', () => {
    const [line] = lines((log) =>
      log
        .with({ common: 13800138001 })
        .warn({ phone: 13800138000, rows: 3, '列 510184190203049': 'x', 'password of 13800138000': 'y' }, 'odd'),
    )
    expect(JSON.stringify(line)).not.toMatch(/19020304|00138000|00138001|"y"/)
    expect(line).toMatchObject({ phone: '138********', common: '138********', rows: 3, '列 510184********': 'x' })
  })

  test('goes to a file when guiji.yaml names one', () => {
    const root = writeProject({ 'guiji.yaml': 'name: a\nregion: 510184\nlog: { level: warn, file: .guiji/guiji.log }\n' })
    const { log } = openProject(root, { env: {} })
    log.info({}, 'not this')
    log.error({ code: 'X' }, 'this')
    expect(readFileSync(join(root, '.guiji/guiji.log'), 'utf8').trim().split('\n').length).toBe(1)
  })
})
