import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Secret, type ObjectSchema } from '../../core/config.ts'
import type { Connector, Context, Mode, Piece, Plan, PlanRequest, Session } from '../../core/connector.ts'
import type { Json } from '../../core/values.ts'
import { fillDefaults } from '../../schemas/fill-defaults.ts'
import { validateConfig } from '../../schemas/validate-config.ts'

/** A system to read, with at least two pieces of rows at `pieceBytes`. */
export interface ConnectorFixture {
  /** As in a connection file, secrets in the clear; defaults need not be given. */
  readonly settings: Json
  /** Settings of the same system that cannot work: a wrong password, a folder that is not there. */
  readonly broken: Json
  /** As in a dataset file. */
  readonly source: Json
  readonly mode: Mode
  readonly columns: readonly string[]
  readonly after?: Json
  readonly rows: number
  readonly root?: string
  readonly pieceBytes?: number
  /** Everything of the outside that planning must leave alone. */
  state(): Promise<Json>
  close(): Promise<void>
}

/** What every connector promises, in one call. */
export function describeConnector(name: string, connector: Connector, prepare: () => Promise<ConnectorFixture>): void {
  describe(`${name} keeps the connector contract`, () => {
    let fixture: ConnectorFixture
    let session: Session<Json, Json, Json>
    const signal = new AbortController().signal
    beforeAll(async () => {
      fixture = await prepare()
      session = open(connector, fixture, fixture.settings)
    })
    afterAll(async () => {
      await session.close()
      await fixture.close()
    })
    const plan = async () => travel(await session.plan(requestOf(connector, fixture), signal)) as unknown as Plan<Json, Json>

    it.each(connector.examples.map((example, index) => ({ ...example, index })))(
      'has valid examples: $title.en',
      ({ connection, source }) => {
        expect(validateConfig(connector.settings, parse(connection) as Json).problems).toEqual([])
        expect(validateConfig(connector.source, parse(source) as Json).problems).toEqual([])
      },
    )

    it('has the functions that its capabilities promise', () => {
      expect('keys' in session).toBe(connector.capabilities.keys)
      expect('acknowledge' in session).toBe(connector.capabilities.acknowledges)
      expect(connector.capabilities.modes).toContain(fixture.mode)
    })

    it('plans the same twice and changes nothing outside', async () => {
      const before = await fixture.state()
      const first = await plan()
      expect(await plan()).toEqual(first)
      expect(await fixture.state()).toEqual(before)
    })

    it('reads the same rows twice, each with its place and a value for every column', async () => {
      const planned = await plan()
      const first = await readAll(session, planned)
      expect(await readAll(session, planned)).toEqual(first)
      expect(first).toHaveLength(fixture.rows)
      for (const { split, at, row } of first) {
        expect(at).not.toBe('')
        if (row !== null) expect(row).toHaveLength(planned.splits[split]?.columns.length ?? -1)
      }
    })

    it('goes on from every position with the rows that are left, or refuses to', async () => {
      const planned = await plan()
      for (const [index, { split }] of planned.splits.entries()) {
        const whole = await readSplit(session, split, null, index)
        expect(whole.pieces.length).toBeGreaterThan(1)
        for (const piece of whole.pieces) {
          if (planned.resumable === false) {
            await expect(readSplit(session, split, travel(piece.position), index)).rejects.toThrow()
            continue
          }
          const rest = await readSplit(session, split, travel(piece.position), index)
          expect(rest.rows).toEqual(whole.rows.slice(piece.upTo))
        }
      }
    })

    it('stops reading when it is told to', async () => {
      const planned = await plan()
      const stop = new AbortController()
      const reading = session.read(planned.splits[0]?.split as Json, null, stop.signal)[Symbol.asyncIterator]()
      await reading.next()
      stop.abort(new Error('stopped by the test'))
      const outcome = (async () => {
        while ((await reading.next()).done !== true);
      })()
      await expect(outcome).rejects.toThrow('stopped by the test')
    })

    it('never shows a secret, whatever goes wrong', async () => {
      const hidden = secretsOf(connector.settings, fixture.broken)
      const broken = open(connector, fixture, fixture.broken)
      const shown: unknown[] = []
      try {
        for await (const finding of broken.probe(signal)) shown.push(finding)
        expect(shown.at(-1)).toMatchObject({ ok: false })
        await broken.plan(requestOf(connector, fixture), signal)
        expect.unreachable('the broken settings worked')
      } catch (error) {
        expect(error).toMatchObject({ name: 'GuijiError' })
        shown.push(error)
      } finally {
        await broken.close()
      }
      const text = inspect(shown, { depth: 20, showHidden: true }) + JSON.stringify(shown)
      for (const secret of hidden) expect(text).not.toContain(secret)
    })

    it('probes and discovers', async () => {
      const findings = []
      for await (const finding of session.probe(signal)) findings.push(finding)
      expect(findings.filter(({ ok }) => !ok)).toEqual([])
      expect(findings.length).toBeGreaterThan(0)
      const names = (await session.discover(signal)).flatMap(({ columns }) => columns.map((column) => column.name))
      for (const column of fixture.columns) expect(names).toContain(column)
    })
  })
}

/** A session on settings as a connection file has them: defaults filled in, secrets wrapped. */
export function openConnector(
  connector: Connector,
  settings: Json,
  context: Partial<Context> = {},
): Session<Json, Json, Json> & { acknowledge?(position: Json): Promise<void> } {
  const platform = { columns: () => Promise.reject(new Error('no platform')), read: () => expect.unreachable('no platform') }
  const filled = wrapSecrets(connector.settings, fillDefaults(connector.settings, settings))
  return connector.open(filled as never, {
    log: { info: () => undefined },
    pieceBytes: 64 * 1024,
    root: '/nowhere',
    platform,
    now: () => new Date().toISOString(),
    ...context,
  }) as Session<Json, Json, Json>
}

export async function readSplit(session: Session<Json, Json, Json>, split: Json, from: Json, index = 0) {
  const rows: {
    readonly split: number
    readonly at: string
    readonly row: Piece<Json>['rows'][number] | null
    readonly codes?: readonly string[]
  }[] = []
  const pieces: { readonly position: Json; readonly upTo: number }[] = []
  for await (const piece of session.read(split, from, new AbortController().signal)) {
    for (const [place, row] of piece.rows.entries()) rows.push({ split: index, at: piece.locate(place), row })
    for (const { at, reasons } of piece.rejects ?? []) rows.push({ split: index, at, row: null, codes: reasons.map(({ code }) => code) })
    pieces.push({ position: piece.position, upTo: rows.length })
  }
  return { rows, pieces }
}

async function readAll(session: Session<Json, Json, Json>, plan: Plan<Json, Json>) {
  const parts = []
  for (const [index, { split }] of plan.splits.entries()) parts.push((await readSplit(session, split, null, index)).rows)
  return parts.flat()
}

function open(connector: Connector, fixture: ConnectorFixture, settings: Json) {
  return openConnector(connector, settings, {
    ...(fixture.root === undefined ? {} : { root: fixture.root }),
    ...(fixture.pieceBytes === undefined ? {} : { pieceBytes: fixture.pieceBytes }),
  })
}

function requestOf(connector: Connector, fixture: ConnectorFixture): PlanRequest<Json, Json> {
  const { columns, mode, after = null } = fixture
  return { plan: 'test.dataset@1', source: fillDefaults(connector.source, fixture.source), columns, mode, after, parallel: 1 }
}

/** Plans are stored and positions committed: both must survive as JSON. */
function travel(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

function wrapSecrets(schema: ObjectSchema, settings: Json): { [name: string]: unknown } {
  const entries = Object.entries(settings as { [name: string]: Json })
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isSecret(schema, name) && typeof value === 'string' ? new Secret(value) : value]),
  )
}

function secretsOf(schema: ObjectSchema, settings: Json): readonly string[] {
  const entries = Object.entries(settings as { [name: string]: Json })
  return entries
    .filter(([name]) => isSecret(schema, name))
    .flatMap(([, value]) => (typeof value === 'string' ? [value, ...passwordIn(value)] : []))
}

function passwordIn(text: string): readonly string[] {
  const password = /^\w+:\/\/[^:@/]*:([^@/]+)@/.exec(text)?.[1]
  return password === undefined ? [] : [password]
}

function isSecret(schema: ObjectSchema, name: string): boolean {
  const property = schema.properties[name]
  return property !== undefined && 'writeOnly' in property
}
