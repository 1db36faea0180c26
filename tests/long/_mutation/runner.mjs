/**
 * A test runner for Stryker that keeps the tests of transforms/ in memory and calls those that a mutant concerns, one after
 * the other, until one fails. Vitest's own takes more than a second a mutant to start, which for thousands is hours.
 */
import { readdirSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner'

const space = (globalThis.__stryker__ ??= {})

class InMemoryRunner {
  #tests = new Map()
  #loads = 0
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
    await this.#load()
    const run = await this.#run([...this.#tests.keys()], disableBail, true)
    return { ...run, mutantCoverage: space.mutantCoverage }
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation, reloadEnvironment }) {
    space.hitCount = hitLimit === undefined ? undefined : 0
    space.hitLimit = hitLimit
    space.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined
    try {
      if (reloadEnvironment || this.#loads === 0) await this.#load()
    } catch (error) {
      // what breaks when it is loaded breaks every test
      const [first] = testFilter ?? [...this.#tests.keys()]
      return { status: 'killed', killedBy: [first ?? ''], failureMessage: String(error), nrOfTests: 1 }
    }
    space.activeMutant = activeMutant.id
    const run = await this.#run(this.#ordered(testFilter ?? [...this.#tests.keys()]), disableBail, false)
    space.activeMutant = undefined
    const killer = run.tests.findLast(({ status }) => status === TestStatus.Failed)?.id
    if (killer !== undefined) this.#killers = [killer, ...this.#killers.filter((id) => id !== killer)].slice(0, 200)
    return toMutantRunResult(determineHitLimitReached(space.hitCount, hitLimit) ?? run)
  }

  #ordered(ids) {
    const chosen = new Set(ids)
    const first = this.#killers.filter((id) => chosen.has(id))
    return [...new Set([...first, ...ids])]
  }

  async #load() {
    const { takeTests } = await import('./shim.mjs')
    // Stryker's copy of the tree, into which its processes change after they have loaded this file
    const folder = join(process.cwd(), 'tests/transforms')
    takeTests()
    const query = `?load=${++this.#loads}`
    const tests = new Map()
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.ts'))) {
      await import(pathToFileURL(join(folder, file)).href + query)
      for (const { id, run } of takeTests()) {
        let unique = `${file} > ${id}`
        while (tests.has(unique)) unique += '+'
        tests.set(unique, run)
      }
    }
    this.#tests = tests
  }

  async #run(ids, disableBail, covers) {
    const tests = []
    for (const id of ids) {
      const run = this.#tests.get(id)
      const started = performance.now()
      const result = { id, name: id, fileName: join('tests/transforms', id.split(' > ')[0]), timeSpentMs: 0, status: TestStatus.Success }
      if (covers) space.currentTestId = id
      try {
        if (run === undefined) throw new Error('the test is not there any more')
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
