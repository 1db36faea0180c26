import { expect, test } from 'vitest'
import { asFailure } from '../../workflows/_temporal.ts'

test('a failure that nobody declared is told without the numbers that its message may quote', () => {
  const failure = asFailure(new TypeError('nothing known of 51018419020304906X, 13800138000'))
  expect(failure.message).toBe('UNEXPECTED TypeError: nothing known of 510184********, 138********')
  expect(JSON.stringify([failure, failure.cause, failure.details])).not.toMatch(/19020304|00138000/)
  expect(failure.nonRetryable).toBe(true)
})
