import { expect, test } from 'vitest'
import { openProject } from '../../project/open-project.ts'
import { writeProject } from './_folder.ts'

const files = {
  'agencies/police.yaml': 'name: 公安局\nuscc: 11510184000000001X\nadministrator: 管理员甲\nreviewer: 审查员甲\n',
  'connections/police-drop.yaml': 'agency: police\nconnector: csv\nfolder: systems/police\nencoding: gb18030\nmanifest: .manifest\n',
  'lists/villages.csv': 'code,label\n510184001001,崇阳村\n',
  'catalog/police/resident-register.yaml': `name: 常住人口登记
format: table
sharing: restricted
scope: { condition: 限核验本人身份 }
update: daily
modes: [interface, page]
provider: police
open: false
secrecy: { reviewer: 审查员甲, date: 2026-03-02 }
source: { connection: police-drop, file: "常住人口登记_{period:yyyyMMdd}.csv", holds: changes }
key: id_number
fields:
  id_number: { item: 公民身份号码, type: resident-id }
  name: { item: 姓名, type: person-name, steps: [trim] }
  sex: { item: 性别, type: sex }
  birth_date: { item: 出生日期, type: date }
  phone: { item: 联系电话, type: phone, optional: true }
  village: { item: 村社区, type: code:villages, optional: true }
  capital: { item: 金额, type: money, unit: 万元, optional: true }
checks:
  - { agree: [birth_date, id_number] }
  - { agree: [sex, id_number] }
`,
}
const root = writeProject(files)

test('a dataset over guiji’s own connector and types compiles without a fault', async () => {
  const project = openProject(root, { env: {} })
  const { problems, datasets } = await project.catalog()
  expect(problems).toEqual([])
  const { spec } = datasets['police.resident-register'] ?? expect.unreachable()
  expect(spec).toMatchObject({
    mode: 'incremental',
    holds: 'changes',
    source: { delimiter: ',', header: true },
    lists: { villages: [['510184001001', '崇阳村']] },
  })
  expect(spec.table.columns.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['id_number', 'id_number_original', 'id_number_derived', 'sex', 'capital', 'capital_currency']),
  )
  expect(await project.asset('police.resident-register')).toEqual(datasets['police.resident-register'])
})

test('options that a step or type cannot be made of are told with their place', async () => {
  const file = 'catalog/police/resident-register.yaml'
  const wrong = files[file]
    .replace('steps: [trim]', 'steps: [{ pattern: { match: "(" } }]')
    .replace('type: sex }', 'type: sex, steps: [{ split: { by: "、", part: 0 } }] }')
  const { problems } = await openProject(writeProject({ ...files, [file]: wrong }), { env: {} }).catalog()
  expect(problems.map(({ code, path, at }) => `${path} ${at} ${code}`)).toEqual([
    `${file}:14 fields.name.steps[0].pattern PATTERN_INVALID`,
    `${file}:15 fields.sex.steps[0].split.part STEP_OPTIONS`,
  ])
})

test('a pseudonym’s key is not needed for it', async () => {
  const hashed = { ...files }
  const file = 'catalog/police/resident-register.yaml'
  hashed[file] = files[file].replace('type: phone, optional', 'type: text, steps: [{ hash: { of: mobile, purpose: survey } }], optional')
  expect((await openProject(writeProject(hashed), { env: {} }).catalog()).problems).toEqual([])
})

test('a connection’s settings are resolved for its connector', async () => {
  const project = openProject(root, { env: {} })
  const connection = await project.connection('police-drop')
  const connector = await project.registries.connectors.load(connection.connector)
  expect(project.settings(connector.settings, connection)).toMatchObject({
    folder: 'systems/police',
    encoding: 'gb18030',
    archive: 'keep',
    steady_seconds: 5,
  })
})
