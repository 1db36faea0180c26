import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase, type Database } from '../../databases/database.ts'
import { makeRoles, rolesOf, type Roles } from '../../databases/roles-sql.ts'
import { testDatabase } from '../_support/postgres.ts'
import { codeOf } from './_support.ts'

export const firstVersion = readFileSync(join(import.meta.dirname, '_control-tables-1.sql'), 'utf8')

/** A new database and a prefix of its own for roles; `close` drops them all. */
export async function openRoles() {
  const database = await testDatabase()
  const admin = new pg.Client(database.url)
  await admin.connect()
  const prefix = `t_${randomBytes(4).toString('hex')}`
  const [opened, logins]: [Database[], string[]] = [[], []]
  const open = async (url: string = database.url): Promise<Database> => {
    const db = await openDatabase({ url, build: 'test', maxConnections: 12 })
    opened.push(db)
    return db
  }
  return {
    ...{ database, admin, prefix, roles: rolesOf(prefix), open },
    /** The database as a role of its own, with a password; made where it is not there. */
    async as(name: string, group: string | null, { more = '' }: { readonly more?: string } = {}): Promise<Database> {
      const role = `${prefix}_${name}`
      if (!logins.includes(role)) {
        logins.push(role)
        await admin.query(`do $$ begin create role ${role} login; exception when duplicate_object then null; end $$`)
        await admin.query(`alter role ${role} password 'secret' ${more}`)
        if (group !== null) await admin.query(`grant ${group} to ${role}`)
      }
      return open(Object.assign(new URL(database.url), { username: role, password: 'secret' }).href)
    },
    async close(): Promise<void> {
      for (const db of opened) await db.close()
      const { rows } = await admin.query<{ role: string }>(`select rolname as role from pg_roles where starts_with(rolname, $1)`, [prefix])
      for (const { role } of rows) await admin.query(`drop owned by ${role} cascade`)
      await admin.query(rows.map(({ role }) => `drop role ${role};`).join(''))
      await admin.end()
      await database.close()
    },
  }
}

/** A database as `guiji db init` of the first version left it. */
export async function initFirstVersion(db: Database, { owner, loader, reader, auditor }: Roles, login: string): Promise<void> {
  const { rows } = await db.query<{ name: string }>('select current_database() as name')
  await db.query(makeRoles({ owner, loader, reader, auditor }, login, rows[0]?.name ?? ''))
  const published = 'replica, base, business, service'
  await db.query(`set role ${owner}; ${firstVersion}; reset role`)
  await db.query(`grant usage on schema guiji to ${loader}, ${auditor};
    grant usage, create on schema landing, ${published} to ${loader};
    grant usage on schema ${published} to ${reader};
    grant select, insert, update, delete on all tables in schema guiji to ${loader};
    revoke insert, update, delete on guiji.version from ${loader};
    revoke update, delete on guiji.certificate, guiji.answer from ${loader};
    alter default privileges for role ${owner} in schema guiji grant select, insert, update, delete on tables to ${loader};
    alter default privileges for role ${login} in schema ${published} grant select on tables to ${reader};
    grant select on guiji.version, guiji.lease, guiji.asset, guiji.plan, guiji.ledger, guiji.certificate, guiji.verdict, guiji.answer,
      guiji.run, guiji.consolidated to ${auditor};
    grant select (plan, split, ordinal, asset, codes, at) on guiji.quarantine to ${auditor}`)
}

/** Who owns and who may do what, of every schema, table, column, sequence and function, and by default; by whom it was granted. */
export async function rightsOf(db: Database): Promise<readonly string[]> {
  const ours = `('guiji', 'landing', 'replica', 'base', 'business', 'service')`
  const { rows } = await db.query<{ line: string }>(`
    select concat_ws(' ', what, 'of', pg_get_userbyid(owner), ':', case when grantee = 0 then 'public' else pg_get_userbyid(grantee) end, privilege_type,
      case when is_grantable then 'grantable' end, 'by', pg_get_userbyid(grantor)) as line
    from (
      select 'schema ' || nspname as what, nspowner as owner, coalesce(nspacl, acldefault('n', nspowner)) as acl
        from pg_namespace where nspname in ${ours}
      union all select c.oid::regclass::text, relowner, coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))
        from pg_class c join pg_namespace n on n.oid = relnamespace where nspname in ${ours} and relkind in ('r', 'v', 'S')
      union all select attrelid::regclass || '.' || attname, relowner, attacl
        from pg_attribute join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace where nspname in ${ours}
      union all select p.oid::regprocedure::text, proowner, coalesce(proacl, acldefault('f', proowner))
        from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname in ${ours}
      union all select 'default ' || defaclobjtype::text || ' in ' || defaclnamespace::regnamespace, defaclrole, defaclacl from pg_default_acl
    ) held, aclexplode(acl) order by 1`)
  return rows.map(({ line }) => line)
}

export const isRefused = async (db: Database, sql: string): Promise<boolean> => (await codeOf(db.query(sql))) === 'DATABASE_REFUSED'
