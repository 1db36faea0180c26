import { join, resolve } from 'node:path'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { defineErrors } from '../../core/errors.ts'
import { defineCommand } from '../command.ts'
import { referencePages } from '../reference/reference-pages.ts'
import { packageRoot } from '../package-root.ts'

const errors = defineErrors({
  DOCS_STALE: {
    recovery: 'abort',
    message: { zh: '参考文档已过时：{found}', en: 'reference pages are stale: {found}' },
    remedy: { zh: '运行 guiji docs，并提交改动。', en: 'Run guiji docs and commit what changed.' },
  },
})
const messages = {
  written: { zh: '已写入 {count} 页到 {out}。', en: '{count} pages written to {out}.' },
  fresh: { zh: '{count} 页参考文档与代码一致。', en: 'All {count} reference pages match the code.' },
} as const

const command = defineCommand({
  options: {
    out: {
      kind: 'text',
      value: 'dir',
      help: { zh: '输出文件夹；默认为 guiji 的 docs/reference', en: "folder to write to; by default guiji's docs/reference" },
    },
    check: { kind: 'flag', help: { zh: '只检查是否过时', en: 'only see whether they are stale' } },
  },
  examples: ['guiji docs', 'guiji docs --check'],
  async run(frame, { out, check }) {
    const folder = out === undefined ? join(packageRoot(), 'docs', 'reference') : resolve(frame.terminal.cwd, out)
    const pages = await referencePages((language) => frame.tree(language))
    const files = [...pages].map(([path, text]) => ({ path, full: join(folder, path), text }))
    if (check) {
      const found = await Promise.all(
        files.map(async ({ path, full, text }) => ((await readFile(full, 'utf8').catch(() => '')) === text ? [] : [path])),
      )
      const stale = found.flat()
      if (stale.length > 0) throw errors('DOCS_STALE', { found: stale.join(', ') })
      frame.say(messages.fresh, { count: files.length })
    } else {
      for (const { full, text } of files) {
        await mkdir(join(full, '..'), { recursive: true })
        await writeFile(full, text)
      }
      frame.say(messages.written, { count: files.length, out: folder })
    }
    frame.result({ out: folder, pages: files.map(({ path }) => path), checked: check })
  },
})
export default command
