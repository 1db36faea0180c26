/**
 * docs/mutation.md and docs/mutation.zh-CN.md out of the mutation run's report: node scripts/mutation-report.mjs, after
 * npm run test:long -- mutation
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { files } = JSON.parse(readFileSync(join(root, '.guiji-long/mutation-report.json'), 'utf8'))
const found = ['Killed', 'Timeout']
const missed = ['Survived', 'NoCoverage']

const byFolder = new Map()
const survivors = []
for (const [file, { mutants }] of Object.entries(files).sort()) {
  const folder = dirname(file)
  const counts = byFolder.get(folder) ?? { planted: 0, found: 0, survived: 0, uncovered: 0, unjudged: 0 }
  byFolder.set(folder, counts)
  const lines = []
  for (const { status, location, mutatorName } of mutants) {
    if (status === 'Ignored') continue
    counts.planted++
    if (found.includes(status)) counts.found++
    else if (!missed.includes(status)) counts.unjudged++
    else {
      counts[status === 'Survived' ? 'survived' : 'uncovered']++
      lines.push(`${location.start.line}:${location.start.column} ${mutatorName}`)
    }
  }
  if (lines.length > 0) survivors.push({ file, lines })
}
const total = { planted: 0, found: 0, survived: 0, uncovered: 0, unjudged: 0 }
for (const counts of byFolder.values()) for (const name of Object.keys(total)) total[name] += counts[name]
const score = ({ found, survived, uncovered }) => ((100 * found) / Math.max(1, found + survived + uncovered)).toFixed(1)
const rows = [...byFolder, ['', total]].map(
  ([folder, counts]) =>
    `| ${folder === '' ? '' : `\`${folder}\``} | ${counts.planted} | ${counts.found} | ${counts.survived} | ${counts.uncovered} | ${counts.unjudged} | ${score(counts)} |`,
)
const list = survivors.map(({ file, lines }) => `- \`${file}\`: ${lines.join(', ')}`)

const pages = {
  'mutation.md': [
    '# Mutation run',
    '[简体中文](mutation.zh-CN.md)',
    'How many small errors, planted one at a time in `transforms/`, the tests of that room find. Lists as data, texts for people and the examples (which are tests themselves) are left out: they have no behaviour. Properties are tried on 100 values each instead of 10,000, large texts are short ones.',
    '## Running it',
    '```sh\nnpm run test:long -- mutation\nnode scripts/mutation-report.mjs\n```',
    'The first goes on where the last call ended, judges anew only what has changed, and fails below 85%. The second writes this page.',
    '## Score',
    `| Folder | planted | found | survived | no test reaches it | not judged | score, % |\n|---|---|---|---|---|---|---|\n${rows.join('\n')}`,
    '## Survivors',
    'By file: line, column and kind. Each is either a place that no test holds tightly enough, or a change that nothing can see (a fast path that gives the same as the slow one, a bound that another rule holds anyway). Whoever works on a file finds here where to begin.',
    list.join('\n'),
  ],
  'mutation.zh-CN.md': [
    '# 变异测试',
    '[English](mutation.md)',
    '在 `transforms/` 中逐一植入小错误，看该目录的测试能发现多少。代码表、给人看的文字和示例（本身就是测试）没有行为，不在其内。性质测试此时各试 100 个值而不是 10,000 个，超长文本改用短的。',
    '## 如何运行',
    '```sh\nnpm run test:long -- mutation\nnode scripts/mutation-report.mjs\n```',
    '前一条从上次停下的地方继续，只重新判断有变化的部分，低于 85% 即失败。后一条写出本页。',
    '## 得分',
    `| 目录 | 植入 | 发现 | 存活 | 没有测试经过 | 未判断 | 得分，% |\n|---|---|---|---|---|---|---|\n${rows.join('\n')}`,
    '## 存活者',
    '按文件列出：行、列和种类。每一处要么测试还不够严，要么没有可见的变化（快速路径与完整路径结果相同、另有规则保证的边界）。改动某个文件时可从这里着手。',
    list.join('\n'),
  ],
}
for (const [name, parts] of Object.entries(pages)) {
  const path = join(root, 'docs', name)
  writeFileSync(path, await format(`${parts.join('\n\n')}\n`, { parser: 'markdown' }))
}
process.stdout.write(`${total.planted} planted, ${total.found} found, score ${score(total)}%\n`)
