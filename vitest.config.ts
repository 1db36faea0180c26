import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

export default defineConfig({
  resolve: {
    alias: [
      { find: /^guiji$/, replacement: `${root}/index.ts` },
      { find: /^guiji\/(identity|cleansing)$/, replacement: `${root}/transforms/$1/index.ts` },
      { find: /^guiji\/(\w+)$/, replacement: `${root}/$1/index.ts` },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/_support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
