import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { BuildFailure, Plugin } from 'esbuild'
import { defineErrors } from '../core/errors.ts'
import { ownEntries } from './own-entries.ts'

const errors = defineErrors({
  MODULE_UNBUILDABLE: {
    recovery: 'abort',
    message: { zh: '{path} 无法编译：{found}', en: '{path} does not compile: {found}' },
    remedy: { zh: '改正这一处；guiji validate 会同时检查类型。', en: 'Correct this place; guiji validate checks types as well.' },
  },
})

/**
 * Bundles a project's own TypeScript file, packages left outside, into `.guiji/build/`, and gives the path. The name
 * holds the content's digest, so that a changed file is a new module. Throws MODULE_UNBUILDABLE.
 */
export async function bundleModule(root: string, path: string): Promise<string> {
  const { build } = await import('esbuild')
  const sameGuiji: Plugin = {
    name: 'one-guiji',
    setup(setup) {
      setup.onResolve({ filter: /^guiji(\/|$)/ }, ({ path }) => {
        const entry = ownEntries[path]
        return entry === undefined ? { errors: [{ text: `there is no ${path}` }] } : { path: entry.href, external: true }
      })
    },
  }
  const result = await build({
    entryPoints: [path],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: join(root, '.guiji', 'build'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [sameGuiji],
  }).catch((error: unknown) => {
    throw errors('MODULE_UNBUILDABLE', { path: relative(root, path), found: firstMessage(error as BuildFailure, root) }, error)
  })
  const text = result.outputFiles[0]?.text ?? ''
  const folder = join(root, '.guiji', 'build')
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const target = join(folder, `${basename(path, '.ts')}-${digest}.js`)
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true })
    place(join(folder, 'package.json'), '{ "type": "module" }\n')
    place(target, text)
  }
  return target
}

/** Whole or not at all: a worker and a command may build at once. */
function place(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, text)
  renameSync(draft, path)
}

function firstMessage(failure: Partial<BuildFailure>, root: string): string {
  const [first] = failure.errors ?? []
  if (first === undefined) return failure.message ?? ''
  return first.location === null ? first.text : `${relative(root, join(root, first.location.file))}:${first.location.line} ${first.text}`
}
