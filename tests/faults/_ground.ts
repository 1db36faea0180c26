import type { Client } from 'pg'
import { startChild, type Answer, type Child, type Request } from './_child.ts'
import { openDisk, type SmallDisk } from './_disk.ts'
import { openProxy, type Proxy } from './_proxy.ts'
import { connect, openServer, type FaultServer } from './_server.ts'

/** Where cases run, one after another: a server, two processes that work, a door to the source, a small disk. */
export interface Ground {
  readonly server: FaultServer
  readonly proxy: Proxy
  readonly disk: SmallDisk | null
  /** The first or second process, started anew where it has gone. */
  child(which: 0 | 1): Promise<Child>
  /** Processes started from now on run this bundle. */
  use(bundle: string): Promise<void>
  close(): Promise<void>
}

/** Rows of the workload take some 40 bytes: a batch is about a dozen of them. */
const batchBytes = 500

export async function openGround(runner: string): Promise<Ground> {
  let bundle = runner
  const server = await openServer()
  const [proxy, disk] = [await openProxy(server.port), await openDisk(server)]
  const children: (Child | undefined)[] = []
  const end = async () => {
    for (const child of children) if (child?.isAlive() === true) await child.kill()
  }
  return {
    ...{ server, proxy, disk },
    async use(other) {
      await end()
      bundle = other
    },
    async child(which) {
      const there = children[which]
      if (there?.isAlive() === true) return there
      return (children[which] = await startChild(bundle, batchBytes))
    },
    async close() {
      await end()
      await proxy.close()
      await server.close()
      disk?.close()
    },
  }
}

/** One case's own place on the ground. */
export interface Scene {
  readonly root: string
  readonly url: string
  readonly ground: Ground
  /** A process that has this scene open. */
  child(which: 0 | 1): Promise<Child>
  ask(which: 0 | 1, request: Request): Promise<Answer>
  /** What the runs met and went on after, since last asked. */
  met(): readonly string[]
  /** What was armed and not passed fails nothing any more. */
  disarm(): Promise<void>
  /** The comparer's own connection, made anew where the server has dropped it. */
  client(): Promise<Client>
  close(): Promise<void>
}

export function openScene(ground: Ground, root: string, database: string): Scene {
  const { server, proxy } = ground
  const url = server.url(database)
  const source = server.url(database, proxy.port)
  const opened = new Set<Child>()
  let client: Client | null = null
  const child = async (which: 0 | 1) => {
    for (let tries = 0; ; tries++) {
      const there = await ground.child(which)
      if (opened.has(there)) return there
      const answer = await there.ask({ do: 'open', root, url, source })
      if (answer.end === 'done') {
        opened.add(there)
        return there
      }
      if (tries === 3) throw new Error(`a process cannot open the project: ${JSON.stringify(answer)}`)
    }
  }
  return {
    ...{ root, url, ground, child },
    ask: async (which, request) => (await child(which)).ask(request),
    met: () => [...opened].flatMap((each) => each.met()),
    async disarm() {
      for (const each of opened) if (each.isAlive()) await each.ask({ do: 'disarm' })
    },
    async client() {
      if (client !== null && (await client.query('select 1').catch(() => null)) !== null) return client
      await client?.end().catch(() => undefined)
      return (client = await connect(url))
    },
    async close() {
      await client?.end().catch(() => undefined)
      for (const each of opened) {
        if (!each.isAlive()) continue
        each.signal('SIGCONT')
        await each.ask({ do: 'close' })
      }
    },
  }
}
