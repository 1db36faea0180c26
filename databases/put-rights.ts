import { defineErrors, type GuijiError } from '../core/errors.ts'
import { controlRights } from './control-rights.ts'
import { isOurs, publishedSchemas, rolesOf, type Roles } from './roles-sql.ts'
import type { Session } from './session.ts'
import { identifier, literal } from './_sql.ts'

const errors = defineErrors({
  DATABASE_RIGHTS_LEFT: {
    recovery: 'abort',
    message: {
      zh: '控制表已是版本 {version}，但角色 {role} 不能整理其余的权限：{left}',
      en: 'control tables have version {version}, but the role {role} cannot put the rest of the rights right: {left}',
    },
    remedy: {
      zh: '以超级用户的地址运行 guiji db init --prefix {prefix} --login {login}',
      en: 'run guiji db init --prefix {prefix} --login {login} with the address of a superuser',
    },
  },
})

/** What `putRights` did, in names of schemas and tables; done already, both lists are empty. */
export interface RightsPut {
  /** Where rights were given or taken. */
  readonly changed: readonly string[]
  /** Where they are not as `guiji db init` would make them, and the role may not change that. */
  readonly left: readonly string[]
  /** Who was at it, and what init was or should be told. */
  readonly role: string
  readonly prefix: string
  readonly login: string
}

interface Found {
  readonly kind: 'schema' | 'table'
  readonly schema: string
  /** Null for a schema. */
  readonly table: string | null
  readonly owner: string
  /** Whether the session may give rights to it. */
  readonly mine: boolean
  /** What each group role may do, as GRANT has it: `select`, `select (codes)`. */
  readonly held: { readonly [role: string]: readonly string[] }
}

/**
 * Gives the roles of `guiji db init` what they need and takes what they do not, where it is not so yet: within the caller's transaction,
 * for control tables of this program's version. The roles are those of the prefix that the owner of schema guiji has; where there are none
 * of the kind, one role owns everything and nothing is done (null).
 */
export async function putRights(session: Session): Promise<RightsPut | null> {
  const prefix = await readPrefix(session)
  if (prefix === null) return null
  const roles = rolesOf(prefix)
  const [changed, left]: [string[], string[]] = [[], []]
  for (const found of await readRights(session, roles)) {
    const statements = statementsFor(found, roles)
    const name = nameOf(found)
    // who owns a table is for init to change: it asks first who works with it
    const isStray = found.schema === 'guiji' && found.owner !== roles.owner
    if (isStray || (statements.length > 0 && !found.mine)) left.push(name)
    if (statements.length === 0 || !found.mine) continue
    await session.query(statements.join('; '))
    changed.push(name)
  }
  return { changed, left, prefix, ...(await readLogin(session)) }
}

/** Says what is left, and what to run. */
export function rightsLeft({ left, role, prefix, login }: RightsPut, version: number): GuijiError {
  return errors('DATABASE_RIGHTS_LEFT', { version, role, left: left.join(', '), prefix, login })
}

/** The login that init was told is the one whose tables readers may read by default. */
async function readLogin(session: Session): Promise<Pick<RightsPut, 'role' | 'login'>> {
  const { rows } = await session.query<{ role: string; logins: readonly string[] }>(
    `select current_user::text as role, array(select distinct pg_get_userbyid(defaclrole)::text from pg_default_acl
       where defaclnamespace::regnamespace::text = any ($1)) as logins`,
    [publishedSchemas],
  )
  const [{ role, logins } = { role: '', logins: [] }] = rows
  return { role, login: logins.length === 1 ? (logins[0] ?? '') : '<role>' }
}

async function readPrefix(session: Session): Promise<string | null> {
  const { rows } = await session.query<{ owner: string; names: readonly string[] }>(
    `select pg_get_userbyid(nspowner)::text as owner, array(select rolname::text from pg_roles) as names from pg_namespace where nspname = 'guiji'`,
  )
  const [{ owner, names } = { owner: '', names: [] }] = rows
  const prefix = /^(.+)_owner$/.exec(owner)?.[1]
  if (prefix === undefined) return null
  const { loader, reader, auditor } = rolesOf(prefix)
  return [loader, reader, auditor].every((role) => names.includes(role)) ? prefix : null
}

/** Schemas and control tables, and what was published of assets. */
async function readRights(session: Session, { loader, reader, auditor }: Roles): Promise<readonly Found[]> {
  const held = (acls: string) => `(select coalesce(json_object_agg(role, rights), '{}') from (
      select pg_get_userbyid(x.grantee) as role, json_agg(lower(x.privilege_type) || a.of) as rights
      from (${acls}) a (acl, of), aclexplode(a.acl) x where pg_get_userbyid(x.grantee) in (${[loader, reader, auditor].map(literal).join(', ')})
      group by 1) r)`
  const { rows } = await session.query<Found>(`
    select 'schema' as kind, nspname::text as schema, null as table, pg_get_userbyid(nspowner)::text as owner, pg_has_role(nspowner, 'usage') as mine,
      ${held(`select nspacl, ''::text`)} as held
    from pg_namespace where nspname in (${['guiji', 'landing', ...publishedSchemas].map(literal).join(', ')})
    union all
    select * from (
      select 'table', n.nspname::text, c.relname::text, pg_get_userbyid(c.relowner)::text, pg_has_role(c.relowner, 'usage'),
        ${held(`select c.relacl, ''::text union all select attacl, ' (' || attname || ')' from pg_attribute where attrelid = c.oid`)}
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where (n.nspname = 'guiji' and c.relkind = 'r') or (${isOurs} and n.nspname <> 'landing' and c.relkind in ('r', 'v'))
      order by 2, 3) t`)
  return rows
}

function statementsFor(found: Found, roles: Roles): string[] {
  return (['loader', 'reader', 'auditor'] as const).flatMap((kind) => {
    const role = roles[kind]
    const [wanted, held] = [wantedOf(found, kind), found.held[role] ?? []]
    // beyond schema guiji rights that somebody else gave are not ours to take
    const isTooMuch = found.schema === 'guiji' && held.some((right) => !wanted.includes(right))
    const isTooLittle = wanted.some((right) => !held.includes(right))
    const object = `${found.kind} ${identifier(found.schema)}${found.table === null ? '' : `.${identifier(found.table)}`}`
    return [
      ...(isTooMuch ? [`revoke all on ${object} from ${identifier(role)}`] : []),
      // what is taken from a table is taken from its columns, too
      ...((isTooMuch || isTooLittle) && wanted.length > 0 ? [`grant ${wanted.join(', ')} on ${object} to ${identifier(role)}`] : []),
    ]
  })
}

function wantedOf({ schema, table }: Found, role: 'loader' | 'reader' | 'auditor'): readonly string[] {
  if (schema !== 'guiji') {
    if (table !== null) return role === 'reader' ? ['select'] : []
    return role === 'loader' ? ['usage', 'create'] : role === 'reader' && schema !== 'landing' ? ['usage'] : []
  }
  if (table === null) return role === 'reader' ? [] : ['usage']
  return controlRights
    .filter((right) => right.role === role && right.tables.includes(table))
    .flatMap(({ privileges, columns }) =>
      privileges.flatMap((privilege) => columns?.map((column) => `${privilege} (${column})`) ?? [privilege]),
    )
}

function nameOf({ schema, table }: Found): string {
  return table === null ? schema : `${schema}.${table}`
}
