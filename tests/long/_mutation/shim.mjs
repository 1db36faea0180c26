/**
 * What the tests of transforms/ use of vitest, without its processes: tests are registered once and called again for each
 * mutant. Matchers are vitest's own.
 */
import * as matchers from '@vitest/expect'

const { chai, ASYMMETRIC_MATCHERS_OBJECT, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState } = matchers
chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
export const expect = (value, message) => chai.expect(value, message)
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT])
globalThis[GLOBAL_EXPECT] = expect
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect)

/** @type {{ id: string, run: () => unknown }[]} */
let registered = []
let path = []

/** The tests registered since the last call, in their order. */
export function takeTests() {
  const taken = registered
  registered = []
  return taken
}

export function describe(name, body) {
  path.push(name)
  body()
  path = path.slice(0, -1)
}
export function it(name, ...rest) {
  const run = rest.find((part) => typeof part === 'function')
  registered.push({ id: [...path, name].join(' > '), run })
}
it.each = (cases) => (name, run) => {
  for (const [at, values] of cases.entries()) it(`${name} #${at}`, () => (Array.isArray(values) ? run(...values) : run(values)))
}
export const test = it
