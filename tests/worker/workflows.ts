import * as workflow from '@temporalio/workflow'

const { work } = workflow.proxyActivities<{ work(input: unknown): Promise<unknown> }>({
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '30 seconds',
  cancellationType: workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: 100, maximumAttempts: 3 },
})

export async function callActivity(input: unknown): Promise<unknown> {
  return work(input)
}

export async function waitForEver(): Promise<void> {
  await workflow.sleep('1 day')
}

export async function runOnSchedule(input: { readonly asset: string }): Promise<string> {
  return Promise.resolve(input.asset)
}
