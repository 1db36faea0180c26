import { controlTables } from './control-tables.ts'
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

const published = 'replica, base, business, service'
const schemas = `landing, ${published}`
const ownTables = [...controlTables.matchAll(/^create table guiji\.(\w+)/gm)].map(([, name = '']) => name)
const existing = (names: readonly string[]) => names.filter((name) => ownTables.includes(name)).map((name) => `guiji.${name}`)

/** Tables of assets and what stands beside them: others of these schemas are somebody else's. */
const ours = `(n.nspname in ('landing', 'replica') or exists (
      select from guiji.asset a where a.asset = n.nspname || '.' || regexp_replace(c.relname, '__(deleted|history|versions|lineage)$', '')))
    and n.nspname in ('landing', 'replica', 'base', 'business', 'service')`

/** What is written once and never changed, by whoever loads either. */
const unchanging = existing(['certificate', 'answer', 'audit'])
/** Nothing in these is a value of a row, but for positions and locators, which the ledger's digest is made of. */
const audited = existing([
  ...['version', 'lease', 'asset', 'plan', 'ledger', 'certificate', 'verdict', 'answer', 'run', 'consolidated', 'source_columns', 'audit'],
])
/** Of the quarantine: which rows and why, but no value, no key, and no locator, which may be a key. */
const auditedColumns = 'plan, split, ordinal, asset, codes, at, deleted, state, closed_at, closed_by, how'

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
    // a table's owner alone can extend it, so what was published belongs to whoever publishes
    ...(login === null ? [] : [takeOver(`${ours} and c.relkind in ('r', 'v')`, login)]),
    `grant usage on schema guiji to ${loader}, ${auditor};`,
    `grant usage, create on schema ${schemas} to ${loader};`,
    `grant usage on schema ${published} to ${reader};`,
    `revoke all on all tables in schema guiji from ${loader}, ${reader}, ${auditor};`,
    `grant select, insert, update, delete on all tables in schema guiji to ${loader};`,
    `revoke insert, update, delete on guiji.version from ${loader};`,
    `revoke update, delete on ${unchanging.join(', ')} from ${loader};`,
    `alter default privileges for role ${owner} in schema guiji grant select, insert, update, delete on tables to ${loader};`,
    `do $$ declare t record; begin
  for t in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and n.nspname <> 'landing' and c.relkind in ('r', 'v')
  loop execute format('grant select on %s to ${reader}', t.name); end loop;
end $$;`,
    ...(login === null
      ? []
      : [`alter default privileges for role ${identifier(login)} in schema ${published} grant select on tables to ${reader};`]),
    `grant select on ${audited.join(', ')} to ${auditor};`,
    `grant select (${auditedColumns}) on guiji.quarantine to ${auditor};`,
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
