import { existsSync } from 'node:fs'
import { cp, mkdir, readdir } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { defineErrors } from '../../core/errors.ts'
import { packageRoot } from '../package-root.ts'
import { exampleFolder } from '../sample-systems.ts'

const errors = defineErrors({
  USAGE_DEMO_FOLDER: {
    recovery: 'abort',
    message: { zh: '{path} 不是空的，也不是示例项目', en: '{path} is neither empty nor the example project' },
    remedy: { zh: '用 --dir 指明一个空文件夹。', en: 'Name an empty folder with --dir.' },
  },
})

/**
 * The folder of the example project to work in: guiji's own when run from its repository; else a copy, made in `dir` (default
 * `./guiji-demo`), since an installed package is nobody's to write into. Throws USAGE_DEMO_FOLDER.
 */
export async function prepareExample(cwd: string, dir: string | undefined): Promise<string> {
  const isInstalled = packageRoot().split(sep).includes('node_modules')
  if (dir === undefined && !isInstalled) return exampleFolder()
  const folder = resolve(cwd, dir ?? 'guiji-demo')
  if (existsSync(join(folder, 'guiji.yaml')) && existsSync(join(folder, 'systems-generator'))) return folder
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) throw errors('USAGE_DEMO_FOLDER', { path: folder })
  const example = exampleFolder()
  const left = new Set(['.guiji', 'systems'])
  await cp(example, folder, { recursive: true, filter: (path) => !left.has(basename(path)) || path === example })
  return folder
}
