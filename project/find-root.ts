import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { defineErrors } from '../core/errors.ts'

const errors = defineErrors({
  PROJECT_NOT_FOUND: {
    recovery: 'abort',
    message: { zh: '{folder} 及其上级文件夹中没有 guiji.yaml', en: 'no guiji.yaml in {folder} or above it' },
    remedy: {
      zh: '进入项目文件夹再运行，用 --project 指明它，或用 guiji init 新建一个。',
      en: 'Run it inside a project, name one with --project, or make one with guiji init.',
    },
  },
})

/** The nearest folder with a guiji.yaml, from `from` upwards. Throws PROJECT_NOT_FOUND. */
export function findProjectRoot(from: string): string {
  const start = resolve(from)
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'guiji.yaml'))) return folder
    if (dirname(folder) === folder) throw errors('PROJECT_NOT_FOUND', { folder: start })
  }
}
