import { mergeConfig } from 'vitest/config'
import usual from '../../vitest.config.ts'

const config = mergeConfig(usual, {})
config.test = {
  ...config.test,
  include: ['tests/transforms/**/*.test.ts'],
  globalSetup: [],
  env: { GUIJI_MUTATION: '1' },
  pool: 'threads',
  isolate: process.env['ISO'] !== '0',
}
export default config
