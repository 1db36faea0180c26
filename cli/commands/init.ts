import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { defineErrors } from '../../core/errors.ts'
import { defineCommand } from '../command.ts'

const errors = defineErrors({
  USAGE_FOLDER_NOT_EMPTY: {
    recovery: 'abort',
    message: { zh: '文件夹不是空的：{path}', en: 'the folder is not empty: {path}' },
    remedy: { zh: '换一个空文件夹：guiji init <文件夹>。', en: 'Name an empty folder: guiji init <folder>.' },
  },
})
const messages = {
  made: { zh: '已在 {folder} 新建项目。', en: 'A project stands in {folder}.' },
  next: {
    zh: '接下来：在 agencies/ 写部门，在 connections/ 写连接，在 catalog/<部门>/ 写数据资源，然后 guiji validate。',
    en: 'Next: agencies into agencies/, connections into connections/, datasets into catalog/<agency>/, then guiji validate.',
  },
} as const

const folders = ['agencies', 'connections', 'catalog', 'libraries', 'services', 'lists', 'connectors', 'transforms']

const settings = (name: string, region: string) => `name: ${JSON.stringify(name)}
region: "${region}"
# database: \${env:GUIJI_DATABASE_URL}   # 不写则在 .guiji/ 中使用本地 PostgreSQL / without it: a local PostgreSQL in .guiji/
# temporal: { address: 127.0.0.1:7233, namespace: default, task_queue: guiji }
`
const command = defineCommand({
  arguments: { folder: { optional: true, help: { zh: '空文件夹；默认为当前文件夹', en: 'an empty folder; by default the current one' } } },
  options: {
    name: { kind: 'text', value: 'name', help: { zh: '项目名称', en: "the project's name" } },
    region: {
      kind: 'text',
      value: 'code',
      default: '510184',
      help: { zh: '行政区划代码，六位', en: 'the region, six digits of GB/T 2260' },
    },
  },
  examples: ['guiji init chongzhou --name 崇州市政务数据归集 --region 510184'],
  async run(frame, { folder, name, region }) {
    const root = resolve(frame.terminal.cwd, folder ?? '.')
    await mkdir(root, { recursive: true })
    const present = (await readdir(root)).filter((entry) => entry !== '.git')
    if (present.length > 0) throw errors('USAGE_FOLDER_NOT_EMPTY', { path: root, found: present.slice(0, 5) })
    for (const made of folders) {
      await mkdir(join(root, made))
      // An empty folder would not survive version control.
      await writeFile(join(root, made, '.gitkeep'), '')
    }
    await writeFile(join(root, 'guiji.yaml'), settings(name ?? basename(root), region))
    const { writeTsconfig } = await import('../../project/tsconfig.ts')
    writeTsconfig(root)
    await writeFile(join(root, '.gitignore'), '.guiji/\n')
    frame.say(messages.made, { folder: root })
    frame.say(messages.next)
    frame.result({ root, files: ['guiji.yaml', 'tsconfig.json', '.gitignore'], folders })
  },
})
export default command
