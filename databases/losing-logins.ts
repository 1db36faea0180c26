import { defineErrors } from '../core/errors.ts'
import { isOurs, type Roles } from './roles-sql.ts'
import type { Session } from './session.ts'
import { identifier, literal } from './_sql.ts'

const errors = defineErrors({
  DATABASE_LOGIN_LOSES: {
    recovery: 'abort',
    message: {
      zh: '没有任何更改：这些登录角色在用将要移交给 {heirs} 的表（会话 {sessions} 个），移交后就用不了：{logins}',
      en: 'nothing was changed: these logins use tables that would be handed over to {heirs} ({sessions} sessions of theirs now), and could not use them any more: {logins}',
    },
    remedy: {
      zh: '程序仍用原来的登录角色，就运行 guiji db init --prefix {prefix} --login {keep}；要改用 {heir}，就先以超级用户执行 {sql}，再运行一次',
      en: 'where programs keep their login, run guiji db init --prefix {prefix} --login {keep}; where they are to log in as {heir}, run this first as a superuser, then init again: {sql}',
    },
  },
})

interface Losing {
  readonly login: string
  readonly sessions: number
}

/**
 * Before control tables that are there are handed to the owner role, and published tables to `login`: refuses where a login uses them as
 * their owner, or as a member of it, and has no other right to them. `isRunner` says that the session's own role runs the statements; it
 * becomes a member of both. Throws DATABASE_LOGIN_LOSES.
 */
export async function refuseLosses(session: Session, roles: Roles, login: string | null, isRunner: boolean): Promise<void> {
  const { rows } = await session.query<Losing>(losing(roles, login, isRunner))
  const [first] = rows
  if (first === undefined) return
  const heir = login ?? roles.loader
  const { count } = await session.query('select from pg_roles where rolname = $1', [heir])
  const logins = rows.map((row) => row.login)
  throw errors('DATABASE_LOGIN_LOSES', {
    ...{ logins: logins.join(', '), heirs: [roles.owner, ...(login === null ? [] : [login])].join(', ') },
    ...{ sessions: rows.reduce((sum, row) => sum + row.sessions, 0), prefix: roles.owner.replace(/_owner$/, ''), keep: first.login, heir },
    sql: `${count === 0 ? `create role ${identifier(heir)} ${login === null ? 'nologin' : 'login'}; ` : ''}grant ${identifier(heir)} to ${logins.map(identifier).join(', ')};`,
  })
}

/** The same as a statement, for whoever runs the SQL later. */
export function refuseLossesSql(roles: Roles, login: string | null): string {
  return `do $$ declare logins text; begin
  select string_agg(quote_ident(l.login), ', ') into logins from (${losing(roles, login, true)}) l;
  if logins is not null then raise exception 'DATABASE_LOGIN_LOSES: %', logins
    using hint = '没有任何更改；guiji db init 说明怎么办 / nothing was changed; guiji db init tells what to do'; end if;
end $$;`
}

/** Those who lose, whoever has most to lose first. */
function losing({ owner, loader }: Roles, login: string | null, isRunner: boolean): string {
  const named = [owner, ...(login === null ? [] : [login])].map(literal).join(', ')
  const control = `array[${named}, ${literal(loader)}]`
  const published =
    login === null
      ? ''
      : `union all select c.relowner, array[${literal(login)}] from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${isOurs} and c.relkind in ('r', 'v') and pg_get_userbyid(c.relowner) <> ${literal(login)}`
  return `
    with handed (owner, heirs) as (
      select nspowner, ${control}
      from pg_namespace where nspname = 'guiji' and pg_get_userbyid(nspowner) <> ${literal(owner)}
      union all
      select c.relowner, ${control}
      from pg_class c where c.relnamespace = 'guiji'::regnamespace and c.relkind = 'r' and pg_get_userbyid(c.relowner) <> ${literal(owner)}
      ${published})
    select l.rolname::text as login,
      (select count(*)::int from pg_stat_activity a where a.usesysid = l.oid and a.datname = current_database()) as sessions
    from pg_roles l join handed h on pg_has_role(l.oid, h.owner, 'usage')
    where l.rolcanlogin and not l.rolsuper and l.rolname not in (${named})${isRunner ? ' and l.rolname <> current_user' : ''}
      and not exists (select from pg_roles heir where heir.rolname = any (h.heirs) and pg_has_role(l.oid, heir.oid, 'usage'))
    group by l.oid, l.rolname order by count(*) desc, 1`
}
