import { controlRights } from './control-rights.ts'
import { identifier, literal } from './_sql.ts'

/** The group roles; people and programs log in as members of them. */
export interface Roles {
  readonly owner: string
  readonly loader: string
  readonly reader: string
  readonly auditor: string
}
/** Roles belong to the whole server: where several databases of one server are kept apart, each has a prefix of its own. */
export function rolesOf(prefix: string): Roles {
  return { owner: `${prefix}_owner`, loader: `${prefix}_loader`, reader: `${prefix}_reader`, auditor: `${prefix}_auditor` }
}

export const publishedSchemas = ['replica', 'base', 'business', 'service'] as const
const published = publishedSchemas.join(', ')
const schemas = `landing, ${published}`

/** Tables of assets and what stands beside them: others of these schemas are somebody else's. Of pg_class c and pg_namespace n. */
export const isOurs = `(n.nspname in ('landing', 'replica') or exists (
      select from guiji.asset a where a.asset = n.nspname || '.' || regexp_replace(c.relname, '__(deleted|history|versions|lineage)$', '')))
    and n.nspname in ('landing', 'replica', 'base', 'business', 'service')`

/** Makes the group roles, and the login where it is not there yet (without a password). */
export function makeRoles(roles: Roles, login: string | null, database: string): string {
  const make = (name: string, how: string) =>
    `do $$ begin create role ${identifier(name)} ${how}; exception when duplicate_object then null; end $$;`
  const names = quote(roles)
  return [
    ...[roles.owner, roles.loader, roles.reader, roles.auditor].map((name) => make(name, 'nologin')),
    ...(login === null ? [] : [make(login, 'login'), `grant ${names.loader} to ${identifier(login)};`, actAs(login)]),
    // whoever makes a role may act as it only when told so, a superuser always may
    actAs(roles.owner),
    `grant connect on database ${identifier(database)} to ${names.loader}, ${names.reader}, ${names.auditor};`,
    `grant temporary on database ${identifier(database)} to ${names.loader};`,
    `grant connect, create on database ${identifier(database)} to ${names.owner};`,
  ].join('\n')
}

/** Gives every role what it needs and no more; schemas and control tables are there. */
export function grantRoles(roles: Roles, login: string | null): string {
  const { owner, loader, reader, auditor } = quote(roles)
  return [
    `alter schema guiji owner to ${owner};`,
    // a schema that was there before stays whose it is
    `do $$ declare s record; begin
  for s in select nspname from pg_namespace where nspname = any (string_to_array(${literal(schemas)}, ', ')) and nspowner = current_user::regrole
  loop execute format('alter schema %I owner to ${owner}', s.nspname); end loop;
end $$;`,
    takeOver(`n.nspname = 'guiji' and c.relkind = 'r'`, roles.owner),
    `do $$ declare f record; begin
  for f in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = 'guiji'::regnamespace
    and p.proowner <> ${literal(roles.owner)}::regrole
  loop execute format('alter function %s owner to ${owner}', f.name); end loop;
end $$;`,
    `revoke all on schema guiji from ${loader}, ${reader}, ${auditor};`,
    `revoke all on all tables in schema guiji from ${loader}, ${reader}, ${auditor};`,
    `grant usage on schema guiji to ${loader}, ${auditor};`,
    `grant usage, create on schema ${schemas} to ${loader};`,
    `grant usage on schema ${published} to ${reader};`,
    // a table's owner alone can extend it, so what was published belongs to whoever publishes; a runner that is no superuser can hand
    // it over only to a role that may make tables in the schema
    ...(login === null ? [] : [takeOver(`${isOurs} and c.relkind in ('r', 'v')`, login)]),
    ...controlRights.map(({ role, privileges, tables, columns }) => {
      const of = columns === undefined ? '' : ` (${columns.join(', ')})`
      return `grant ${privileges.map((name) => name + of).join(', ')} on ${tables.map((name) => `guiji.${name}`).join(', ')} to ${identifier(roles[role])};`
    }),
    `alter default privileges for role ${owner} in schema guiji grant select, insert, update, delete on tables to ${loader};`,
    `do $$ declare t record; begin
  for t in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${isOurs} and n.nspname <> 'landing' and c.relkind in ('r', 'v')
  loop execute format('grant select on %s to ${reader}', t.name); end loop;
end $$;`,
    ...(login === null
      ? []
      : [`alter default privileges for role ${identifier(login)} in schema ${published} grant select on tables to ${reader};`]),
  ].join('\n')
}

function actAs(role: string): string {
  return `do $$ begin if current_user <> ${literal(role)} and not (select rolsuper from pg_roles where rolname = current_user) then execute format('grant %I to %I', ${literal(role)}, current_user); end if; end $$;`
}

function takeOver(condition: string, owner: string): string {
  return `do $$ declare t record; begin
  for t in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${condition} and c.relowner <> ${literal(owner)}::regrole
  loop execute format('alter table %s owner to ${identifier(owner)}', t.name); end loop;
end $$;`
}

function quote({ owner, loader, reader, auditor }: Roles): Roles {
  return { owner: identifier(owner), loader: identifier(loader), reader: identifier(reader), auditor: identifier(auditor) }
}
