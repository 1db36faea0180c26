import { createHash } from 'node:crypto'
import type { Counts } from '../core/activities.ts'
import type { Json } from '../core/values.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'

/** What a publication states of itself. Each is chained to the asset's one before by its hash. */
export interface Certificate {
  readonly plan: string
  readonly number: number
  readonly asset: string
  readonly generation: number
  readonly specDigest: string
  readonly ledgerDigest: string
  readonly counts: Counts
  readonly receivedAt: string | null
  readonly covers: { readonly from: string; readonly to: string } | null
  /** Who let it pass, where the checks asked. */
  readonly approved: Json
  /** Instant of the publishing transaction. */
  readonly at: string
  readonly build: string
  /** Hash of the asset's certificate before; null for its first. */
  readonly previous: string | null
}
export interface StoredCertificate extends Certificate {
  /** SHA-256, hexadecimal, of the certificate's text as stored. */
  readonly hash: string
}

/** Stores a certificate at the end of its asset's chain. */
export async function storeCertificate(session: Session, certificate: Certificate): Promise<StoredCertificate> {
  const body = JSON.stringify(certificate)
  const hash = createHash('sha256').update(body).digest('hex')
  await session.query('insert into guiji.certificate (plan, asset, number, body, hash, previous) values ($1, $2, $3, $4, $5, $6)', [
    ...[certificate.plan, certificate.asset, certificate.number, body, hash, certificate.previous],
  ])
  return { ...certificate, hash }
}

export async function readCertificate(session: Pick<Session, 'query'>, plan: string): Promise<StoredCertificate | null> {
  const { rows } = await session.query<{ body: Certificate; hash: string }>('select body, hash from guiji.certificate where plan = $1', [
    plan,
  ])
  const [found] = rows
  return found === undefined ? null : { ...found.body, hash: found.hash }
}

/** Plans of an asset whose certificate no longer says what its hash says, or whose chain is broken; none when all is well. */
export async function verifyCertificates(db: Database, asset: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ plan: string; body: string; hash: string; previous: string | null }>(
    'select plan, body::text as body, hash, previous from guiji.certificate where asset = $1 order by number',
    [asset],
  )
  const broken: string[] = []
  let before: string | null = null
  for (const { plan, body, hash, previous } of rows) {
    const { previous: named } = JSON.parse(body) as Certificate
    if (createHash('sha256').update(body).digest('hex') !== hash || previous !== before || named !== before) broken.push(plan)
    before = hash
  }
  return broken
}
