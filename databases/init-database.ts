import { defineErrors } from '../core/errors.ts'
import { controlTables, controlVersion, upgrades } from './control-tables.ts'
import type { Database } from './database.ts'
import { refuseLosses, refuseLossesSql } from './losing-logins.ts'
import { checkServer } from './prepare.ts'
import { grantRoles, makeRoles, rolesOf, type Roles } from './roles-sql.ts'
import type { Session } from './session.ts'
import { lockControl, patiently, readControlVersion, upgradeControl } from './upgrade.ts'
import { sqlState } from './wrap-error.ts'
import { identifier, literal } from './_sql.ts'

const errors = defineErrors({
  DATABASE_INIT_FORBIDDEN: {
    recovery: 'abort',
    message: { zh: '角色 {role} 不能建立角色或更改控制表', en: 'the role {role} may not make roles or change control tables' },
    remedy: {
      zh: '以超级用户的地址再运行，或用 guiji db init --sql 打印 SQL 交管理员执行',
      en: 'run it again with the address of a superuser, or print the SQL with guiji db init --sql for an administrator to run',
    },
  },
  DATABASE_INIT_BLOCKED: {
    recovery: 'retry',
    message: { zh: '控制表一直被占用，没有任何更改', en: 'the control tables were in use all along, nothing was changed' },
    remedy: {
      zh: '稍后再运行，或在 pg_stat_activity 中查看长事务',
      en: 'run it again later, or look for long transactions in pg_stat_activity',
    },
  },
  ROLE_NAME: {
    recovery: 'abort',
    message: { zh: '不能用作角色名：{found}', en: 'this cannot name a role: {found}' },
    remedy: {
      zh: '以小写字母开头，只含小写字母、数字和下划线，最多 40 个字符',
      en: 'begin with a small letter, and use small letters, digits and underscores only, 40 characters at most',
    },
  },
})

export interface InitOptions {
  /** What the names of the roles begin with. */
  readonly prefix: string
  /** The role that workers log in as; made where it is not there. */
  readonly login: string | null
}

/**
 * Everything that `initDatabase` would run, for an administrator to run instead. Reads only. Throws DATABASE_NEWER,
 * DATABASE_LOGIN_LOSES, ROLE_NAME.
 */
export async function initSql(db: Database, { prefix, login }: InitOptions): Promise<string> {
  const roles = checkedRoles({ prefix, login })
  return db.pooled('init', async (session) => {
    await checkServer(session)
    const version = await readControlVersion(session, 0)
    // whoever runs it may be another role
    if (version > 0) await refuseLosses(session, roles, login, false)
    const parts = [
      version === 0 ? '' : refuseLossesSql(roles, login),
      makeRoles(roles, login, await databaseName(session)),
      `set local role ${identifier(roles.owner)};`,
      version === 0 ? controlSql(db.build) : '',
      'reset role;',
      ...(version === 0 ? [] : upgradesAfter(version, db.build)),
      grantRoles(roles, login),
    ]
    return ['begin;', ...parts.filter((part) => part !== ''), 'commit;', ''].join('\n')
  })
}

/**
 * Makes roles, schemas and control tables, and gives each role its rights; run again it puts rights right. Throws DATABASE_TOO_OLD,
 * DATABASE_NOT_UTF8, DATABASE_NEWER, DATABASE_LOGIN_LOSES, DATABASE_INIT_FORBIDDEN, DATABASE_INIT_BLOCKED, ROLE_NAME.
 */
export async function initDatabase(db: Database, { prefix, login }: InitOptions): Promise<Roles> {
  const roles = checkedRoles({ prefix, login })
  await db.pooled('init', async (session) => {
    await checkServer(session)
    try {
      // rights of a later version's tables are not for this program to give
      const version = await readControlVersion(session, 0)
      if (version > 0) await refuseLosses(session, roles, login, true)
      if (version > 0 && version < controlVersion) await upgradeControl(db)
      await patiently(
        session,
        async () => {
          await lockControl(session)
          await session.query(makeRoles(roles, login, await databaseName(session)))
          if ((await readControlVersion(session)) === 0) {
            await session.query(`set local role ${identifier(roles.owner)}`)
            await session.query(controlSql(db.build))
            await session.query('reset role')
          }
          await session.query(grantRoles(roles, login))
        },
        () => errors('DATABASE_INIT_BLOCKED'),
      )
    } catch (error) {
      if (sqlState(error) !== '42501') throw error
      const { rows } = await session.query<{ role: string }>('select current_user as role')
      throw errors('DATABASE_INIT_FORBIDDEN', { role: rows[0]?.role ?? '' })
    }
  })
  return roles
}

function checkedRoles({ prefix, login }: InitOptions): Roles {
  const wrong = [prefix, ...(login === null ? [] : [login])].find((name) => !/^[a-z][a-z0-9_]{0,39}$/.test(name))
  if (wrong !== undefined) throw errors('ROLE_NAME', { found: wrong })
  return rolesOf(prefix)
}

function controlSql(build: string): string {
  return `${controlTables}\n${versionRow(controlVersion, build)}`
}

function upgradesAfter(version: number, build: string): string[] {
  const versions = Array.from({ length: controlVersion - version }, (_, index) => version + 1 + index)
  return versions.map((next) => `${upgrades[next] ?? ''};\n${versionRow(next, build)}`)
}

function versionRow(version: number, build: string): string {
  return `insert into guiji.version (version, build) values (${version}, ${literal(build)});`
}

async function databaseName(session: Session): Promise<string> {
  const { rows } = await session.query<{ name: string }>('select current_database() as name')
  return rows[0]?.name ?? ''
}
