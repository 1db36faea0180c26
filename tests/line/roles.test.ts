import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { expect, it } from 'vitest'
import { openEngine } from '../../activities/engine.ts'
import { runInProcess } from '../../activities/run-in-process.ts'
import { openDatabase } from '../../databases/database.ts'
import { initDatabase } from '../../databases/init-database.ts'
import { rolesOf } from '../../databases/roles-sql.ts'
import { createLog } from '../../project/log.ts'
import { materialize } from '../../workflows/materialize.ts'
import { asset } from './_remains.ts'
import { numbers, openTown } from './_town.ts'

it('a login that is only a loader takes a dataset through library and service, and a reader may read all three', async () => {
  const town = await openTown()
  const prefix = `t_${randomBytes(4).toString('hex')}`
  const [login, reader] = [`${prefix}_worker`, `${prefix}_clerk`]
  const roles = await initDatabase(town.engine.database, { prefix, login })
  await town.rows(`alter role ${login} password 'secret'`)
  await town.rows(`create role ${reader} login password 'secret' in role ${roles.reader}`)
  const url = (role: string) => Object.assign(new URL(town.url), { username: role, password: 'secret' }).href
  const engine = await openEngine({ root: town.root, env: {}, databaseUrl: url(login), log: createLog({ level: 'silent' }) })
  const clerk = await openDatabase({ url: url(reader), build: 'test' })
  try {
    const [a = '', b = ''] = numbers
    for (const [day, name] of ['甲某', '甲改'].entries()) {
      await town.drop(`2026110${day + 1}`, [
        [a, name, `2026-11-0${day + 1}`, '登记'],
        [b, '乙某', `2026-11-0${day + 1}`, day === 0 ? '登记' : '注销'],
      ])
      const summaries = await runInProcess(engine, materialize, { assets: [asset], downstream: true })
      expect(summaries.map(({ outcome, note }) => [outcome, note])).toEqual(Array.from({ length: 3 }, () => ['published', null]))
      for (const table of ['replica.police__register', 'base.population', 'service.name_list']) {
        const { rows } = await clerk.query<{ name: string }>(`select name from ${table} where id_number = '${a}'`)
        expect([table, rows]).toEqual([table, [{ name }]])
      }
    }
  } finally {
    await clerk.close()
    await engine.close()
    const admin = new pg.Client(town.url)
    await admin.connect()
    for (const role of [login, reader, ...Object.values(rolesOf(prefix))])
      await admin.query(`drop owned by ${role} cascade; drop role ${role}`)
    await admin.end()
    await town.close()
  }
}, 60_000)
