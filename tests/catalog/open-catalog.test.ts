import { describe, expect, test } from 'vitest'
import { openCatalog } from '../../catalog/open-catalog.ts'
import { specDigest } from '../../catalog/spec-digest.ts'
import { fakeRegistries, registerFile, sample, writeProject } from './_project.ts'

const catalog = await openCatalog(writeProject(sample), fakeRegistries())

test('a project without a fault has no problems', () => {
  expect(catalog.problems).toEqual([])
})

describe('a dataset compiles into its specification', () => {
  const { spec, entry, cadence, file } = catalog.datasets['police.resident-register'] ?? expect.unreachable()

  test('with its catalog entry and cadence', () => {
    expect(file).toBe(registerFile)
    expect(entry).toMatchObject({
      sharing: 'restricted',
      scope: { agencies: ['civil-affairs'], condition: '限核验本人身份' },
      update: 'daily',
      open: false,
      secrecy: { reviewer: '审查员乙', date: '2026-03-02' },
    })
    expect(cadence).toEqual({ kind: 'calendar', hour: 1, minute: 30 })
  })

  test('with its connection, whose secret is still a reference', () => {
    expect(spec.connection).toEqual({
      id: 'police-drop',
      agency: 'police',
      connector: 'csv',
      settings: { folder: 'systems/police', password: '${env:POLICE_PASSWORD}' },
    })
    expect(catalog.connections['police-drop']?.owner).toBe('省公安厅')
    expect(spec).toMatchObject({
      source: { file: '常住人口_{period}.csv', encoding: 'auto' },
      mode: 'incremental',
      holds: 'changes',
      absent: 'keep',
      write: 'merge',
      deletion: 'hard',
      drift: 'evolve',
      indexes: [],
      parallel: 1,
    })
  })

  test('with fields, whose options and steps are validated and filled in', () => {
    const field = (name: string) => spec.fields.find((candidate) => candidate.name === name)
    expect(field('name')).toEqual({
      name: 'name',
      item: '姓名',
      inputs: [['姓名', '名字']],
      steps: [
        { step: 'trim', options: {} },
        { step: 'replace', options: { from: '0', to: '' } },
      ],
      type: 'text',
      options: {},
      companions: [],
      optional: false,
      beside: [],
      role: 'source',
    })
    expect(field('village')).toMatchObject({ type: 'code', options: { list: 'villages' }, optional: true })
    expect(field('address')).toMatchObject({ item: '街道、门牌', inputs: [['街道'], ['门牌', '门牌号']], steps: [{ step: 'concatenate' }] })
    expect(field('income')).toMatchObject({ options: { scale: 2, currency_item: '币种' }, companions: [['币种']], beside: ['currency'] })
  })

  test('with its table: columns beside a value are nullable, those of required fields are not', () => {
    expect(spec.table).toMatchObject({ schema: 'replica', name: 'police__resident_register', comment: '常住人口登记', key: ['id_number'] })
    expect(spec.table.columns.map(({ name, sql, nullable }) => `${name} ${sql.sql}${nullable ? '' : ' not null'}`)).toEqual([
      'id_number text not null',
      'id_number_original text',
      'id_number_derived boolean',
      'name text not null',
      'birth_date date not null',
      'village text',
      'address text not null',
      'income numeric',
      'income_currency text',
      'changed_on date not null',
    ])
  })

  test('with conditions, rules, limits and lists as data; scalars are never read as numbers', () => {
    expect(spec.where).toEqual({ not: { equals: ['状态', '01'] } })
    expect(spec.deletes).toEqual({ item: ['状态'], values: ['02'] })
    expect(spec.rules).toEqual([
      { rule: 'agree', fields: ['birth_date', 'id_number'], level: 'reject' },
      { rule: 'in-order', fields: ['birth_date', 'changed_on'], level: 'warning' },
      {
        rule: 'expression',
        expression: {
          any: [{ not: { present: 'income' } }, { any: [{ less: ['birth_date', '2010-01-01'] }, { in: ['village', ['01', '02']] }] }],
        },
        level: 'warning',
      },
    ])
    expect(spec.limits).toEqual({ quarantinedRows: 500, quarantinedShare: 0.005, removedRows: null, removedShare: null })
    expect(spec.lists).toEqual({
      villages: [
        ['01', '崇阳', '崇阳, 街道'],
        ['02', '三江'],
      ],
    })
    expect(spec.feeds).toEqual([{ library: 'base.population', key: ['id_number'] }])
  })
})

test('a library compiles into inputs and precedence', () => {
  const { spec } = catalog.libraries['base.population'] ?? expect.unreachable()
  expect(spec.table).toMatchObject({ schema: 'base', name: 'population', key: ['id_number'] })
  expect(spec.table.columns.map(({ name, nullable }) => [name, nullable])).toEqual([
    ['id_number', false],
    ['name', true],
    ['address', true],
    ['birth_date', true],
    ['died_on', true],
    ['income', true],
  ])
  expect(spec.inputs).toEqual([
    {
      dataset: 'police.resident-register',
      table: { schema: 'replica', name: 'police__resident_register' },
      key: ['id_number'],
      version: 'changed_on',
      makesRows: true,
    },
    {
      dataset: 'civil-affairs.deaths',
      table: { schema: 'replica', name: 'civil_affairs__deaths' },
      key: ['id_number'],
      version: null,
      makesRows: false,
    },
  ])
  expect(spec.fields[0]).toEqual({ name: 'id_number', from: [] })
  expect(spec.fields[4]).toEqual({ name: 'died_on', from: [{ dataset: 'civil-affairs.deaths', column: 'death_date' }] })
})

test('a service compiles into its statement and table', () => {
  const { spec } = catalog.services['service.old_age_allowance'] ?? expect.unreachable()
  expect(spec).toMatchObject({
    recipient: 'civil-affairs',
    inputs: ['base.population'],
    table: { schema: 'service', name: 'old_age_allowance', key: ['id_number'] },
  })
  expect(spec.sql).toContain(':today')
})

test('schedules come from cadences, for every asset', () => {
  expect(catalog.schedules.map(({ asset, kind, agency, update, cadence }) => [asset, kind, agency, update, cadence])).toEqual([
    ['civil-affairs.deaths', 'dataset', 'civil-affairs', 'monthly', { kind: 'calendar', dayOfMonth: 1, hour: 2, minute: 0 }],
    ['police.resident-register', 'dataset', 'police', 'daily', { kind: 'calendar', hour: 1, minute: 30 }],
    ['base.population', 'library', '', 'daily', { kind: 'calendar', hour: 4, minute: 0 }],
    ['service.old_age_allowance', 'service', 'civil-affairs', 'weekly', { kind: 'calendar', dayOfWeek: 1, hour: 6, minute: 0 }],
  ])
})

test('the catalog is plain data, frozen to the bottom', () => {
  const spec = catalog.datasets['police.resident-register']?.spec
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
  expect(() => Object.assign(spec?.table.columns[0] ?? {}, { name: 'x' })).toThrow(TypeError)
  expect(catalog.datasets['constructor']).toBeUndefined()
})

test('a digest depends on what is said, not on the order of keys', () => {
  expect(specDigest({ a: 1, b: { c: [1, 2], d: undefined } })).toBe(specDigest({ b: { c: [1, 2] }, a: 1 }))
  expect(specDigest({ a: [1, 2] })).not.toBe(specDigest({ a: [2, 1] }))
  expect(specDigest({})).toMatch(/^[0-9a-f]{64}$/)
})
