import { describe, expect, test } from 'vitest'
import { openCatalog } from '../../catalog/open-catalog.ts'
import { changed, fakeRegistries, registerFile, sample, writeProject, type Edit, type Files } from './_project.ts'

const deaths = 'catalog/civil-affairs/deaths.yaml'
const population = 'libraries/base.population.yaml'
const allowance = 'services/old-age-allowance.yaml'
const han = /\p{Script=Han}/u

async function problemsOf(files: Files) {
  const { problems } = await openCatalog(writeProject(files), fakeRegistries())
  for (const { expected, found, remedy } of problems) {
    for (const text of [expected, found, remedy]) {
      expect(text.zh.trim()).not.toBe('')
      expect(text.en.trim()).not.toBe('')
    }
    expect(remedy.zh).toMatch(han)
    expect(expected.en + remedy.en).not.toMatch(han)
  }
  return problems.map(({ code, path, at }) => `${path} ${at} ${code}`)
}

describe('each fault is told with file, line and place', () => {
  test.each<[string, Edit, string]>([
    ['an unknown key', [registerFile, 'due:', 'deu:'], `${registerFile}:7 deu CONFIG_KEY_UNKNOWN`],
    ['a missing key', [registerFile, 'format: table\n', ''], `${registerFile}:1 format CONFIG_KEY_MISSING`],
    ['a value that is none of the list', [registerFile, 'update: daily', 'update: dayly'], `${registerFile}:5 update CONFIG_VALUE`],
    ['a time that is none', [registerFile, 'at: 01:30', 'at: 25:30'], `${registerFile}:6 at CONFIG_VALUE`],
    ['yes instead of true', [registerFile, 'open: false', 'open: no'], `${registerFile}:10 open CONFIG_VALUE`],
    ['a date that does not exist', [registerFile, '2026-03-02', '2026-02-30'], `${registerFile}:11 secrecy.date CONFIG_VALUE`],
    [
      'an unknown agency in the scope',
      [registerFile, '[civil-affairs]', '[civil-affair]'],
      `${registerFile}:4 scope.agencies[0] AGENCY_UNKNOWN`,
    ],
    [
      'another provider than the folder',
      [registerFile, 'provider: police', 'provider: civil-affairs'],
      `${registerFile}:9 provider PROVIDER_FOLDER`,
    ],
    ['a reviewer who is not the agency’s', [registerFile, '审查员乙', '审查员丙'], `${registerFile}:11 secrecy.reviewer SECRECY_REVIEWER`],
    [
      'no secrecy review',
      [registerFile, 'secrecy: { reviewer: 审查员乙, date: 2026-03-02 }\n', ''],
      `${registerFile}:1 secrecy CONFIG_KEY_MISSING`,
    ],
    [
      'restricted without a condition',
      [registerFile, ', condition: 限核验本人身份', ''],
      `${registerFile}:4 scope.condition SHARING_CONDITION`,
    ],
    ['not shared without a basis', [deaths, 'sharing: unrestricted', 'sharing: none'], `${deaths}:1 basis SHARING_BASIS`],
    [
      'an unknown connection',
      [registerFile, 'connection: police-drop', 'connection: police-dorp'],
      `${registerFile}:12 source.connection CONNECTION_UNKNOWN`,
    ],
    [
      'a key that the connector does not know',
      [registerFile, 'holds: changes', 'hold: changes'],
      `${registerFile}:12 source.hold CONFIG_KEY_UNKNOWN`,
    ],
    ['a missing key of the connector', [deaths, ', file: deaths.csv', ''], `${deaths}:9 source.file CONFIG_KEY_MISSING`],
    [
      'a mode that the connector does not have',
      [deaths, 'file: deaths', 'mode: changes, file: deaths'],
      `${deaths}:9 source.mode MODE_UNKNOWN`,
    ],
    [
      'absence that proves nothing',
      [registerFile, 'holds: changes', 'holds: changes, absent: remove'],
      `${registerFile}:12 source.absent ABSENT_UNPROVEN`,
    ],
    ['an unknown library', [deaths, 'feeds: [base.population]', 'feeds: [base.populaton]'], `${deaths}:10 feeds LIBRARY_UNKNOWN`],
    ['a key that is no field', [deaths, 'key: [id_number]', 'key: [id_nubmer]'], `${deaths}:11 key[0] FIELD_UNKNOWN`],
    [
      'an optional key',
      [deaths, '身份证号, type: resident-id', '身份证号, type: resident-id, optional: true'],
      `${deaths}:11 key[0] KEY_OPTIONAL`,
    ],
    ['a version that is no field', [registerFile, 'version: changed_on', 'version: changed'], `${registerFile}:15 version FIELD_UNKNOWN`],
    [
      'an unknown type',
      [registerFile, '姓名, 名字], type: text', '姓名, 名字], type: txet'],
      `${registerFile}:20 fields.name.type TYPE_UNKNOWN`,
    ],
    [
      'a list for a type that has none',
      [registerFile, '出生日期, type: date', '出生日期, type: date:villages'],
      `${registerFile}:21 fields.birth_date.type TYPE_UNKNOWN`,
    ],
    ['an unknown list', [registerFile, 'code:villages', 'code:village'], `${registerFile}:22 fields.village.type LIST_UNKNOWN`],
    ['an unknown step', [registerFile, 'steps: [trim,', 'steps: [tirm,'], `${registerFile}:20 fields.name.steps[0] STEP_UNKNOWN`],
    [
      'a missing option of a step',
      [registerFile, '{ from: 0 }', '{ to: 0 }'],
      `${registerFile}:20 fields.name.steps[1].replace.from CONFIG_KEY_MISSING`,
    ],
    [
      'an unknown option of a type',
      [registerFile, 'currency_item', 'currency_itme'],
      `${registerFile}:24 fields.income.currency_itme CONFIG_KEY_UNKNOWN`,
    ],
    [
      'several inputs that nothing joins',
      [registerFile, 'steps: [concatenate]', 'steps: [trim]'],
      `${registerFile}:23 fields.address.steps FIELD_INPUTS`,
    ],
    ['a field without its column', [deaths, 'item: 死亡日期, ', ''], `${deaths}:15 fields.death_date.item CONFIG_KEY_MISSING`],
    ['a field name that is no column', [deaths, 'death_date:', '死亡日期:'], `${deaths}:15 fields.死亡日期 FIELD_NAME`],
    [
      'a field that a type keeps beside another',
      [registerFile, 'changed_on: { item: 变更日期', 'income_currency: { item: 币种, type: text }\n  changed_on: { item: 变更日期'],
      `${registerFile}:24 fields.income COLUMN_TWICE`,
    ],
    [
      'an unknown field in a check',
      [registerFile, 'in_order: [birth_date,', 'in_order: [birth_day,'],
      `${registerFile}:28 checks[1].in_order[0] FIELD_UNKNOWN`,
    ],
    [
      'two rules in one check',
      [registerFile, '- { in_order: [birth_date, changed_on] }', '- { in_order: [birth_date, changed_on], together: [name, village] }'],
      `${registerFile}:28 checks[1] CHECK_KIND`,
    ],
    [
      'fields that cannot be compared',
      [registerFile, 'agree: [birth_date, id_number]', 'agree: [name, id_number]'],
      `${registerFile}:27 checks[0].agree CHECK_KIND`,
    ],
    [
      'a condition of an unknown kind',
      [registerFile, '{ present: income }', '{ exists: income }'],
      `${registerFile}:29 checks[2].when.exists EXPRESSION`,
    ],
    [
      'a condition without its list',
      [registerFile, 'equals: [状态, 01]', 'equals: 状态'],
      `${registerFile}:16 where.not.equals EXPRESSION`,
    ],
    ['a share without its sign', [registerFile, 'share: 0.5%', 'share: 0.5'], `${registerFile}:30 limits.quarantined.share CONFIG_VALUE`],
    ['a granted field by somebody else', [deaths, ', role: check', ''], `${deaths}:14 fields.name FIELD_NOT_GRANTED`],
    [
      'a source that says it only checks',
      [registerFile, '出生日期, type: date', '出生日期, type: date, role: check'],
      `${registerFile}:21 fields.birth_date.role FIELD_ROLE`,
    ],
    [
      'a dataset without the library’s key',
      [population, 'key: id_number', 'key: [id_number, country]'],
      `${population}:2 key[1] FIELD_UNKNOWN`,
    ],
    [
      'a library’s source that is no dataset',
      [population, "'civil-affairs.deaths#death_date'", "'civil-affairs.death#death_date'"],
      `${population}:9 fields.died_on.from[0] DATASET_UNKNOWN`,
    ],
    [
      'a library’s source that is no field',
      [population, '#death_date', '#death_day'],
      `${population}:9 fields.died_on.from[0] FIELD_UNKNOWN`,
    ],
    [
      'a library’s column that does not hold its source',
      [population, 'type: money, scale: 2', 'type: money, scale: 1'],
      `${population}:10 fields.income.from[0] FIELD_TYPE_UNFIT`,
    ],
    [
      'a library field without a source',
      [population, ', from: [police.resident-register] }', ' }'],
      `${population}:7 fields.address.from CONFIG_KEY_MISSING`,
    ],
    [
      'a dataset that does not feed its library',
      [deaths, 'feeds: [base.population]\n', ''],
      `${population}:9 fields.died_on.from[0] LIBRARY_NOT_FED`,
    ],
    ['an unknown recipient', [allowance, 'recipient: civil-affairs', 'recipient: health'], `${allowance}:2 recipient AGENCY_UNKNOWN`],
    ['a statement that is no select', [allowance, 'select id_number', 'delete id_number'], `${allowance}:7 sql SERVICE_SQL`],
    [
      'a table that is not listed',
      [allowance, '  where', '  join replica.police__resident_register r using (id_number) where'],
      `${allowance}:7 sql SERVICE_READS`,
    ],
    ['an unknown parameter', [allowance, ':today', ':yesterday'], `${allowance}:7 sql SERVICE_SQL`],
    [
      'an unknown connector',
      ['connections/police-drop.yaml', 'connector: csv', 'connector: cvs'],
      'connections/police-drop.yaml:2 connector CONNECTOR_UNKNOWN',
    ],
    [
      'a secret in a file',
      ['connections/police-drop.yaml', '${env:POLICE_PASSWORD}', 'letmein'],
      'connections/police-drop.yaml:5 password SECRET_IN_FILE',
    ],
    [
      'an all-digit USCC with a digit too few',
      ['agencies/civil-affairs.yaml', '115101840000000020', '11510184000000002'],
      'agencies/civil-affairs.yaml:2 uscc CONFIG_VALUE',
    ],
    [
      'options that a step cannot be made of',
      [registerFile, '{ from: 0 }', "{ from: '' }"],
      `${registerFile}:20 fields.name.steps[1].replace.from FROM_EMPTY`,
    ],
    [
      'a step of the project’s own that throws',
      [registerFile, '[trim, {', '[broken, {'],
      `${registerFile}:20 fields.name.steps[0] CONFIG_VALUE`,
    ],
    [
      'a list that a step cannot use',
      [registerFile, '[trim, {', '[{ tabled: { table: villages } }, {'],
      `${registerFile}:20 fields.name.steps[0].tabled FROM_EMPTY`,
    ],
    ['a code twice in a list', ['lists/villages.csv', '02,三江', '01,三江'], 'lists/villages.csv:3  LIST_DUPLICATE'],
    ['a list without its header', ['lists/villages.csv', 'code,label', 'kode,label'], 'lists/villages.csv:1  LIST_HEADER'],
  ])('%s', async (_name, edit, expected) => {
    expect(await problemsOf(changed(edit))).toEqual([expected])
  })
})

test('all faults are told at once, by file and line', async () => {
  const files = changed(
    [registerFile, 'update: daily', 'update: dayly'],
    [registerFile, '出生日期, type: date', '出生日期, type: dat'],
    [allowance, 'recipient: civil-affairs', 'recipient: health'],
  )
  expect(await problemsOf(files)).toEqual([
    `${registerFile}:5 update CONFIG_VALUE`,
    `${registerFile}:21 fields.birth_date.type TYPE_UNKNOWN`,
    `${allowance}:2 recipient AGENCY_UNKNOWN`,
  ])
})

test('a dataset without a library’s key cannot feed it', async () => {
  const files = changed([deaths, 'id_number:', 'number:'], [deaths, 'key: [id_number]', 'key: [number]'])
  expect(await problemsOf(files)).toEqual([`${deaths}:10 feeds LIBRARY_KEY_MISSING`])
  const other = changed([deaths, '身份证号, type: resident-id', '身份证号, type: date'])
  expect(await problemsOf(other)).toEqual([`${deaths}:13 fields.id_number.type FIELD_TYPE_UNFIT`])
})

test('a list that cannot be read is told once, not by the steps that use it too', async () => {
  const edits: Edit[] = [
    ['lists/villages.csv', '02,三江', '01,三江'],
    [registerFile, '[trim, {', '[{ tabled: { table: villages } }, {'],
  ]
  expect(await problemsOf(changed(...edits))).toEqual(['lists/villages.csv:3  LIST_DUPLICATE'])
})

test('a broken file is told once; what names it is not blamed', async () => {
  expect(await problemsOf({ ...sample, [deaths]: 'name: 死亡登记\nname: 再来一次\n' })).toEqual([`${deaths}:2 name YAML_DUPLICATE_KEY`])
  expect(await problemsOf({ ...sample, 'agencies/police.yaml': '- x\n' })).toEqual(['agencies/police.yaml  YAML_NOT_MAP'])
})

test('files that nobody would read are told', async () => {
  const files = {
    ...sample,
    'agencies/Health.yaml': 'x: 1',
    'catalog/police/more.yml': 'x: 1',
    'catalog/police/old/x.yaml': 'x: 1',
    'catalog/loose.yaml': 'x: 1',
    'libraries/population.yaml': 'x: 1',
    'catalog/police/.DS_Store': '',
    'catalog/README.md': '',
  }
  expect(await problemsOf(files)).toEqual([
    'agencies/Health.yaml  FILE_NAME',
    'catalog/loose.yaml  FILE_NAME',
    'catalog/police/more.yml  FILE_NAME',
    'catalog/police/old/  FILE_NAME',
    'libraries/population.yaml  FILE_NAME',
  ])
})

test('a name that PostgreSQL would cut off is refused', async () => {
  const long = `catalog/civil-affairs/${'a'.repeat(60)}.yaml`
  const text = sample[deaths].replace('feeds: [base.population]\n', '')
  expect(await problemsOf({ ...sample, [long]: text })).toEqual([`${long}:1  ID_TOO_LONG`])
})

test('a message holds no person’s name and no secret', async () => {
  const files = changed([registerFile, '审查员乙', '张某某'], ['connections/police-drop.yaml', '${env:POLICE_PASSWORD}', 'letmein'])
  const { problems } = await openCatalog(writeProject(files), fakeRegistries())
  expect(problems.length).toBe(2)
  expect(JSON.stringify(problems)).not.toMatch(/张某某|letmein/)
})
