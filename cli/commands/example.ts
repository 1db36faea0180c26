import { resolve } from 'node:path'
import { defineCommand, defineGroup } from '../command.ts'
import { exampleFolder, makeSystems, standardSize } from '../sample-systems.ts'

const messages = {
  making: { zh: '正在生成：{rows} 行人口登记，种子 {seed}……', en: 'Making the systems: {rows} residents, seed {seed}…' },
  made: {
    zh: '示例部门系统在 {out}；truth.json 是正确归集的结果。',
    en: 'The sample systems stand in {out}; truth.json says what a right load gives.',
  },
  present: { zh: '{out} 中已有同样的示例部门系统。', en: '{out} already holds these sample systems.' },
} as const

const generate = defineCommand({
  summary: { zh: '由种子生成五个部门的示例系统', en: 'make five sample agencies’ systems from a seed' },
  options: {
    rows: {
      kind: 'count',
      value: 'n',
      default: standardSize.rows,
      help: { zh: '人口登记的行数；其他系统按比例', en: 'rows of the resident register; the others follow' },
    },
    seed: {
      kind: 'count',
      value: 'n',
      default: standardSize.seed,
      help: { zh: '种子：相同则结果相同', en: 'seed: the same gives the same' },
    },
    out: { kind: 'text', value: 'dir', default: 'systems', help: { zh: '输出文件夹', en: 'folder to write to' } },
  },
  examples: ['guiji example generate --rows 1000000 --seed 7 --out /tmp/systems'],
  async run(frame, { rows, seed, out }) {
    const folder = resolve(frame.terminal.cwd, out)
    frame.note(messages.making, { rows, seed: String(seed) })
    const made = await makeSystems(exampleFolder(), { rows, seed }, folder)
    frame.say(made ? messages.made : messages.present, { out: folder })
    frame.result({ out: folder, rows, seed, made })
  },
})

export default defineGroup({ generate })
