import { expect, it } from 'vitest'
import { createNormalizer } from '../../transforms/normalize.ts'
import { context, types, withDefaults } from './_registry.ts'

function normalizer(name: string) {
  const type = types.get(name)!
  return createNormalizer(type, withDefaults(type.options, {}), context)
}

it.each(['resident-id', 'business-registration', 'uscc', 'tax-number', 'hm-travel-permit', 'country', 'region', 'postal-code'])(
  '%s refuses a text longer than any code before it goes through its blanks and letters',
  (name) => {
    const normal = normalizer(name)
    for (const piece of ['1 ', 'a@', 'a\u3000']) {
      const { outcome, fixes } = normal(piece.repeat(6000))
      expect([outcome, fixes.filter(({ rule }) => rule === 'INNER_SPACE' || rule === 'UPPER_CASE')]).toEqual(['rejected', []])
    }
  },
)

it('blanks around a code are no part of its length', () =>
  expect(normalizer('resident-id')(`${' '.repeat(20_000)}11010519491231002X`).value).toBe('11010519491231002X'))
