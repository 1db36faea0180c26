import { Client, WorkflowNotFoundError, type Connection } from '@temporalio/client'

/** Which Temporal cluster a connection leads to: an id that its first start gave it. */
export async function clusterIdOf(connection: Connection): Promise<string> {
  const { clusterId } = await connection.workflowService.getClusterInfo({})
  return clusterId
}

/**
 * Whether the run that holds a lease has ended: closed when Temporal says closed. A run that is not found has ended only if
 * this is the cluster that was recorded; elsewhere nobody can tell, and the answer is false. Rejects when Temporal can't be
 * asked, a deleted namespace included.
 */
export async function isTemporalRunClosed(
  client: Client,
  holder: { readonly namespace: string; readonly workflowId: string; readonly runId: string; readonly cluster: string },
): Promise<boolean> {
  const connection = client.connection as Connection
  if ((await clusterIdOf(connection)) !== holder.cluster) return false
  const handle = new Client({ connection, namespace: holder.namespace }).workflow.getHandle(holder.workflowId, holder.runId)
  try {
    const { status } = await handle.describe()
    return status.name !== 'RUNNING' && status.name !== 'PAUSED' && status.name !== 'UNSPECIFIED' && status.name !== 'UNKNOWN'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true
    throw error
  }
}
