import { expect } from 'vitest'
import { makeRegister } from '../../examples/chongzhou/systems-generator/register.ts'
import { registerRows } from '../../examples/chongzhou/systems-generator/register-kinds.ts'
import { readBusinessRegistration, readOrganisationCode } from '../../transforms/identity/index.ts'
import { fateBy } from '../example/_register-fate.ts'
import { longSuite, seedOf, seeds } from './_suite.ts'

/** What was counted in the real register, as the rules page states it: nothing here is taken from the generator's table. */
const counted = {
  codes: {
    ok: 2_994_029,
    ...{ 'warned ORGANISATION_PART': 189, 'nonconforming NONCONFORMING': 158, 'rejected CHECK_DIGIT': 32, 'fixed UPPER_CASE': 273 },
    ...{ 'registration number, checked': 6_748, 'registration number, cooperative': 701, 'registration number, unchecked': 497 },
    ...{ 'registration number, foreign-invested': 20, 'organisation code': 6 },
    // `无`, and brackets, trailing hyphens, 17 digits and one l for a 1, which are what is left of the rows
    ...{ 'none NULL_TOKEN': 4, 'rejected FORMAT': 7 },
  },
  repeated: 176,
  broken: 9,
  representatives: { 'none NULL_TOKEN': 516_865, 'warned PRIVATE_USE': 212 },
  capitals: { '(万元人民币)': 1_223_551, 'N/A': 699_246, '(万元)': 399_037, '(万)': 324_027, '(万美元)': 29_194, '()': 10_457 },
}

/** The whole register, as large as the real one: what the types make of its cells comes to what was counted there. */
longSuite(seeds(1), (part) => {
  const [ofCode, ofRepresentative] = [fateBy('uscc'), fateBy('person-name')]
  const [codes, representatives, capitals] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const right = new Set<string>()
  let [rows, broken, repeated, digitsOnly] = [0, 0, 0, 0]
  for (const { cells, shape } of makeRegister({ rows: registerRows, seed: seedOf(part) })) {
    const [, code = '', representative = '', capital = ''] = cells
    rows++
    if (shape.kind !== 'whole') broken++
    const found = said(ofCode(code))
    count(codes, found === 'rejected FORMAT' ? (otherNumber(code) ?? found) : found)
    count(representatives, said(ofRepresentative(representative)))
    if (!capital.includes(',')) count(capitals, capital.replace(/^\d+/, ''))
    if (found !== 'ok') continue
    if (right.has(code)) repeated++
    right.add(code)
    if (/^\d+$/.test(code)) digitsOnly++
  }
  process.stdout.write(`${JSON.stringify({ ...Object.fromEntries(codes), repeated, broken, digitsOnly })}\n`)
  expect({ rows, repeated, broken }).toEqual({ rows: 3_002_664, repeated: counted.repeated, broken: counted.broken })
  expect(Object.fromEntries(codes)).toEqual(counted.codes)
  expect(Object.fromEntries(representatives)).toMatchObject(counted.representatives)
  expect(Object.fromEntries(capitals)).toMatchObject(counted.capitals)
  expect(digitsOnly / counted.codes.ok).toBeGreaterThan(0.055)
  expect(digitsOnly / counted.codes.ok).toBeLessThan(0.065)
})

function said({ fate, told }: ReturnType<ReturnType<typeof fateBy>>): string {
  return told === null ? fate : `${fate} ${told}`
}

/** Which other number of an organisation the cell is, as it stands. */
function otherNumber(cell: string): string | null {
  const registration = readBusinessRegistration(cell)
  const { form } = registration.facts
  if (registration.outcome === 'ok' && typeof form === 'string') return `registration number, ${form}`
  return readOrganisationCode(cell).outcome === 'ok' ? 'organisation code' : null
}

function count(counts: Map<string, number>, of: string): void {
  counts.set(of, (counts.get(of) ?? 0) + 1)
}
