import { defineErrors } from '../core/errors.ts'
import { controlTables, controlVersion } from './control-tables.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'
import { lockControl, readControlVersion, upgradeControl } from './upgrade.ts'
import { sqlState } from './wrap-error.ts'

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
  DATABASE_NOT_PREPARED: {
    recovery: 'abort',
    message: {
      zh: '角色 {role} 在这个库中用不了控制表，也不能建立它们',
      en: 'the role {role} cannot use control tables in this database, nor make them',
    },
    remedy: {
      zh: '以超级用户或库所有者的地址运行 guiji db init --login {role}',
      en: 'run guiji db init --login {role} with the address of a superuser or the owner of the database',
    },
  },
})

/**
 * Makes schemas and control tables where they are missing, and brings those of an earlier version forward; safe to call by many at once
 * and again. Where all is there, nothing more than reading is needed. Throws DATABASE_TOO_OLD, DATABASE_NOT_UTF8, DATABASE_NEWER,
 * DATABASE_NOT_PREPARED, DATABASE_UPGRADE_NEEDED.
 */
export async function prepareDatabase(db: Database): Promise<void> {
  const version = await db.pooled('prepare', async (session) => {
    await checkServer(session)
    try {
      const found = await readControlVersion(session)
      return found > 0 ? found : await makeControl(session, db.build)
    } catch (error) {
      if (sqlState(error) !== '42501') throw error
      const { rows } = await session.query<{ role: string }>('select current_user as role')
      throw errors('DATABASE_NOT_PREPARED', { role: rows[0]?.role ?? '' })
    }
  })
  if (version < controlVersion) await upgradeControl(db)
}

/** Throws DATABASE_TOO_OLD, DATABASE_NOT_UTF8. */
export async function checkServer(session: Session): Promise<void> {
  const { rows } = await session.query<{ server: string; number: number; encoding: string }>(
    `select current_setting('server_version') as server, current_setting('server_version_num')::int as number,
       current_setting('server_encoding') as encoding`,
  )
  const [found] = rows
  if (found === undefined) throw new Error('no answer')
  if (found.number < 140_000) throw errors('DATABASE_TOO_OLD', { found: found.server })
  if (found.encoding !== 'UTF8') throw errors('DATABASE_NOT_UTF8', { found: found.encoding })
}

async function makeControl(session: Session, build: string): Promise<number> {
  return session.transaction({ operation: 'prepare', timeoutMs: 60_000 }, async () => {
    await lockControl(session)
    const found = await readControlVersion(session)
    if (found > 0) return found
    await session.query(controlTables)
    await session.query('insert into guiji.version (version, build) values ($1, $2)', [controlVersion, build])
    return controlVersion
  })
}
