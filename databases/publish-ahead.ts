import type { Advance } from './advance.ts'
import { createAheadTable } from './ahead-table.ts'
import { sendRows } from './binary-copy.ts'
import type { Database, OwnSession } from './database.ts'
import { failpoint } from './failpoints.ts'
import { closeGuarded, recordSession } from './lease-row.ts'
import { copyStatement } from './landing-table.ts'
import type { StoredPlan } from './plans.ts'
import { asPublishable } from './publishable.ts'
import { isPublished } from './published-table.ts'
import type { Session } from './session.ts'

export interface AdvanceRequest {
  readonly plan: StoredPlan
  readonly generation: number
  readonly split: number
  readonly attempt: number
}

/** A source so slow gains nothing, and a long transaction keeps the server from cleaning up. */
const longestMs = 10 * 60_000
const timeoutMs = 2 * 60 * 60_000
/** The landing transaction that waits for it must not idle until the server ends it. */
const takeMs = 20_000
/** A connection that says nothing more is dropped after so long. */
const patienceMs = 5_000

type Work = (session: Session, made: number) => Promise<unknown>
type Order =
  | { readonly count: number; readonly rows: Buffer; taken(landed: number): void }
  | { readonly work: Work }
  /** It is given up. */
  | null

export function startAdvance(db: Database, request: AdvanceRequest): Advance {
  const { plan } = request.plan
  const orders = createOrders()
  const line: Line = { session: null }
  const ended = advance(db, request, orders, line)
  const nothing = ended.then(
    () => null,
    () => null,
  )
  let isOver = false
  const own: Advance = {
    get isOver() {
      return isOver
    },
    parking: { hasBegun: false, room: Buffer.alloc(0) },
    async take(count, rows) {
      const late = setTimeout(() => void own.giveUp(), takeMs)
      const landed = await Promise.race([new Promise<number>((taken) => orders.give({ count, rows, taken })), nothing])
      clearTimeout(late)
      return landed
    },
    async publish<T>(work: (session: Session, made: number) => Promise<T>) {
      orders.give({ work })
      return (await ended) as T
    },
    async giveUp() {
      orders.give(null)
      // a statement under way ends first: then nothing is being sent out of anybody's memory any more
      const hangs = setTimeout(() => line.session?.destroy(), patienceMs)
      await nothing
      clearTimeout(hangs)
    },
  }
  db.advances.set(plan, own)
  void nothing.then(() => {
    isOver = true
    if (db.advances.get(plan) === own) db.advances.delete(plan)
  })
  return own
}

interface Line {
  session: OwnSession | null
}

async function advance(db: Database, request: AdvanceRequest, orders: Orders, line: Line): Promise<unknown> {
  const { plan, ...held } = request
  const session = await db.connectSpare()
  if (session === null) throw givenUp('no connection to spare')
  line.session = session
  const end = () => {
    orders.give(null)
  }
  session.lost.addEventListener('abort', end)
  const late = setTimeout(end, longestMs)
  late.unref()
  try {
    // with its split, so that a later claim ends it as it ends the landing session
    await recordSession(session, { ...held, asset: plan.asset, plan: plan.plan })
    return await session.transaction({ operation: 'publish', timeoutMs }, () => carryOut(session, request, orders))
  } finally {
    clearTimeout(late)
    await closeGuarded(session)
  }
}

async function carryOut(session: Session, request: AdvanceRequest, orders: Orders): Promise<unknown> {
  const { spec } = request.plan
  const publishable = asPublishable(request.plan)
  if (await isPublished(session, publishable)) throw givenUp('published before')
  await createAheadTable(session, spec, publishable)
  let made = 0
  for (;;) {
    const order = await orders.next()
    if (order === null) throw givenUp('no longer wanted')
    if ('work' in order) {
      await requireLatest(session, request)
      return await order.work(session, made)
    }
    // a row that is refused ends the transaction: where rows land one by one it is found
    const landed = await sendRows(session, copyStatement(spec.table, publishable.target), order.rows)
    if (landed !== order.count) throw givenUp('rows are missing')
    made += landed
    await failpoint('publish.taken')
    order.taken(landed)
  }
}

/** A later attempt may have emptied the split and landed other rows. */
async function requireLatest(session: Session, { plan, split, attempt }: AdvanceRequest): Promise<void> {
  const { count } = await session.query('select from guiji.split where plan = $1 and no = $2 and attempt = $3', [plan.plan, split, attempt])
  if (count === 0) throw givenUp('a later attempt has landed it')
}

function givenUp(why: string): Error {
  return new Error(`publishing ahead was given up: ${why}`)
}

type Orders = ReturnType<typeof createOrders>

/** Orders in turn; giving it up comes before any of them. */
function createOrders() {
  const waiting: (Order & object)[] = []
  const state = { isGivenUp: false, wake: () => undefined as void }
  return {
    give(order: Order): void {
      if (order === null) state.isGivenUp = true
      else waiting.push(order)
      state.wake()
    },
    async next(): Promise<Order> {
      while (!state.isGivenUp && waiting.length === 0) await new Promise<void>((resolve) => (state.wake = resolve))
      return state.isGivenUp ? null : (waiting.shift() ?? null)
    },
  }
}
