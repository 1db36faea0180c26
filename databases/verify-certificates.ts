import { createHash } from 'node:crypto'
import type { Certificate } from './certificate.ts'
import type { Database } from './database.ts'
import { ledgerSums, type Ledger } from './ledger.ts'

/**
 * hash: its text does not give its hash. place: it speaks of another plan, asset or number. chain: it does not name the one before it.
 * ledger, counts: the plan's ledger lines are others, or their sums. end: the asset's last publication has another certificate. missing:
 * a published plan has none.
 */
export type Breach = 'hash' | 'place' | 'chain' | 'ledger' | 'counts' | 'end' | 'missing'
export interface BrokenCertificate {
  readonly asset: string
  readonly plan: string
  readonly found: readonly Breach[]
}
export interface Verified {
  /** Certificates that were looked at. */
  readonly checked: number
  readonly broken: readonly BrokenCertificate[]
}

interface Row {
  readonly plan: string
  readonly asset: string
  readonly number: number
  readonly body: string
  readonly hash: string
  readonly previous: string | null
  readonly last: string | null
  readonly ledger: Ledger
}

const timeoutMs = 30 * 60_000

/** Recomputes every hash and chain, of one asset or all, and holds what certificates say against ledger lines where those still stand. */
export async function verifyCertificates(db: Database, asset: string | null): Promise<Verified> {
  return db.pooled('verify', (session) =>
    session.transaction({ operation: 'verify', timeoutMs, repeatable: true }, async () => {
      const { rows } = await session.query<Row & { [column: string]: unknown }>(
        `select c.plan, c.asset, c.number, c.body::text as body, c.hash, c.previous, a.certificate as last, row_to_json(l) as ledger
         from guiji.certificate c left join guiji.asset a on a.asset = c.asset
           cross join lateral (select ${ledgerSums} from guiji.ledger where plan = c.plan) l
         where $1::text is null or c.asset = $1 order by c.asset, c.number`,
        [asset],
      )
      const missing = await session.query<{ plan: string; asset: string }>(
        `select p.plan, p.asset from guiji.plan p left join guiji.certificate c using (plan)
         where p.state = 'published' and c.plan is null and ($1::text is null or p.asset = $1) order by p.asset, p.number`,
        [asset],
      )
      const broken = rows.flatMap((row, index) => {
        const [before, after] = [rows[index - 1], rows[index + 1]]
        const found = breachesOf(row, before?.asset === row.asset ? before : null, after?.asset !== row.asset)
        return found.length === 0 ? [] : [{ asset: row.asset, plan: row.plan, found }]
      })
      const gone = missing.rows.map(({ plan, asset: of }): BrokenCertificate => ({ asset: of, plan, found: ['missing'] }))
      return { checked: rows.length, broken: [...broken, ...gone] }
    }),
  )
}

function breachesOf({ plan, asset, number, body, hash, previous, last, ledger }: Row, before: Row | null, isLast: boolean): Breach[] {
  const says = JSON.parse(body) as Partial<Certificate>
  const { counts } = says
  const isLedgerKept = ledger.batches > 0
  const sums = (['read', 'filtered', 'quarantined', 'landed'] as const).every((term) => counts?.[term] === ledger[term])
  const breaches: readonly (readonly [Breach, boolean])[] = [
    ['hash', createHash('sha256').update(body).digest('hex') !== hash],
    ['place', says.plan !== plan || says.asset !== asset || says.number !== number],
    ['chain', previous !== (before?.hash ?? null) || says.previous !== previous],
    // no line of a published plan is ever taken away
    ['ledger', isLedgerKept ? says.ledgerDigest !== ledger.digest : (says.batches ?? 0) > 0],
    ['counts', isLedgerKept && (!sums || (says.batches ?? ledger.batches) !== ledger.batches)],
    ['end', isLast && last !== hash],
  ]
  return breaches.flatMap(([breach, isFound]) => (isFound ? [breach] : []))
}
