import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The tsconfig of a project's own code. `bundler`, since esbuild is what resolves its imports; the browser's library
 * only for `fetch` and its kin, which Node has too.
 */
export const projectTsconfig = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['connectors', 'transforms'],
}

/** Writes `tsconfig.json` into a project; one that is there stays. Says whether it wrote one. */
export function writeTsconfig(root: string): boolean {
  const path = join(root, 'tsconfig.json')
  if (existsSync(path)) return false
  writeFileSync(path, `${JSON.stringify(projectTsconfig, null, 2)}\n`)
  return true
}
