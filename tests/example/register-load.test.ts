import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../core/activities.ts'
import { makeRegister, writeRegister, type RegisterRow } from '../../examples/chongzhou/systems-generator/register.ts'
import { openTown, type Town } from '../line/_town.ts'

const size = { rows: 10_009, seed: 2 }
const asset = 'police.enterprises'
const dataset = `name: 企业登记
format: table
sharing: unrestricted
update: daily
modes: [interface]
provider: police
open: false
secrecy: { reviewer: 王某, date: 2026-03-02 }
source: { connection: police-drop, file: register.csv, mode: snapshot, holds: all }
key: uscc
fields:
  uscc: { item: 统一社会信用代码, type: uscc }
  name: { item: 企业名称, type: organisation-name }
  representative: { item: 法定代表人, type: person-name, optional: true }
  capital: { item: 注册资本, type: money, default_currency: CNY, optional: true }
  established_on: { item: 成立日期, type: date }
  address: { item: 住所, type: address }
  scope: { item: 经营范围, type: text }
`

describe('a dataset that reads the register', () => {
  const register: readonly RegisterRow[] = [...makeRegister(size)]
  const whole = register.filter(({ shape }) => shape.kind === 'whole')
  const accepted = whole.filter(({ code }) => ['ok', 'warned', 'fixed'].includes(code.fate))
  let town: Town
  let summary: RunSummary
  beforeAll(async () => {
    town = await openTown({ 'catalog/police/enterprises.yaml': dataset })
    const out = join(town.root, 'drop/register.csv')
    expect(await writeRegister({ ...size, out })).toBe(size.rows)
    const bytes = register.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0)
    expect(statSync(out).size).toBeGreaterThan(bytes)
    const [first] = await town.run([asset], false)
    summary = first!
  }, 120_000)
  afterAll(() => town.close())

  it('loses no row: read is quarantined and accepted, and codes that occur again are told apart from both', () => {
    const repeated = register.filter(({ isRepeated }) => isRepeated).length
    const [landed, quarantined] = [accepted.length, size.rows - accepted.length]
    expect(summary).toMatchObject({ outcome: 'published', read: size.rows, filtered: 0, quarantined, landed })
    expect(summary).toMatchObject({ inserted: landed - repeated, superseded: repeated })
  })
  it('quarantines the lines with a wrong number of columns, and each code for its own reason', async () => {
    const found = await town.rows(
      `select array_to_string(codes, ',') as codes, count(*)::int as rows from guiji.quarantine where asset = '${asset}' group by 1`,
    )
    const due: { [told: string]: number } = {}
    for (const { shape, code } of register) {
      const told =
        shape.told ??
        (code.fate === 'none' ? 'REQUIRED_MISSING' : code.fate === 'rejected' || code.fate === 'nonconforming' ? code.told : null)
      if (told !== null) due[told] = (due[told] ?? 0) + 1
    }
    expect(Object.fromEntries(found.map(({ codes, rows }) => [codes, rows]))).toEqual(due)
    expect(due).toMatchObject({ COLUMN_COUNT: 2, NONCONFORMING: 1, CHECK_DIGIT: 1, REQUIRED_MISSING: 1 })
  })
  it('keeps what the text of a capital said, in columns of its own', async () => {
    const form = (row: RegisterRow) => `${row.capital.unit ?? ''} ${row.capital.currency ?? ''}`
    const due: { [form: string]: number } = {}
    for (const row of accepted) if (!row.isRepeated) due[form(row)] = (due[form(row)] ?? 0) + 1
    const found = await town.rows(
      `select coalesce(capital_unit, '') || ' ' || coalesce(capital_currency, '') as form, count(*)::int as rows from replica.police__enterprises group by 1`,
    )
    // of the two rows of a repeated code either may stand
    for (const { form: of, rows } of found as readonly { form: string; rows: number }[])
      expect(Math.abs(rows - (due[of] ?? 0)), of).toBeLessThanOrEqual(2)
    expect(found).toHaveLength(Object.keys(due).length)
  })
})
