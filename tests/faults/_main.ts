/** npm run faults -- [--cases N] [--seed S] [--minutes N] [--json FILE] [--only CASE]; started by scripts/faults.mjs, which bundles it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCase, type CaseResult } from './_case.ts'
import { controls, isAboutTables } from './_controls.ts'
import { openGround, type Ground } from './_ground.ts'
import { describeResults, type ControlResult, type Results } from './_results.ts'
import { specOf } from './_spec.ts'
import { openTemporal, type FaultTemporal } from './_temporal.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: 'Infinity' },
    json: { type: 'string' },
    only: { type: 'string' },
  },
})
/** Bundles of `_runner.ts` on the built program and on its spoilt copies, in the order of `controls`. */
const runners = JSON.parse(process.env['GUIJI_FAULTS_RUNNERS'] ?? '[]') as readonly string[]
const product = process.env['GUIJI_FAULTS_PRODUCT'] ?? ''
const seed = Number(values.seed)
const endMs = Date.now() + Number(values.minutes) * 60_000
const lanes = 2
const controlCases = 30

const failpoints = readdirSync(`${product}/databases`)
  .filter((file) => file.endsWith('.js'))
  .flatMap((file) =>
    [...readFileSync(`${product}/databases/${file}`, 'utf8').matchAll(/failpoint\('([\w.-]+)'\)/g)].map((match) => match[1]!),
  )
  .filter((name) => !/^(?:consolidate|abandon)\./.test(name))

const grounds = new Set<Ground>()
const leave = () => {
  void Promise.all([...grounds].map((ground) => ground.close())).finally(() => process.exit(130))
}
process.once('SIGINT', leave)
process.once('SIGTERM', leave)
process.once('disconnect', leave)

const results = read()
const known = new Set(results.cases.map(({ spec }) => spec.number))
const wanted =
  values.only === undefined ? Array.from({ length: Number(values.cases) }, (_, number) => number) : values.only.split(',').map(Number)
const left = wanted.filter((number) => !known.has(number)).map((number) => specOf(seed, number))
const [slow, quick] = [left.filter(({ fault }) => fault === 'temporal'), left.filter(({ fault }) => fault !== 'temporal')]

await Promise.all([
  ...Array.from({ length: lanes }, () => work(quick, null)),
  ...(slow.length > 0 ? [openTemporal().then((temporal) => work(slow, temporal).finally(() => temporal.close()))] : []),
])
if (values.only === undefined && results.controls.length === 0 && Date.now() < endMs) await tryControls()
save()
process.stdout.write(describeResults(results))
const isWell = results.cases.every(({ problems }) => problems.length === 0) && results.controls.every(({ noticed }) => noticed !== null)
process.exit(isWell ? 0 : 1)

/** Takes cases one after another until none is left or the time is over. */
async function work(specs: ReturnType<typeof specOf>[], temporal: FaultTemporal | null): Promise<void> {
  if (specs.length === 0) return
  await onGround(async (ground) => {
    for (let spec = specs.shift(); spec !== undefined && Date.now() < endMs; spec = specs.shift()) {
      const result = await runCase(ground, spec, failpoints, temporal)
      results.cases.push(result)
      tell(result)
      save()
    }
  })
}

/** Each control on cases of its own until one notices it. */
async function tryControls(): Promise<void> {
  await onGround(async (ground) => {
    for (const [index, { name, faults, failpoints: places }] of controls.entries()) {
      await ground.use(runners[index + 1] ?? '')
      let noticed: ControlResult['noticed'] = null
      for (let number = 0; number < controlCases && noticed === null; number++) {
        const names = places === undefined ? failpoints : ['land.between', ...failpoints].filter((each) => places.test(each))
        const { problems } = await runCase(ground, specOf(seed, number, faults, ['merge']), names)
        const problem = problems.find(isAboutTables)
        if (problem !== undefined) noticed = { number, problem }
      }
      results.controls.push({ name, noticed })
    }
  })
}

async function onGround(use: (ground: Ground) => Promise<void>): Promise<void> {
  const ground = await openGround(runners[0] ?? '')
  grounds.add(ground)
  try {
    await use(ground)
  } finally {
    grounds.delete(ground)
    await ground.close()
  }
}

function tell({ spec, problems, ends, overcome, samples, seconds }: CaseResult): void {
  const { number, write, source, fault } = spec
  const how = [
    ...Object.entries(ends).map(([end, times]) => `${end} ${times}`),
    ...Object.entries(overcome).map(([code, times]) => `overcame ${code} ${times}`),
  ]
  const head = `${problems.length === 0 ? 'ok    ' : 'FAILED'} ${number} ${write} ${source}: ${fault} (${how.join(', ')}; ${samples} samples, ${seconds.toFixed(1)} s)`
  process.stdout.write([head, ...problems.map((problem) => `         ${problem}`), ''].join('\n'))
}

function read(): Results {
  if (values.json === undefined || !existsSync(values.json)) return { seed, cases: [], controls: [] }
  const before = JSON.parse(readFileSync(values.json, 'utf8')) as Results
  if (before.seed !== seed) throw new Error(`${values.json} holds cases of seed ${before.seed}`)
  return before
}

function save(): void {
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results, null, 1))
}
