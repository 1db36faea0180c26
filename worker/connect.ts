import { Client, Connection, type ConnectionOptions } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { defineErrors, type GuijiError } from '../core/errors.ts'
import type { Log } from '../core/values.ts'
import { installRuntime } from './runtime.ts'

const errors = defineErrors({
  TEMPORAL_UNREACHABLE: {
    recovery: 'retry',
    message: { zh: '连接不上 Temporal {address}', en: 'Temporal at {address} cannot be reached' },
    remedy: {
      zh: '查看 Temporal 是否在运行、guiji.yaml 的 temporal.address 或 TEMPORAL_ADDRESS 是否正确、网络与 TLS；没有服务器时可加 --in-process',
      en: 'see whether Temporal runs, whether temporal.address in guiji.yaml or TEMPORAL_ADDRESS is right, network and TLS; without a server use --in-process',
    },
  },
  TEMPORAL_REFUSED: {
    recovery: 'abort',
    message: { zh: 'Temporal {address} 拒绝访问', en: 'Temporal at {address} refuses access' },
    remedy: { zh: '检查 API 密钥或客户端证书及其权限', en: 'check the API key or client certificate, and what it may do' },
  },
  TEMPORAL_NAMESPACE_MISSING: {
    recovery: 'abort',
    message: { zh: 'Temporal {address} 没有 namespace {namespace}', en: 'Temporal at {address} has no namespace {namespace}' },
    remedy: {
      zh: '执行 temporal operator namespace create -n {namespace}，或改 guiji.yaml 的 temporal.namespace',
      en: 'run temporal operator namespace create -n {namespace}, or change temporal.namespace in guiji.yaml',
    },
  },
})

export interface TemporalAddress {
  readonly address: string
  readonly namespace: string
  readonly tls?: ConnectionOptions['tls']
  readonly apiKey?: string
}
export interface TemporalClient {
  readonly connection: Connection
  readonly client: Client
  close(): Promise<void>
}

const connectSeconds = 5

/** A client of the namespace, proven to exist. Throws TEMPORAL_UNREACHABLE, TEMPORAL_REFUSED, TEMPORAL_NAMESPACE_MISSING. */
export async function connectTemporal(to: TemporalAddress): Promise<TemporalClient> {
  const { namespace } = to
  let connection: Connection | undefined
  try {
    connection = await Connection.connect({ ...optionsFor(to), connectTimeout: connectSeconds * 1000 })
    const { workflowService } = connection
    await connection.withDeadline(Date.now() + connectSeconds * 1000, () => workflowService.describeNamespace({ namespace }))
    const opened = connection
    return { connection, client: new Client({ connection, namespace }), close: () => opened.close() }
  } catch (error) {
    await connection?.close()
    throw asConnectError(error, to)
  }
}

/** The connection that a worker needs, which is of another kind. Throws TEMPORAL_UNREACHABLE, TEMPORAL_REFUSED. */
export async function connectWorker(to: TemporalAddress, log: Log): Promise<NativeConnection> {
  installRuntime(log)
  try {
    return await NativeConnection.connect(optionsFor(to))
  } catch (error) {
    throw asConnectError(error, to)
  }
}

function optionsFor({ address, tls, apiKey }: TemporalAddress) {
  // a key is never sent in the clear
  const secured = tls ?? apiKey !== undefined
  return { address, tls: secured, ...(apiKey === undefined ? {} : { apiKey }) }
}

function asConnectError(error: unknown, { address, namespace }: TemporalAddress): GuijiError {
  // gRPC status codes: 5 not found, 7 permission denied, 16 unauthenticated
  const code = (error as { code?: unknown }).code
  if (code === 5) return errors('TEMPORAL_NAMESPACE_MISSING', { address, namespace }, error)
  if (code === 7 || code === 16) return errors('TEMPORAL_REFUSED', { address }, error)
  return errors('TEMPORAL_UNREACHABLE', { address }, error)
}
