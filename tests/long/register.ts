import { expect } from 'vitest'
import { makeRegister } from '../../examples/chongzhou/systems-generator/register.ts'
import { codeKinds, registerRows } from '../../examples/chongzhou/systems-generator/register-kinds.ts'
import { fateOf } from '../example/_register-fate.ts'
import { longSuite, seedOf, seeds } from './_suite.ts'

/** The whole register, as large as the real one: what the code column comes to is what was counted there. */
longSuite(seeds(1), (part) => {
  const counts = new Map<string, number>()
  for (const { cells, code } of makeRegister({ rows: registerRows, seed: seedOf(part) })) {
    const found = fateOf(cells[1] ?? '')
    if (found !== code.fate) throw new Error(`${code.kind} came to ${found}`)
    counts.set(code.kind, (counts.get(code.kind) ?? 0) + 1)
  }
  process.stdout.write(`${JSON.stringify(Object.fromEntries(counts))}\n`)
  for (const { kind, count } of codeKinds) {
    // the 9 broken lines have good codes, whatever was dealt to them
    expect(Math.abs((counts.get(kind) ?? 0) - count)).toBeLessThanOrEqual(9)
  }
})
