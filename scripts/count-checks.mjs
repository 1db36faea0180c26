/**
 * Adds vitest's JSON report to checks counted before, prints `N passed, N failed, N skipped` and exits 1 when anything
 * failed: node scripts/count-checks.mjs <report.json> <exit code of the tests> <passed> <failed> <skipped>
 */
import { readFileSync } from 'node:fs'

const [report = '', exitCode = '1', ...before] = process.argv.slice(2)
let [passed = 0, failed = 0, skipped = 0] = before.map(Number)

const tests = read(report)
if (tests === null) {
  failed += 1
  process.stdout.write('FAILED tests: they left no report\n')
} else {
  const failedBefore = failed
  passed += tests.numPassedTests
  failed += tests.numFailedTests
  skipped += tests.numPendingTests + tests.numTodoTests
  for (const { name, status, assertionResults } of tests.testResults) {
    for (const test of assertionResults) {
      if (test.status === 'failed') process.stdout.write(`FAILED ${relative(name)} > ${test.fullName}\n`)
    }
    if (status !== 'failed' || assertionResults.some((test) => test.status === 'failed')) continue
    failed += 1
    process.stdout.write(`FAILED ${relative(name)}: the file itself\n`)
  }
  if (exitCode !== '0' && failed === failedBefore) {
    failed += 1
    process.stdout.write(`FAILED tests: every test passed, yet the run ended with exit code ${exitCode}\n`)
  }
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed === 0 ? 0 : 1

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function relative(file) {
  return file.startsWith(process.cwd()) ? file.slice(process.cwd().length + 1) : file
}
