import { expect, it } from 'vitest'
import connector from '../../connectors/csv.ts'
import { fillDefaults } from '../../schemas/fill-defaults.ts'
import { openConnector } from '../_support/describe-connector.ts'
import { dropFolder } from './_drop-folder.ts'

const signal = new AbortController().signal

it('never takes a row for a header: neither its errors nor discover quote cells', async () => {
  const drop = await dropFolder()
  const session = openConnector(connector, { folder: 'drop', steady_seconds: 0 }, { root: drop.root })
  await drop.put('r.csv', '510184190704309827,张三,女\n510184190410059682,李四,男\n')
  const request = { plan: 'police.residents@1', columns: ['公民身份号码', '姓名'], mode: 'snapshot', after: null, parallel: 1 } as const
  const source = fillDefaults(connector.source, { file: 'r.csv' })
  const error: unknown = await session.plan({ ...request, source }, signal).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'CSV_HEADER_MISSING', details: { file: 'r.csv', found: 3, expected: '公民身份号码, 姓名' } })
  await drop.put('r.csv', '张三,张三,女\n')
  const repeated: unknown = await session.plan({ ...request, source }, signal).catch((caught: unknown) => caught)
  expect(repeated).toMatchObject({ code: 'CSV_HEADER_REPEATED', details: { columns: '1, 2' } })
  await drop.put('r.csv', '510184190704309827,张三,女\n')
  const tables = await session.discover(signal)
  expect(tables[0]?.columns.map(({ name }) => name)).toEqual(['1', '2', '3'])
  expect(JSON.stringify([error, repeated, tables])).not.toMatch(/张三|5101/)
  await drop.put('r.csv', '姓名,身份证号\n')
  expect(await session.plan({ ...request, source }, signal)).toMatchObject({ available: [{ name: '姓名' }, { name: '身份证号' }] })
  await drop.close()
})
