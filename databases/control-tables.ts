/** Raised when the control tables change; `prepareDatabase` refuses a database of a later version. */
export const controlVersion = 4

/** Every session says which build it is of; one of a version before says nothing. */
const ownBuild = `coalesce(current_setting('guiji.build', true), '')`

const sourceColumns = `
-- the columns of each asset's source, as they were accepted one after the other; one that is not accepted yet waits for a person
create table guiji.source_columns (
  asset text not null,
  id bigint not null generated always as identity,
  columns json not null,
  -- what distinguishes them from those accepted before
  differences json not null,
  -- names that the dataset knows and the source no longer has
  dropped json not null,
  plan text,
  by text,
  reason text,
  seen_at timestamptz not null default now(),
  accepted_at timestamptz,
  primary key (asset, id)
);
create unique index on guiji.source_columns (asset) where accepted_at is null;
`

/** What brings an earlier version's tables to each later one; workers of the version before go on meanwhile. */
export const upgrades: { readonly [version: number]: string } = {
  2: `alter table guiji.ledger add column warned json not null default '[]'`,
  3: `alter table guiji.plan add column drift json;
alter table guiji.ledger add column build text not null default '';
alter table guiji.ledger alter column build set default ${ownBuild};
${sourceColumns}`,
  4: `alter table guiji.quarantine add column deleted boolean not null default false, add column state text not null default 'open',
        add column closed_at timestamptz, add column closed_by text, add column how text;
      ${correctionTables()}`,
}

/**
 * The control tables, beside the data so that data and positions rise and fall together. Positions, rows of the
 * quarantine and specifications are `json`, kept to the letter: jsonb refuses what dirty sources hold (U+0000).
 */
export const controlTables = `
create schema guiji;
create schema landing;
create schema if not exists replica;
create schema if not exists base;
create schema if not exists business;
create schema if not exists service;

create table guiji.version (version integer not null, build text not null, at timestamptz not null default now());

-- who may change an asset: every commit of a run locks its row where generation = mine
create table guiji.lease (
  asset text primary key,
  generation bigint not null default 0,
  holder jsonb,
  at timestamptz not null default now(),
  broken text
);
-- database sessions of leases' holders, terminated when another takes over
create table guiji.session (
  pid integer not null,
  start timestamptz not null,
  asset text not null,
  generation bigint not null,
  plan text,
  split integer,
  attempt integer,
  primary key (pid, start)
);
create index on guiji.session (asset);

-- what an asset has published
create table guiji.asset (
  asset text primary key,
  cursor json,
  published bigint,
  certificate text,
  spec_digest text,
  at timestamptz
);
create table guiji.plan (
  plan text primary key,
  number bigint not null unique generated always as identity,
  asset text not null,
  generation bigint not null,
  mode text not null,
  spec json not null,
  spec_digest text not null,
  bounds json not null,
  state text not null default 'open' check (state in ('open', 'published', 'abandoned')),
  at timestamptz not null default now(),
  ended_at timestamptz,
  abandoned text,
  -- how the source's columns differ from the accepted ones, and what follows from it
  drift json,
  unique (asset, generation)
);
create unique index plan_open on guiji.plan (asset) where state = 'open';
create index on guiji.plan (asset, number);
create table guiji.split (
  plan text not null references guiji.plan,
  no integer not null,
  id text not null,
  columns json not null,
  rows bigint,
  split json not null,
  position json,
  next_ordinal bigint not null default 0,
  batch integer not null default 0,
  attempt integer not null default 0,
  done boolean not null default false,
  primary key (plan, no),
  unique (plan, id)
);
${sourceColumns}
-- one line per committed batch
create table guiji.ledger (
  plan text not null,
  split integer not null,
  batch integer not null,
  attempt integer not null,
  from_position json,
  to_position json,
  from_ordinal bigint not null,
  to_ordinal bigint not null,
  read bigint not null,
  filtered bigint not null,
  quarantined bigint not null,
  landed bigint not null,
  bytes bigint not null,
  digest text not null,
  fixes jsonb not null,
  warnings jsonb not null,
  -- the first rows that each warning of the batch concerns: ordinal, locator, field, code
  warned json not null default '[]',
  build text not null default ${ownBuild},
  at timestamptz not null default now(),
  primary key (plan, split, batch),
  foreign key (plan, split) references guiji.split
);
create table guiji.quarantine (
  plan text not null,
  split integer not null,
  ordinal bigint not null,
  asset text not null,
  locator text not null,
  codes text[] not null,
  reasons json not null,
  raw json not null,
  key text,
  -- the row reports a deletion
  deleted boolean not null default false,
  state text not null default 'open',
  closed_at timestamptz,
  closed_by text,
  how text,
  at timestamptz not null default now(),
  primary key (plan, split, ordinal)
);
create index on guiji.quarantine (asset);
${correctionTables()}

create table guiji.verdict (
  plan text primary key references guiji.plan,
  ledger_digest text not null,
  questions json not null,
  counts json not null,
  at timestamptz not null default now()
);
create table guiji.answer (
  plan text not null,
  ledger_digest text not null,
  approve boolean not null,
  by text not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (plan, ledger_digest)
);
create table guiji.certificate (
  plan text primary key references guiji.plan,
  asset text not null,
  number bigint not null,
  body json not null,
  hash text not null,
  previous text,
  unique (asset, number)
);

-- changed library keys, append-only; consolidation deletes exactly the entries that it took
create table guiji.queue (
  library text not null,
  id bigint not null generated always as identity,
  dataset text not null,
  plan bigint not null,
  key text[] not null,
  primary key (library, id)
);
-- the plan of a dataset that a library has consolidated whole; up to its column covered the queue holds every key of the dataset
create table guiji.consolidated (
  library text not null,
  dataset text not null,
  plan bigint not null default 0,
  covered bigint not null default 0,
  primary key (library, dataset)
);
create table guiji.run (
  run text not null,
  asset text not null,
  kind text not null,
  host json not null,
  generation bigint,
  stage text not null,
  outcome text,
  plan text,
  counts json,
  error json,
  note text,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (run, asset)
);
create index on guiji.run (asset, started_at);

-- whether a text reads as a value of a type; PostgreSQL has its own only from version 16
create function guiji.reads_as(value text, type text) returns boolean language plpgsql as $$
begin
  execute format('select cast($1 as %s)', type) using value;
  return true;
exception when data_exception then
  return false;
end $$;
`

/** What came with version 3: corrections of quarantined rows, and who read them. */
function correctionTables(): string {
  return `
create index quarantine_open on guiji.quarantine (asset) where state = 'open';
-- quarantined rows that go through the line again; plan is the one that published them
create table guiji.resubmission (
  id bigint primary key generated always as identity,
  asset text not null,
  kind text not null,
  by text not null,
  reason text not null,
  parts json not null,
  plan text,
  at timestamptz not null default now()
);
create index on guiji.resubmission (plan);
-- each of its rows: the entry that it came from, the place in the source's order that it counts for, corrected values (null: those of the entry)
create table guiji.resubmitted (
  resubmission bigint not null references guiji.resubmission,
  part integer not null,
  ordinal bigint not null,
  plan text not null,
  split integer not null,
  from_ordinal bigint not null,
  origin_number bigint not null,
  origin_split integer not null,
  origin_ordinal bigint not null,
  values json,
  primary key (resubmission, part, ordinal)
);
-- who looked at rows, and why; written before anything is shown
create table guiji.audit (
  id bigint primary key generated always as identity,
  at timestamptz not null default now(),
  by text not null,
  action text not null,
  subject text not null,
  reason text not null
);`
}
