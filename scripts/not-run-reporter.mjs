/**
 * A vitest reporter that ends a run with the name of every test that was not run, so that a machine which lacks
 * something (a server, a program) cannot look as if it had tested everything.
 */
export default class NotRunReporter {
  onTestRunEnd(modules) {
    const names = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => ['skipped', 'pending'].includes(test.result().state))
        .map((test) => {
          const { note } = test.result()
          return `  ${module.relativeModuleId} > ${test.fullName}${note === undefined ? '' : ` (${note})`}`
        }),
    )
    if (names.length > 0) process.stdout.write(`\nNOT RUN, ${names.length}:\n${names.join('\n')}\n`)
  }
}
