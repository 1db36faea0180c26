/**
 * Measurements, never judged: npm run bench -- <name> [options]. A bench is a file bench/<name>.ts; it is bundled here,
 * and what it imports of the product is the built one, which is brought up to date first.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const benches = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
  .map((file) => file.slice(0, -3))
const [name = '', ...options] = process.argv.slice(2)
if (!benches.includes(name)) {
  process.stderr.write(`npm run bench -- <name> [options]\nbenches: ${benches.join(', ')}\n`)
  process.exit(2)
}
exitUnlessDone(spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' }))

const product = {
  name: 'product-as-built',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const built = relative(root, resolve(resolveDir, path)).replace(/\.ts$/, '.js')
      return { path: pathToFileURL(join(root, 'dist', built)).href, external: true }
    })
  },
}
// within the repository, since packages are found from where the bundle lies
const folder = join(root, 'node_modules/.cache/guiji')
mkdirSync(folder, { recursive: true })
const outfile = join(folder, `bench-${name}-${process.pid}.mjs`)
await build({
  entryPoints: [join(root, 'bench', `${name}.ts`)],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [product],
  logLevel: 'warning',
})
process.on('exit', () => rmSync(outfile, { force: true }))
exitUnlessDone(spawnSync(process.execPath, [outfile, ...options], { cwd: root, stdio: 'inherit' }))

function exitUnlessDone({ status, error }) {
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}
