// The container's health check: exit code 0 when Temporal sees this container's worker ask for work.
// Usage: node check-worker.mjs [namespace] [task queue]; TEMPORAL_ADDRESS names the server.
import { hostname } from 'node:os'
import { Connection } from '@temporalio/client'
import { isPolling } from '../dist/worker/is-polling.js'

const [namespace = 'default', taskQueue = 'guiji'] = process.argv.slice(2)
const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS, connectTimeout: 5000 })
const polls = await isPolling(connection, { namespace, taskQueue, host: hostname() })
await connection.close()
if (!polls) {
  console.error(`no worker of ${hostname()} asks ${namespace}/${taskQueue} for work`)
  process.exitCode = 1
}
