import { defineConnector, type Context, type Finding, type Session } from '../core/connector.ts'
import { GuijiError } from '../core/errors.ts'
import { sourceErrors } from '../sql/source-errors.ts'
import { addressOf, asSourceError, connectSource, type Address } from './_postgres-client.ts'
import {
  postgresSettings,
  postgresSource,
  type PostgresPosition,
  type PostgresSettings,
  type PostgresSource,
  type PostgresSplit,
} from './_postgres-config.ts'
import { planPostgres } from './_postgres-plan.ts'
import { readPostgres } from './_postgres-read.ts'
import { describeTable, readTables } from './_postgres-tables.ts'

/** More than this between the source's clock and ours makes its times doubtful. */
const clockToleranceMs = 60_000

/**
 * Tables and views of a PostgreSQL database. `snapshot` reads the whole in one transaction; `incremental` reads what
 * lies beyond the cursor of the last published plan, up to a bound that is frozen when the plan is made.
 */
export default defineConnector({
  summary: { zh: 'PostgreSQL 的表和视图', en: 'tables and views of PostgreSQL' },
  settings: postgresSettings,
  source: postgresSource,
  capabilities: { modes: ['snapshot', 'incremental'], keys: false, acknowledges: false },
  examples: [
    {
      title: { zh: '按更新时间增量读取', en: 'incremental by time of change' },
      connection: 'url: ${env:MARKET_DATABASE_URL}',
      source: 'table: public.enterprise\ncursor: updated_at\nlag_seconds: 300',
    },
    {
      title: { zh: '整表快照', en: 'the whole table as a snapshot' },
      connection: 'host: 10.1.2.3\ndatabase: approval\nuser: guiji\npassword: ${file:secrets/approval}\ntls: verify',
      source: 'schema: approval\ntable: power_item',
    },
  ],
  open(settings, context): Session<PostgresSource, PostgresSplit, PostgresPosition> {
    return {
      probe: (signal) => probe(settings, context, signal),
      discover: (signal) => query(settings, signal, async ({ client }) => (await readTables(client, null)).map(describeTable)),
      plan: (request, signal) => query(settings, signal, ({ client }, { server }) => planPostgres(client, server, request)),
      async *read(split, from, signal) {
        yield* readPostgres(addressOf(settings), split, from, context.pieceBytes, signal)
      },
      close: () => Promise.resolve(),
    }
  },
})

type Connected = Awaited<ReturnType<typeof connectSource>>

/** One session for one question. */
async function query<T>(
  settings: PostgresSettings,
  signal: AbortSignal,
  ask: (source: Connected, address: Address) => Promise<T>,
): Promise<T> {
  const address = addressOf(settings)
  const source = await connectSource(address, signal)
  try {
    return await ask(source, address)
  } catch (error) {
    signal.throwIfAborted()
    throw asSourceError(error, address.server)
  } finally {
    await source.close()
  }
}

/** Step by step, ending with the first that fails. */
async function* probe(settings: PostgresSettings, context: Context, signal: AbortSignal): AsyncGenerator<Finding, void, undefined> {
  let source: Connected
  try {
    source = await connectSource(addressOf(settings), signal)
  } catch (error) {
    if (!(error instanceof GuijiError)) throw error
    const reached = !['SOURCE_UNREACHABLE', 'SOURCE_SETTINGS', 'SOURCE_TLS'].includes(error.code)
    if (reached) yield { name: 'address', ok: true }
    yield { name: reached ? 'login' : 'address', ok: false, cause: error.code, remedy: error.remedy }
    return
  }
  try {
    yield { name: 'address', ok: true }
    yield { name: 'login', ok: true }
    const tables = await readTables(source.client, null)
    const { remedy } = sourceErrors('SOURCE_FORBIDDEN', { cause: 'select' })
    yield tables.length > 0 ? { name: 'privilege', ok: true } : { name: 'privilege', ok: false, cause: 'SOURCE_FORBIDDEN', remedy }
    const { rows } = await source.client.query<{ encoding: string; now: string }>(
      `select current_setting('server_encoding') as encoding, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
    )
    yield judgeCharset(rows[0]?.encoding ?? '')
    yield judgeClock(rows[0]?.now ?? '', context.now())
  } catch (error) {
    signal.throwIfAborted()
    throw asSourceError(error, addressOf(settings).server)
  } finally {
    await source.close()
  }
}

function judgeCharset(encoding: string): Finding {
  if (encoding !== 'SQL_ASCII') return { name: 'charset', ok: true }
  const remedy = {
    zh: '服务器没有声明字符集；不是 UTF-8 的值会进入隔离区，请提供部门说明实际编码',
    en: 'the server declares no character set: values that are not UTF-8 go to quarantine; have the agency state the real one',
  }
  return { name: 'charset', ok: false, cause: encoding, remedy }
}

function judgeClock(theirs: string, ours: string): Finding {
  const apartMs = Date.parse(theirs) - Date.parse(ours)
  if (Math.abs(apartMs) <= clockToleranceMs) return { name: 'clock', ok: true }
  const remedy = {
    zh: '两边的时钟相差过大；请双方与同一时间服务器校时',
    en: 'the two clocks are far apart; have both follow the same time server',
  }
  return { name: 'clock', ok: false, cause: `${Math.round(apartMs / 1000)} s`, remedy }
}
