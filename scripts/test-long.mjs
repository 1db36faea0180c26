/**
 * Long forms of tests, in parts that can be left and taken up again: npm run test:long -- <suite> [--again] [--minutes N]
 *
 * A suite is a file tests/long/<suite>.ts. What it has done is kept in .guiji-long/<suite>.json; a call goes on where
 * the last one ended and stops beginning new parts after --minutes (50). Exit code 0: all parts are done and passed,
 * 1: something failed, 3: parts are left for the next call, 2: the call itself is wrong.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const suites = readdirSync(join(root, 'tests/long'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
  .map((file) => file.slice(0, -3))
const { suite, again, minutes } = readCall()

const folder = join(root, '.guiji-long')
const state = join(folder, `${suite}.json`)
mkdirSync(folder, { recursive: true })
if (again) rmSync(state, { force: true })

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const call = [vitest, 'run', '--config', 'tests/long/_vitest.config.ts', `tests/long/${suite}.ts`]
const { status } = spawnSync(process.execPath, call, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, GUIJI_LONG: '1', GUIJI_LONG_STATE: state, GUIJI_LONG_UNTIL: String(Date.now() + minutes * 60_000) },
})

const { parts, done } = readState()
const left = parts - done
process.stdout.write(`${suite}: ${done} of ${parts} parts done${left > 0 ? `, ${left} left; call again to go on` : ''}\n`)
process.exitCode = status !== 0 ? 1 : left > 0 ? 3 : 0

function readCall() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { again: { type: 'boolean', default: false }, minutes: { type: 'string', default: '50' } },
    })
    const [name = ''] = positionals
    const limit = Number(values.minutes)
    if (positionals.length === 1 && suites.includes(name) && limit > 0) return { suite: name, again: values.again, minutes: limit }
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
  }
  process.stderr.write(`npm run test:long -- <suite> [--again] [--minutes N]\nsuites: ${suites.join(', ')}\n`)
  return process.exit(2)
}

function readState() {
  try {
    const { parts, done } = JSON.parse(readFileSync(state, 'utf8'))
    return { parts, done: Object.keys(done).length }
  } catch {
    return { parts: 0, done: 0 }
  }
}
