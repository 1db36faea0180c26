import type { Connector, Context, Session } from '../core/connector.ts'
import { defineErrors } from '../core/errors.ts'
import type { ConnectionSpec } from '../core/spec.ts'
import type { Json } from '../core/values.ts'
import type { Project } from '../project/open-project.ts'

const errors = defineErrors({
  USAGE_PLATFORM_READER: {
    recovery: 'abort',
    message: {
      zh: '该连接读取本平台自己的库或服务，不能单独试读',
      en: 'this connection reads libraries or services of the platform itself and cannot be tried alone',
    },
    remedy: { zh: '用 guiji run 运行它的数据资源。', en: 'Run its dataset with guiji run.' },
  },
})

/** A session with a connection's system, outside a run. Throws SECRET_MISSING, CONFIG_INVALID. */
export async function openConnection(
  project: Project,
  connection: ConnectionSpec,
): Promise<{ readonly connector: Connector; readonly session: Session<Json, Json, Json> }> {
  const connector = await project.registries.connectors.load(connection.connector)
  const settings = project.settings(connector.settings, connection)
  const context: Context = {
    log: project.log,
    pieceBytes: 64 * 1024,
    root: project.root,
    platform: {
      columns: () => Promise.reject(errors('USAGE_PLATFORM_READER')),
      read() {
        throw errors('USAGE_PLATFORM_READER')
      },
    },
    now: () => new Date().toISOString(),
  }
  return { connector, session: connector.open(settings as never, context) as Session<Json, Json, Json> }
}
