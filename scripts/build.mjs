// The only build: tsc, then the workflow bundle. Does nothing when nothing changed, and waits for a build that runs already.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const dist = path.join(root, 'dist')
const require = createRequire(import.meta.url)
const stateFile = path.join(dist, '.build.json')
const bundleFile = path.join(dist, 'workflow-bundle.js')
const command = path.join(dist, 'cli', 'main.js')
const notSources = new Set(['node_modules', 'dist', 'bench', 'tests', 'examples', 'docs', 'deploy', 'coverage', 'scripts'])

await withLock(async () => {
  const started = Date.now()
  const state = readState()
  const sources = digestOf([...sourceFiles(root), ...settingsFiles()], (file) => {
    const { mtimeMs, size } = fs.statSync(file)
    return `${mtimeMs}:${size}`
  })
  if (state.sources === sources && fs.existsSync(bundleFile) && fs.existsSync(command)) return
  compile()
  finishImports(dist)
  removeStale(dist)
  fs.chmodSync(command, 0o755)
  const bundle = await bundleWorkflows(state.bundle)
  fs.writeFileSync(stateFile, JSON.stringify({ sources, bundle }))
  process.stderr.write(`built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
})

function compile() {
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  // an output that somebody deleted is not written again by an incremental build
  if (!fs.existsSync(command)) fs.rmSync(path.join(dist, '.tsbuildinfo'), { force: true })
  const { status, error } = spawnSync(process.execPath, [tsc, '-p', path.join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: 'inherit',
  })
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** TypeScript 6.0.3 leaves `.ts` in an import() that stands in a method or a second function of a file. */
function finishImports(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue
    const file = path.join(entry.parentPath, entry.name)
    if (file === bundleFile) continue
    const text = fs.readFileSync(file, 'utf8')
    const finished = text.replace(/\bimport\((['"])(\.{1,2}\/[^'"]+)\.ts\1\)/g, 'import($1$2.js$1)')
    if (finished !== text) fs.writeFileSync(file, finished)
  }
}

/** Registries list folders, so the output of a deleted source would still be found. */
function removeStale(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) {
      removeStale(full)
      if (fs.readdirSync(full).length === 0) fs.rmdirSync(full)
      continue
    }
    const output = /^(.+?)(\.d\.ts|\.js|\.js\.map)$/.exec(path.relative(dist, full))
    if (output !== null && full !== bundleFile && !fs.existsSync(path.join(root, `${output[1]}.ts`))) fs.rmSync(full)
  }
}

/** Gives the digest of what the bundle was made from. */
async function bundleWorkflows(before) {
  const inputs = [...filesUnder(path.join(dist, 'workflows'), '.js'), ...filesUnder(path.join(dist, 'core'), '.js')]
  const sdk = require.resolve('@temporalio/worker/package.json')
  const digest = digestOf([...inputs, sdk], (file) => fs.readFileSync(file))
  if (digest === before && fs.existsSync(bundleFile)) return digest
  const { bundleWorkflowCode, DefaultLogger } = require('@temporalio/worker')
  const logger = new DefaultLogger('WARN')
  const { code } = await bundleWorkflowCode({ workflowsPath: path.join(dist, 'workflows', 'index.js'), logger })
  fs.writeFileSync(`${bundleFile}.new`, code)
  fs.renameSync(`${bundleFile}.new`, bundleFile)
  return digest
}

function sourceFiles(folder) {
  const files = []
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || (folder === root && notSources.has(entry.name))) continue
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) files.push(...sourceFiles(full))
    else if (entry.name.endsWith('.ts')) files.push(full)
  }
  return files
}

function settingsFiles() {
  const own = ['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => path.join(root, name))
  return [
    ...own,
    fileURLToPath(import.meta.url),
    ...['typescript', '@temporalio/worker'].map((name) => require.resolve(`${name}/package.json`)),
  ]
}

function filesUnder(folder, ending) {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name))
}

function digestOf(files, content) {
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(content(file))
      .update('\0')
  return hash.digest('hex')
}

function readState() {
  try {
    return JSON.parse(fs.readFileSync(stateFile, 'utf8'))
  } catch {
    return {}
  }
}

/** Test files and the demo may build at the same time. */
async function withLock(body) {
  fs.mkdirSync(dist, { recursive: true })
  const file = path.join(dist, '.build.lock')
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (isAbandoned(file)) fs.rmSync(file, { force: true })
      else await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  process.on('exit', () => fs.rmSync(file, { force: true }))
  await body()
}

function isAbandoned(file) {
  try {
    const holder = Number(fs.readFileSync(file, 'utf8'))
    if (holder === 0) return Date.now() - fs.statSync(file).mtimeMs > 5000
    process.kill(holder, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
