import { mergeConfig } from 'vitest/config'
import usual from '../../vitest.config.ts'

/** The usual settings, for the one suite that scripts/test-long.mjs names. */
const config = mergeConfig(usual, {})
config.test = { ...config.test, include: ['tests/long/*.ts'], exclude: ['tests/long/_*.ts'], maxWorkers: 1, maxConcurrency: 2 }
export default config
