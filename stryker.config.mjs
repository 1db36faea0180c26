/**
 * Mutation run on transforms/: how many small errors, planted one at a time, the tests of that room would find.
 * Started in parts by `npm run test:long -- mutation`, which hands in what to mutate and where its report goes.
 */
export default {
  testRunner: 'in-memory',
  plugins: ['./tests/long/_mutation/runner.mjs'],
  ignorers: ['declarations'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // a reload for a mutant of a module's own level leaves the modules before it in memory
  maxTestRunnerReuse: 400,
  ignorePatterns: ['/dist', '/docs', '/deploy', '/examples', '/bench', '/coverage', '/.guiji*', '**/.guiji*', '*.tgz'],
  tempDirName: '.guiji-long/stryker',
  // what a part has found stays, whatever part comes next; a changed file or test is judged anew
  incremental: true,
  incrementalFile: '.guiji-long/mutation-report.json',
  reporters: ['clear-text'],
  clearTextReporter: { reportTests: false, reportMutants: false },
  allowConsoleColors: false,
  timeoutMS: 5000,
  timeoutFactor: 3,
  disableTypeChecks: false,
  checkers: [],
}
