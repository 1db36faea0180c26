import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defineErrors } from '../core/errors.ts'
import { packageRoot } from './package-root.ts'

const errors = defineErrors({
  USAGE_SAMPLE_SIZE: {
    recovery: 'abort',
    message: { zh: '不能生成这样的示例：{found}', en: 'such a sample cannot be made: {found}' },
    remedy: { zh: '改 --rows 或 --seed。', en: 'Change --rows or --seed.' },
  },
  EXAMPLE_GENERATOR_MISSING: {
    recovery: 'abort',
    message: { zh: '{path} 没有导出 generateSystems 和 writeRegister', en: '{path} does not export generateSystems and writeRegister' },
    remedy: {
      zh: '重新安装 guiji，或用 --project 指明含 systems-generator 的示例项目。',
      en: 'Install guiji again, or name an example project that has systems-generator with --project.',
    },
  },
})

/** Writes an enterprise register with the dirt of a real one to the file `out`; gives its rows. Throws EXAMPLE_GENERATOR_MISSING, USAGE_SAMPLE_SIZE. */
export async function makeRegister(example: string, size: SampleSize, out: string): Promise<number> {
  const { writeRegister } = await loadGenerator(example)
  return sized(() => writeRegister({ ...size, out }))
}

/** How large the sample is, and from what it is made: the same seed gives the same systems. */
export interface SampleSize {
  readonly rows: number
  readonly seed: number
}
/** About 20,000 rows over all systems; `rows` are the resident register's, the others follow in proportion. */
export const standardSize: SampleSize = { rows: 12_000, seed: 1 }

/** The example as guiji brings it. */
export function exampleFolder(): string {
  return join(packageRoot(), 'examples', 'chongzhou')
}

/**
 * Makes the sample agencies' systems in `out`, by the example's own generator. Gives false, and does nothing, where the same
 * size was made before. Throws EXAMPLE_GENERATOR_MISSING, USAGE_SAMPLE_SIZE.
 */
export async function makeSystems(
  example: string,
  size: SampleSize,
  out: string,
  onRows: (rows: number) => void = () => undefined,
): Promise<boolean> {
  const marker = join(out, '.made.json')
  const wanted = JSON.stringify(size)
  if ((await readFile(marker, 'utf8').catch(() => '')) === wanted) return false
  await rm(marker, { force: true })
  const { generateSystems } = await loadGenerator(example)
  await sized(async () => generateSystems({ ...size, out, onProgress: ({ rows }) => onRows(rows) }))
  await writeFile(marker, wanted)
  return true
}

async function sized<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof RangeError) throw errors('USAGE_SAMPLE_SIZE', { found: error.message }, error)
    throw error
  }
}

interface Generator {
  generateSystems(
    options: SampleSize & { readonly out: string; readonly onProgress: (progress: { readonly rows: number }) => void },
  ): unknown
  writeRegister(options: SampleSize & { readonly out: string }): Promise<number>
}

async function loadGenerator(example: string): Promise<Generator> {
  const path = join(example, 'systems-generator', 'index.ts')
  if (!existsSync(path)) throw errors('EXAMPLE_GENERATOR_MISSING', { path })
  const { bundleModule } = await import('../project/bundle-module.ts')
  const module = (await import(pathToFileURL(await bundleModule(example, path)).href)) as { readonly [name: string]: unknown }
  if (typeof module['generateSystems'] !== 'function' || typeof module['writeRegister'] !== 'function')
    throw errors('EXAMPLE_GENERATOR_MISSING', { path })
  return module as unknown as Generator
}
