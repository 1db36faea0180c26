import { setTimeout as delay } from 'node:timers/promises'
import { defineErrors } from '../core/errors.ts'
import { controlVersion, upgrades } from './control-tables.ts'
import type { Database } from './database.ts'
import { putRights, type RightsPut } from './put-rights.ts'
import type { Session } from './session.ts'
import { sqlState } from './wrap-error.ts'

const errors = defineErrors({
  DATABASE_NEWER: {
    recovery: 'abort',
    message: {
      zh: '数据库的控制表版本 {found} 比本程序的 {known} 新',
      en: 'control tables have version {found}, this program knows {known}',
    },
    remedy: { zh: '升级 guiji 到写入该数据库的版本', en: 'upgrade guiji to the version that wrote this database' },
  },
  DATABASE_UPGRADE_NEEDED: {
    recovery: 'abort',
    message: {
      zh: '控制表版本 {found}，本程序需要 {known}，而角色 {role} 不能更改它们',
      en: 'control tables have version {found}, this program needs {known}, and the role {role} may not change them',
    },
    remedy: {
      zh: '以所有者角色（或超级用户）的地址运行 guiji db upgrade；正在工作的旧版本进程不必停',
      en: 'run guiji db upgrade with the address of the owner role or a superuser; workers of the version before need not be stopped',
    },
  },
  DATABASE_UPGRADE_FORBIDDEN: {
    recovery: 'abort',
    message: { zh: '角色 {role} 读不了控制表', en: 'the role {role} cannot read the control tables' },
    remedy: {
      zh: '以所有者角色的成员（须继承其权限）或超级用户的地址运行 guiji db upgrade',
      en: 'run guiji db upgrade with the address of a superuser, or of a member of the owner role that inherits its rights',
    },
  },
  DATABASE_UPGRADE_BLOCKED: {
    recovery: 'retry',
    message: {
      zh: '控制表一直被占用，升级没有完成（版本 {found}）',
      en: 'the control tables were in use all along, the upgrade is not done (version {found})',
    },
    remedy: {
      zh: '已完成的部分保留；稍后再运行，或在 pg_stat_activity 中查看长事务',
      en: 'what was done stays; run it again later, or look for long transactions in pg_stat_activity',
    },
  },
})

export interface Upgraded {
  readonly from: number
  readonly to: number
  /** Null where the control tables have no roles of `guiji db init`, or are not of this program's version. */
  readonly rights: RightsPut | null
}

/** Whoever makes or changes the control tables does so alone. */
export async function lockControl(session: Session): Promise<void> {
  await session.query(`select pg_advisory_xact_lock(hashtextextended('guiji:prepare', 0))`)
}

/**
 * The version of the control tables; 0 where there are none. Upgrades only add, so tables that are one version ahead serve this program
 * as well, unless the caller says otherwise. Throws DATABASE_NEWER.
 */
export async function readControlVersion(session: Session, ahead = 1): Promise<number> {
  // to_regclass may answer from before this transaction waited for the lock
  const { count } = await session.query(
    `select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'guiji' and c.relname = 'version'`,
  )
  if (count === 0) return 0
  const version = await session.query<{ version: number | null }>('select max(version) as version from guiji.version')
  const found = version.rows[0]?.version ?? 0
  if (found > controlVersion + ahead) throw errors('DATABASE_NEWER', { found, known: controlVersion })
  return found
}

/**
 * Brings control tables that are there to this program's version, one transaction for each, and the rights of the roles of `guiji db init`
 * with the last of them; done already, it changes nothing (0 where there are none). New tables belong to the owner of the schema. Throws
 * DATABASE_NEWER, DATABASE_UPGRADE_FORBIDDEN, DATABASE_UPGRADE_NEEDED, DATABASE_UPGRADE_BLOCKED.
 */
export async function upgradeControl(db: Database): Promise<Upgraded> {
  return db.pooled('upgrade', async (session) => {
    const from = await readControlVersion(session).catch(async (error: unknown) => {
      throw sqlState(error) === '42501' ? errors('DATABASE_UPGRADE_FORBIDDEN', { role: await roleOf(session) }) : error
    })
    // what the roles of a later version need, this program does not know
    if (from === 0 || from > controlVersion) return { from, to: from, rights: null }
    for (let found = from; ;) {
      const { to, rights } = await patiently(
        session,
        () => step(session, db.build),
        () => errors('DATABASE_UPGRADE_BLOCKED', { found }),
      )
      if (to >= controlVersion) return { from, to, rights }
      found = to
    }
  })
}

/** One version further, or rights only. They come with the last version, so that no role can use its tables in a way that is not meant. */
async function step(session: Session, build: string): Promise<Omit<Upgraded, 'from'>> {
  await lockControl(session)
  const found = await readControlVersion(session)
  const to = Math.max(found, Math.min(found + 1, controlVersion))
  try {
    if (to > found) {
      await becomeOwner(session)
      await session.query(upgrades[to] ?? '')
      await session.query('insert into guiji.version (version, build) values ($1, $2)', [to, build])
      await session.query('reset role')
    }
    return { to, rights: to === controlVersion ? await putRights(session) : null }
  } catch (error) {
    if (sqlState(error) !== '42501') throw error
    throw errors('DATABASE_UPGRADE_NEEDED', { found, known: controlVersion, role: await roleOf(session) })
  }
}

/** For the rest of the transaction, where the role is a member of the schema's owner. */
async function becomeOwner(session: Session): Promise<void> {
  const { rows } = await session.query<{ owner: string; member: boolean }>(
    `select nspowner::regrole::text as owner, pg_has_role(nspowner, 'member') as member from pg_namespace where nspname = 'guiji'`,
  )
  const [found] = rows
  if (found?.member === true) await session.query(`set local role ${found.owner}`)
}

async function roleOf(session: Session): Promise<string> {
  // the transaction has failed: the role can only be asked for after it
  await session.query('rollback')
  const { rows } = await session.query<{ role: string }>('select current_user as role')
  return rows[0]?.role ?? ''
}

const lockTimeoutMs = 300
const tries = 100

/**
 * A transaction that locks tables which others work with. It waits so briefly for each lock that nobody queues behind it for long, and
 * tries again until there is a gap.
 */
export async function patiently<T>(session: Session, work: () => Promise<T>, giveUp: () => Error): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await session.transaction({ operation: 'upgrade', timeoutMs: 60_000, lockTimeoutMs }, work)
    } catch (error) {
      if (sqlState(error) !== '55P03' && sqlState(error) !== '40P01') throw error
      if (attempt === tries) throw giveUp()
      await delay(100 + Math.random() * 400)
    }
  }
}
