import { createHash } from 'node:crypto'
import type { Counts } from '../core/activities.ts'
import type { Json } from '../core/values.ts'
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
  /** Ledger lines that it sums up; absent where an earlier version certified. */
  readonly batches?: number
  /** Rows by the source's own count, where it gives one. */
  readonly expected?: number | null
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

/** The latest of an asset; null where it has published nothing. */
export async function latestCertificate(session: Pick<Session, 'query'>, asset: string): Promise<StoredCertificate | null> {
  const { rows } = await session.query<{ plan: string }>(
    'select plan from guiji.certificate where asset = $1 order by number desc limit 1',
    [asset],
  )
  const [latest] = rows
  return latest === undefined ? null : readCertificate(session, latest.plan)
}
