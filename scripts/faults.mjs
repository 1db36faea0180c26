/**
 * The faults suite: npm run faults -- [--cases N] [--seed S] [--minutes N] [--json FILE] [--only CASE]. It is bundled here, and what it imports of
 * the product is the built one, which is brought up to date first.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
exitUnlessDone(spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' }))

const product = (built) => ({
  name: 'product-as-built',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\.\.\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const file = relative(root, resolve(resolveDir, path)).replace(/\.ts$/, '.js')
      return { path: pathToFileURL(join(built, file)).href, external: true }
    })
  },
})
// within the repository, since packages are found from where the bundle lies
const folder = join(root, 'node_modules/.cache/guiji', `faults-${process.pid}`)
mkdirSync(folder, { recursive: true })
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const bundle = async (entry, name, built) => {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(root, 'tests/faults', entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [product(built)],
    logLevel: 'warning',
  })
  return outfile
}
const dist = join(root, 'dist')
const main = await bundle('_main.ts', 'main', dist)
const runners = [await bundle('_runner.ts', 'runner', dist)]
const { controls } = await import(pathToFileURL(await bundle('_controls.ts', 'controls', dist)).href)
for (const [index, { changes }] of controls.entries()) {
  const spoilt = join(folder, `control-${index}`)
  cpSync(dist, spoilt, { recursive: true })
  for (const [file, text, by] of changes) {
    const before = readFileSync(join(spoilt, file), 'utf8')
    if (before.split(text).length !== 2) throw new Error(`tests/faults/_controls.ts: ${file} does not hold this text once: ${text}`)
    writeFileSync(
      join(spoilt, file),
      before.replace(text, () => by),
    )
  }
  runners.push(await bundle('_runner.ts', `runner-${index}`, spoilt))
}
// the suite ends its servers itself, also when this process goes first
const suite = spawn(process.execPath, [main, ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, GUIJI_FAULTS_RUNNERS: JSON.stringify(runners), GUIJI_FAULTS_PRODUCT: dist },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => suite.kill(signal))
suite.on('exit', (code) => process.exit(code ?? 1))

function exitUnlessDone({ status, error }) {
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}
