/**
 * Loads TypeScript as it stands, and `vitest` as the shim. A query on a module's address goes on to all that it imports, so
 * that another query loads everything anew.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const shim = new URL('shim.mjs', import.meta.url).href
const compiled = new Map()

export async function resolve(specifier, context, next) {
  if (specifier === 'vitest') return { url: shim, shortCircuit: true }
  const found = await next(specifier, context)
  const query = context.parentURL === undefined ? '' : new URL(context.parentURL).search
  if (!found.url.endsWith('.ts') || query === '') return found
  return { ...found, url: found.url + query }
}

export async function load(address, context, next) {
  const url = new URL(address)
  if (url.protocol !== 'file:' || !url.pathname.endsWith('.ts')) return next(address, context)
  let source = compiled.get(url.pathname)
  if (source === undefined) {
    const text = await readFile(fileURLToPath(new URL(url.pathname, 'file://')), 'utf8')
    source = (await transform(text, { loader: 'ts', format: 'esm', target: 'node20' })).code
    compiled.set(url.pathname, source)
  }
  return { format: 'module', source, shortCircuit: true }
}
