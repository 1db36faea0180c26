#!/usr/bin/env node
import process from 'node:process'
import { runCli } from './run-cli.ts'

const interruption = new AbortController()
/** npm passes a Ctrl-C on to a process that the terminal has told already. */
const echoMs = 1000
let interruptedAt = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) {
      // A second one doesn't wait for anything to be put in order.
      if (Date.now() - interruptedAt > echoMs) process.exit(130)
      return
    }
    interruptedAt = Date.now()
    interruption.abort()
  })
}
// A reader that closes early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const { stdin, stdout, stderr, env } = process
process.exitCode = await runCli(process.argv.slice(2), { stdin, stdout, stderr, env, cwd: process.cwd(), signal: interruption.signal })
