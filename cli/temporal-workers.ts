import type { TemporalClient } from '../worker/connect.ts'
import type { TemporalPlace } from './temporal.ts'

/** Whether any worker has lately asked the task queue for workflows. */
export async function isServed({ connection }: TemporalClient, { namespace, taskQueue }: TemporalPlace): Promise<boolean> {
  // TASK_QUEUE_TYPE_WORKFLOW of temporal/api/enums/v1/task_queue.proto
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 })
  return pollers.length > 0
}
