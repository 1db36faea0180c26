import { resolve } from 'node:path'
import { defineCommand, defineGroup } from '../command.ts'
import { exampleFolder, makeRegister, makeSystems, standardSize } from '../sample-systems.ts'

const messages = {
  making: { zh: '正在生成：{rows} 行人口登记，种子 {seed}……', en: 'Making the systems: {rows} residents, seed {seed}…' },
  made: {
    zh: '示例部门系统在 {out}；truth.json 是正确归集的结果。',
    en: 'The sample systems stand in {out}; truth.json says what a right load gives.',
  },
  present: { zh: '{out} 中已有同样的示例部门系统。', en: '{out} already holds these sample systems.' },
  written: { zh: '{rows} 行登记写入 {out}。', en: '{rows} rows of the register are in {out}.' },
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

const register = defineCommand({
  summary: {
    zh: '生成一份企业登记 CSV，脏数据的比例取自一份真实登记',
    en: 'make an enterprise register as CSV, with the dirt of a real one in its proportions',
  },
  options: {
    rows: { kind: 'count', value: 'n', default: 30_000, help: { zh: '行数，至多 3002664', en: 'rows, at most 3002664' } },
    seed: {
      kind: 'count',
      value: 'n',
      default: standardSize.seed,
      help: { zh: '种子：相同则结果相同', en: 'seed: the same gives the same' },
    },
    out: { kind: 'text', value: 'file', default: 'register.csv', help: { zh: '输出文件', en: 'file to write to' } },
  },
  examples: ['guiji example register --rows 3002664 --seed 7 --out /tmp/register.csv'],
  async run(frame, { rows, seed, out }) {
    const file = resolve(frame.terminal.cwd, out)
    const written = await makeRegister(exampleFolder(), { rows, seed }, file)
    frame.say(messages.written, { rows: written, out: file })
    frame.result({ out: file, rows: written, seed })
  },
})

export default defineGroup({ generate, register })
