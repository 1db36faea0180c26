import { defineErrors } from '../core/errors.ts'
import { controlTables, controlVersion, upgrades } from './control-tables.ts'
import type { Database } from './database.ts'

const errors = defineErrors({
  DATABASE_TOO_OLD: {
    recovery: 'abort',
    message: { zh: 'PostgreSQL {found} 太旧，需要 14 或更新', en: 'PostgreSQL {found} is too old, 14 or later is needed' },
    remedy: {
      zh: '升级数据库服务器，或在 guiji.yaml 的 database 中改用另一台',
      en: 'upgrade the database server, or name another one in `database` of guiji.yaml',
    },
  },
  DATABASE_NOT_UTF8: {
    recovery: 'abort',
    message: { zh: '数据库编码为 {found}，需要 UTF8', en: 'the database is encoded in {found}, UTF8 is needed' },
    remedy: {
      zh: '以 encoding UTF8 新建一个库并在 guiji.yaml 中改用它',
      en: 'create a database with encoding UTF8 and name it in guiji.yaml',
    },
  },
  DATABASE_NEWER: {
    recovery: 'abort',
    message: {
      zh: '数据库的控制表版本 {found} 比本程序的 {known} 新',
      en: 'control tables have version {found}, this program knows {known}',
    },
    remedy: { zh: '升级 guiji 到写入该数据库的版本', en: 'upgrade guiji to the version that wrote this database' },
  },
})

/**
 * Makes schemas and control tables where they are missing, and brings those of an earlier version forward; safe to call by many at once and again.
 * Throws DATABASE_TOO_OLD, DATABASE_NOT_UTF8, DATABASE_NEWER.
 */
export async function prepareDatabase(db: Database): Promise<void> {
  await db.pooled('prepare', (session) =>
    session.transaction({ operation: 'prepare', timeoutMs: 60_000 }, async () => {
      await session.query(`select pg_advisory_xact_lock(hashtextextended('guiji:prepare', 0))`)
      const { rows } = await session.query<{ server: string; number: number; encoding: string; exists: boolean }>(
        `select current_setting('server_version') as server, current_setting('server_version_num')::int as number,
           current_setting('server_encoding') as encoding, to_regclass('guiji.version') is not null as exists`,
      )
      const [found] = rows
      if (found === undefined) throw new Error('no answer')
      if (found.number < 140_000) throw errors('DATABASE_TOO_OLD', { found: found.server })
      if (found.encoding !== 'UTF8') throw errors('DATABASE_NOT_UTF8', { found: found.encoding })
      if (!found.exists) {
        await session.query(controlTables)
        await session.query('insert into guiji.version (version, build) values ($1, $2)', [controlVersion, db.build])
      }
      const version = await session.query<{ version: number }>('select max(version) as version from guiji.version')
      const known = version.rows[0]?.version ?? 0
      if (known > controlVersion) throw errors('DATABASE_NEWER', { found: known, known: controlVersion })
      for (let next = known + 1; next <= controlVersion; next++) {
        await session.query(upgrades[next] ?? '')
        await session.query('insert into guiji.version (version, build) values ($1, $2)', [next, db.build])
      }
    }),
  )
}
