import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A connector as a project's author writes it: one file, importing only from guiji, with fetch as its driver. */
export const connector = `import { defineConnector, type Column, type Session, type Value } from 'guiji'

type Split = { readonly area: string; readonly from: number; readonly until: number }
type Position = { readonly row: number }
type Page = { readonly total: number; readonly rows: readonly (readonly string[])[] }

const columns: readonly Column[] = [
  { name: '户号', type: 'text' },
  { name: '读数', type: 'decimal' },
  { name: '抄表日期', type: 'date' },
]
const pageRows = 2

export default defineConnector({
  summary: { zh: '抄表接口', en: 'meter readings over HTTP' },
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['address', 'token'],
    properties: { address: { type: 'string', format: 'uri' }, token: { type: 'string', writeOnly: true } },
  },
  source: { type: 'object', additionalProperties: false, required: ['area'], properties: { area: { type: 'string' } } },
  capabilities: { modes: ['incremental'], keys: false, acknowledges: false },
  examples: [{ title: { zh: '抄表', en: 'readings' }, connection: 'address: http://meters\\ntoken: \${env:METER_TOKEN}', source: 'area: east' }],
  open({ address, token }): Session<{ readonly area: string }, Split, Position> {
    const page = async (area: string, row: number, signal: AbortSignal): Promise<Page> => {
      const query = new URLSearchParams({ area, row: String(row), rows: String(pageRows) })
      const answer = await fetch(address + '?' + query.toString(), { signal, headers: { authorization: token.reveal() } })
      if (!answer.ok) throw new Error('the meter interface answered ' + String(answer.status))
      return (await answer.json()) as Page
    }
    return {
      async *probe() {
        yield { name: 'address', ok: true }
      },
      discover: async () => [{ name: 'readings', columns }],
      async plan({ source: { area }, after }, signal) {
        const { total } = await page(area, 0, signal)
        const from = after?.row ?? 0
        const common = { available: columns, until: { row: total }, complete: false }
        if (total === from) return { ...common, splits: [], empty: 'unchanged' }
        return { ...common, splits: [{ id: area, columns, rows: total - from, split: { area, from, until: total } }] }
      },
      async *read({ area, from, until }, position, signal) {
        for (let row = position?.row ?? from; row < until; ) {
          const first = row
          const { rows } = await page(area, first, signal)
          const kept = rows.slice(0, until - first)
          row += kept.length
          yield {
            rows: kept.map(([account = '', reading = '', day = '']): readonly Value[] => [
              account,
              { tag: 'number', text: reading },
              { tag: 'date', text: day },
            ]),
            position: { row },
            bytes: 64 * kept.length,
            locate: (index) => area + '#' + String(first + index + 1),
          }
        }
      },
      close: async () => {},
    }
  },
})
`

/** A step as a project's author writes it. */
export const step = `import { defineStep } from 'guiji'

export default defineStep({
  summary: { zh: '户号：去掉前缀，补足位数', en: 'account: without its prefix, filled up to its digits' },
  options: { type: 'object', additionalProperties: false, properties: { digits: { type: 'integer', default: 6 } } },
  codes: {
    ACCOUNT_FORM: { zh: '不是户号', en: 'not an account' },
    ACCOUNT_REWRITTEN: { zh: '户号改为标准写法', en: 'account rewritten in the standard form' },
  },
  examples: [
    { in: '户-42', out: '000042', fixed: 'ACCOUNT_REWRITTEN' },
    { in: '无', reject: 'ACCOUNT_FORM' },
  ],
  create: ({ digits }) => (value, cell) => {
    const bare = typeof value === 'string' ? /^户-(\\d+)$/.exec(value)?.[1] : undefined
    if (bare === undefined) return cell.reject('ACCOUNT_FORM')
    cell.fixed('ACCOUNT_REWRITTEN')
    return bare.padStart(digits, '0')
  },
})
`

/** What the author adds to the folder that `guiji init` made. */
export const projectFiles = (address: string): { readonly [path: string]: string } => ({
  'agencies/water.yaml': 'name: 水务局\nuscc: 115101840087654321\nadministrator: 张某\nreviewer: 王某\n',
  'connections/meters.yaml': `agency: water\nconnector: meters\naddress: ${address}\ntoken: \${env:METER_TOKEN}\n`,
  'connectors/meters.ts': connector,
  'transforms/steps/account.ts': step,
  'catalog/water/readings.yaml': `name: 抄表读数
format: table
sharing: unrestricted
update: daily
modes: [interface]
provider: water
open: false
secrecy: { reviewer: 王某, date: 2026-03-02 }
source: { connection: meters, area: east, mode: incremental, holds: changes }
key: account
version: read_on
fields:
  account: { item: 户号, type: text, steps: [{ account: { digits: 8 } }] }
  reading: { item: 读数, type: integer }
  read_on: { item: 抄表日期, type: date }
limits: { quarantined: { rows: 1 } }
`,
})

/** The agency's system: answers pages of its rows to those who know the token. */
export async function startMeters(
  rows: readonly (readonly string[])[],
): Promise<{ readonly address: string; readonly token: string; close(): void }> {
  const token = 'meter-token-of-the-test'
  const server = createServer(({ url = '', headers }, response) => {
    if (headers.authorization !== token) {
      response.writeHead(401).end()
      return
    }
    const query = new URL(url, 'http://meters').searchParams
    const first = Number(query.get('row'))
    response.end(JSON.stringify({ total: rows.length, rows: rows.slice(first, first + Number(query.get('rows'))) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token, close: () => void server.close() }
}
