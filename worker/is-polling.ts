import type { Connection } from '@temporalio/client'

/** Polls last a minute; a worker that has not asked for so long is gone or hangs. */
const silentMs = 3 * 60_000

/**
 * Whether a worker on this host asks the task queue for both workflows and activities, as Temporal sees it: what a container's
 * health check wants to know. `host` is the end of a worker's identity (`<pid>@<host>`).
 */
export async function isPolling(
  connection: Connection,
  { namespace, taskQueue, host }: { readonly namespace: string; readonly taskQueue: string; readonly host: string },
): Promise<boolean> {
  // TASK_QUEUE_TYPE_WORKFLOW and TASK_QUEUE_TYPE_ACTIVITY of temporal/api/enums/v1/task_queue.proto
  for (const taskQueueType of [1, 2]) {
    const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType })
    const polls = pollers.some(({ identity, lastAccessTime }) => {
      const lastMs = Number(lastAccessTime?.seconds ?? 0) * 1000
      return identity?.endsWith(`@${host}`) === true && Date.now() - lastMs < silentMs
    })
    if (!polls) return false
  }
  return true
}
