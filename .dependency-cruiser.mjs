import { entries, entriesAlone, examples, loadedLate, optional, outside, rooms, temporalAware } from './scripts/house-table.mjs'

/** Every way in which dependency-cruiser says "from a package". */
const fromPackage = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined']
/** An unresolved relative path is no package; `resolvable` tells it. */
const notRelative = '^[^.]'
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const folders = (names) => `^(?:${names.map(escape).join('|')})/`
/** A package's files wherever they are installed, its types, and its bare name where it is not installed. */
const packages = (names) => names.map((name) => `(?:^|/)node_modules/(?:@types/)?${escape(name)}/|^${escape(name)}(?:/|$)`)
const everyRoom = Object.keys(rooms)
const allFolders = [...everyRoom, ...outside, examples.folder]

function roomRules([name, { rooms: allowed, packages: own, node }]) {
  const from = { path: folders([name]) }
  const rules = [
    {
      name: `${name}-rooms`,
      comment: `${name}/ may import ${allowed.length === 0 ? 'no other room' : `only ${allowed.join(', ')}`}.`,
      from,
      to: { path: folders([...allFolders.filter((room) => room !== name && !allowed.includes(room))]) },
    },
    {
      name: `${name}-packages`,
      comment: `${name}/ may use ${own.length === 0 ? 'no package' : `only the packages ${own.join(', ')}`}.`,
      from,
      to: { dependencyTypes: fromPackage, path: notRelative, ...(own.length === 0 ? {} : { pathNot: packages(own) }) },
    },
  ]
  if (!node) rules.push({ name: `${name}-node`, comment: `${name}/ is pure: no node: module.`, from, to: { dependencyTypes: ['core'] } })
  return rules
}

const rules = [
  ...Object.entries(rooms).flatMap(roomRules),
  {
    name: 'examples-guiji-only',
    comment: 'examples/ sees the framework as its users do: `guiji`, `guiji/*` and node: only.',
    from: { path: folders([examples.folder]) },
    // `guiji` reaches the sources through tsconfig's paths, told by the alias in the dependency's types.
    to: { pathNot: folders([examples.folder]), dependencyTypesNot: ['core', 'aliased'] },
  },
  {
    name: 'nothing-imports-outside',
    comment: `No room and no example imports ${outside.join(', ')}.`,
    from: { path: [folders([...everyRoom, examples.folder]), ...entries.files.map((file) => `^${escape(file)}$`)] },
    to: { path: folders(outside) },
  },
  {
    name: 'nothing-imports-examples',
    comment: 'The product finds a project by its folder, never by an import.',
    from: { path: folders(everyRoom) },
    to: { path: folders([examples.folder]) },
  },
  {
    name: 'entries-gather-only',
    comment: `The package's entries gather ${entries.rooms.join(', ')} and nothing else.`,
    from: { path: entries.files.map((file) => `^${escape(file)}$`) },
    to: { pathNot: folders(entries.rooms) },
  },
  {
    name: 'entries-alone',
    comment: `${entriesAlone.join(' and ')} reach no package, by whatever way.`,
    from: { path: entriesAlone.map((file) => `^${escape(file)}$`) },
    to: { path: '(?:^|/)node_modules/', reachable: true },
  },
  {
    name: 'unknown-room',
    comment: 'A new folder at the top needs a line in scripts/house-table.mjs.',
    from: { path: '^[^./][^/]*/', pathNot: folders(allFolders) },
    to: {},
  },
  {
    name: 'workflows-temporal',
    comment: `Of workflows/ only ${temporalAware.join(' and ')} know Temporal.`,
    from: { path: folders(['workflows']), pathNot: temporalAware.map((file) => `^${escape(file)}$`) },
    to: { dependencyTypes: fromPackage, path: notRelative },
  },
  {
    name: 'driver-loaded-late',
    comment: 'Drivers are loaded by `await import()` inside a session; `import type` is free.',
    from: { path: folders(everyRoom) },
    to: { path: packages(loadedLate), dynamic: false, dependencyTypesNot: ['type-only', 'type-import'] },
  },
  {
    name: 'development-package',
    comment: 'The product may not use a package that an installation does not bring.',
    from: { path: folders(everyRoom) },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: packages(optional) },
  },
  { name: 'no-cycles', comment: 'No module may reach itself.', from: {}, to: { circular: true } },
  {
    name: 'resolvable',
    comment: 'What cannot be resolved cannot be judged.',
    from: {},
    // What the image runs lies in dist/, which need not be built.
    to: { couldNotResolve: true, pathNot: [...packages(optional), '^(?:\\.\\./)*dist/'] },
  },
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // Types between rooms count too, so the sources are read before types are erased.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: ['^dist/', '(?:^|/)\\.guiji', '^coverage/'] },
    doNotFollow: { path: ['(?:^|/)node_modules/'] },
    // A copy of the tree whose node_modules is a link is judged like the tree itself.
    preserveSymlinks: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
