/**
 * Mutation run on transforms/: how many small errors, planted one at a time, the tests of that room would find.
 * Started in parts by `npm run test:long -- mutation`, which hands in what to mutate and where its report goes.
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tests/long/_mutation.vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  mutate: ['transforms/**/*.ts', '!transforms/lists/**', '!transforms/**/index.ts'],
  ignorePatterns: ['/dist', '/docs', '/deploy', '/examples', '/bench', '/coverage', '/.guiji*', '**/.guiji*', '*.tgz'],
  tempDirName: '.guiji-long/stryker',
  reporters: ['json', 'clear-text'],
  clearTextReporter: { reportTests: false, reportMutants: false },
  jsonReporter: { fileName: '.guiji-long/mutation/all.json' },
  allowConsoleColors: false,
  timeoutMS: 5000,
  timeoutFactor: 3,
  disableTypeChecks: false,
  checkers: [],
}
