import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { openProjectFor } from '../open.ts'
import { printProblem, problemJson } from '../print-problem.ts'

const messages = {
  fine: {
    zh: '没有错误：{agencies} 个部门，{connections} 个连接，{datasets} 个数据资源，{libraries} 个库，{services} 个服务。',
    en: 'No errors: {agencies} agencies, {connections} connections, {datasets} datasets, {libraries} libraries, {services} services.',
  },
  wrong: { zh: '{errors} 处错误，{warnings} 处警告。', en: '{errors} errors, {warnings} warnings.' },
} as const

const command = defineCommand({
  options: {
    types: {
      kind: 'text',
      value: 'when',
      choices: ['check', 'skip'],
      default: 'check',
      help: { zh: '是否检查项目自己的 TypeScript 的类型', en: "whether to type-check the project's own TypeScript" },
    },
  },
  examples: ['guiji validate', 'guiji validate --json'],
  async run(frame, { types }) {
    const project = await openProjectFor(frame)
    const catalog = await project.catalog()
    const typeProblems = types === 'skip' ? [] : (await (await import('../../project/check-types.ts')).checkTypes(project.root)).problems
    const problems = [...catalog.problems, ...typeProblems]
    for (const problem of problems) printProblem(frame, problem)
    const count = (of: { readonly [id: string]: unknown }) => Object.keys(of).length
    const counts = {
      agencies: count(catalog.agencies),
      connections: count(catalog.connections),
      datasets: count(catalog.datasets),
      libraries: count(catalog.libraries),
      services: count(catalog.services),
    }
    const errors = problems.filter(({ level }) => level === 'error').length
    if (errors === 0) frame.say(messages.fine, counts)
    if (problems.length > 0) frame.say(messages.wrong, { errors, warnings: problems.length - errors })
    frame.result({ valid: errors === 0, counts, problems: problems.map(problemJson) })
    return errors === 0 ? exitCodes.ok : exitCodes.usage
  },
})
export default command
