/**
 * A test runner for Stryker that keeps the tests of transforms/ in memory and calls those that a mutant concerns, one after
 * the other, until one fails. Vitest's own takes more than a second a mutant to start, which for thousands is hours.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner'

const space = (globalThis.__stryker__ ??= {})

class InMemoryRunner {
  /** Of the present load: what each test runs, by its id, for the files that were asked for so far. */
  #tests = new Map()
  #loaded = new Set()
  #loads = 0
  /** Of the dry run: how long each test takes, in milliseconds, and which mutants it reaches. */
  #known
  /** Tests that found the mutants before: the next one lies in the same file, most likely, and is found by the same. */
  #killers = []

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    process.env.GUIJI_MUTATION = '1'
    register('./hooks.mjs', import.meta.url)
  }

  async dryRun({ disableBail }) {
    delete space.activeMutant
    space.mutantCoverage = { static: {}, perTest: {} }
    this.#anew()
    for (const file of readdirSync(folder()).filter((name) => name.endsWith('.test.ts'))) await this.#load(file)
    const run = await this.#run([...this.#tests.keys()], disableBail, true)
    const reaches = Object.entries(space.mutantCoverage.perTest).map(([id, hits]) => [id, Object.keys(hits).map(Number)])
    const times = run.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])
    writeFileSync(notes(), JSON.stringify({ times, reaches }))
    return { ...run, mutantCoverage: space.mutantCoverage }
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation, reloadEnvironment }) {
    space.hitCount = hitLimit === undefined ? undefined : 0
    space.hitLimit = hitLimit
    if (reloadEnvironment || this.#loads === 0) this.#anew()
    space.activeMutant = activeMutant.id
    const run = await this.#run(this.#ordered(testFilter, Number(activeMutant.id)), disableBail, false, mutantActivation !== 'static')
    space.activeMutant = undefined
    const killer = run.tests.findLast(({ status }) => status === TestStatus.Failed)?.id
    if (killer !== undefined) this.#killers = [killer, ...this.#killers.filter((id) => id !== killer)].slice(0, 200)
    return toMutantRunResult(determineHitLimitReached(space.hitCount, hitLimit) ?? run)
  }

  /**
   * Tests that reach a mutant close by, numbered as they stand in the file, come first, and quick ones before slow ones. Only
   * the order is chosen here: a mutant that is not found has met all of them.
   */
  #ordered(filter, mutant) {
    this.#known ??= JSON.parse(readFileSync(notes(), 'utf8'))
    const times = new Map(this.#known.times)
    const near = new Set(
      this.#known.reaches.filter(([, mutants]) => mutants.some((other) => Math.abs(other - mutant) <= 40)).map(([id]) => id),
    )
    const ids = [...(filter ?? times.keys())].sort((one, other) => times.get(one) - times.get(other))
    const chosen = new Set(ids)
    const killers = this.#killers.filter((id) => chosen.has(id))
    return [...new Set([...killers.filter((id) => near.has(id)), ...ids.filter((id) => near.has(id)), ...killers.slice(0, 20), ...ids])]
  }

  /** The next test of each file loads it, and all that it imports, again. */
  #anew() {
    this.#loads++
    this.#tests = new Map()
    this.#loaded = new Set()
  }

  async #load(file) {
    const { takeTests } = await import('./shim.mjs')
    takeTests()
    this.#loaded.add(file)
    await import(`${pathToFileURL(join(folder(), file)).href}?load=${this.#loads}`)
    for (const { id, run } of takeTests()) {
      let unique = `${file} > ${id}`
      while (this.#tests.has(unique)) unique += '+'
      this.#tests.set(unique, run)
    }
  }

  async #run(ids, disableBail, covers, asleepAtLoad = false) {
    const tests = []
    for (const id of ids) {
      const [file] = id.split(' > ')
      const result = { id, name: id, fileName: join('tests/transforms', file), timeSpentMs: 0, status: TestStatus.Success }
      let started = performance.now()
      try {
        if (!this.#loaded.has(file)) {
          // a mutant that only acts within tests is asleep while modules are loaded
          const active = space.activeMutant
          if (asleepAtLoad) space.activeMutant = undefined
          try {
            await this.#load(file)
          } finally {
            space.activeMutant = active
          }
        }
        const run = this.#tests.get(id)
        if (run === undefined) throw new Error('the test is not there any more')
        if (covers) space.currentTestId = id
        started = performance.now()
        await run()
      } catch (error) {
        Object.assign(result, { status: TestStatus.Failed, failureMessage: String(error?.message ?? error) })
      }
      if (covers) delete space.currentTestId
      tests.push({ ...result, timeSpentMs: performance.now() - started })
      if (result.status === TestStatus.Failed && !disableBail) break
    }
    return { status: DryRunStatus.Complete, tests }
  }
}

// Stryker's copy of the tree, into which its processes change after they have loaded this file
const folder = () => join(process.cwd(), 'tests/transforms')
const notes = () => join(process.cwd(), 'in-memory-notes.json')

/** What people read, and the examples, which are tests themselves: neither is behaviour that a test could find broken. */
const declared = new Set(['summary', 'description', 'examples', 'zh', 'en', 'message', 'remedy'])
const declarations = {
  shouldIgnore(path) {
    if (!path.isObjectProperty() || path.node.computed) return undefined
    return declared.has(path.node.key.name) ? 'texts and examples' : undefined
  },
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.TestRunner, 'in-memory', new InMemoryRunner()),
  declareValuePlugin(PluginKind.Ignore, 'declarations', declarations),
]
