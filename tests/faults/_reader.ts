import type { Client } from 'pg'
import { table } from './_project.ts'
import { connect } from './_server.ts'
import type { CaseSpec } from './_spec.ts'
import { digestOf, linesOf, type State } from './_truth.ts'

/** Somebody who looks at the table all the time, as any reader may. */
export interface Reader {
  readonly samples: () => number
  /** These may be seen from now on, beside what was published before. */
  allow(states: readonly State[]): void
  /** These did not come to pass. */
  forget(states: readonly State[]): void
  /** What was seen that never should have been; empty when all is well. */
  readonly faults: readonly string[]
  close(): Promise<void>
}

const snapshotSamples = 12
const pauseMs = 15

/** Samples under READ COMMITTED, and within older REPEATABLE READ snapshots, which must not change. */
export function startReader(url: string, spec: CaseSpec): Reader {
  const faults: string[] = []
  const published = new Map<string, number[]>()
  let samples = 0
  const closing = new AbortController()
  const isOpen = () => !closing.signal.aborted
  const digestOfState = (state: State) => digestOf(linesOf(spec, state))
  const note = (what: string) => {
    if (faults.length < 5) faults.push(what)
  }
  const sample = async (client: Client) => {
    const seen = await readLines(client, spec)
    samples++
    return { digest: digestOf(seen), rows: seen.length }
  }
  // one session's statements see later and later states
  const committed = async (client: Client) => {
    let latest = 0
    while (isOpen()) {
      const { digest, rows } = await sample(client)
      const publications = published.get(digest) ?? []
      // publications that changed nothing look alike
      const possible = publications.filter((publication) => publication >= latest)
      if (publications.length === 0) note(`READ COMMITTED saw ${rows} rows that are no published state`)
      else if (possible.length === 0) note(`READ COMMITTED saw publication ${publications.join(' or ')} after ${latest}`)
      else latest = Math.min(...possible)
      await pause()
    }
  }
  const repeatable = async (client: Client) => {
    while (isOpen()) {
      await client.query('begin isolation level repeatable read read only')
      let first: string | null = null
      for (let times = 0; times < snapshotSamples && isOpen(); times++) {
        const { digest, rows } = await sample(client)
        first ??= digest
        if (!published.has(digest)) note(`a REPEATABLE READ snapshot saw ${rows} rows that are no published state`)
        else if (digest !== first) note('a REPEATABLE READ snapshot changed')
        await pause()
      }
      await client.query('commit')
    }
  }
  const keep = async (look: (client: Client) => Promise<void>) => {
    while (isOpen()) {
      const client = await connect(url).catch(() => null)
      // a server that stopped or a session that was ended: look again
      await (client === null ? pause() : look(client).catch(pause))
      await client?.end().catch(() => undefined)
    }
  }
  const looking = Promise.all([keep(committed), keep(repeatable)])
  return {
    faults,
    samples: () => samples,
    allow(states) {
      for (const state of states) {
        const digest = digestOfState(state)
        published.set(digest, [...(published.get(digest) ?? []), state.publications])
      }
    },
    forget(states) {
      for (const state of states) {
        const digest = digestOfState(state)
        const left = published.get(digest)?.toSpliced(published.get(digest)?.indexOf(state.publications) ?? 0, 1) ?? []
        if (left.length === 0) published.delete(digest)
        else published.set(digest, left)
      }
    },
    async close() {
      closing.abort()
      await looking
    },
  }
}

/** The table's rows as lines, in order; a table that is not there has none. */
export async function readLines(client: Client, { write }: CaseSpec): Promise<string[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(`select to_regclass('${table}') is not null as exists`)
  if (found[0]?.exists !== true) return []
  const origin = write === 'replace' ? '' : ', _split, _ordinal'
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws('|', number, name, amount, coalesce(changed_on::text, '')${origin}) as line from ${table}`,
  )
  return rows.map(({ line }) => line).sort()
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs))
}
