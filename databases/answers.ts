import type { Answer } from '../core/activities.ts'
import { defineErrors } from '../core/errors.ts'
import { maskPersonalNumbers } from '../core/personal-numbers.ts'
import type { Reason } from '../core/values.ts'
import type { Database } from './database.ts'

const errors = defineErrors({
  ANSWER_PERSONAL: {
    recovery: 'abort',
    message: {
      zh: '对 {plan} 的答复中有证件号码或手机号码',
      en: 'the answer for {plan} holds an identity or phone number',
    },
    remedy: {
      zh: '去掉号码再答复，可写隔离行的编号；理由会进入发布凭证、运行记录和错误信息',
      en: "answer without the number, or name the quarantined row's id; the reason goes into the certificate, the run's record and messages",
    },
  },
})

/** A person's answer for exactly this ledger (or for a question asked before reading); null when none was given. */
export async function readAnswer(db: Database, plan: string, ledgerDigest: string): Promise<Answer | null> {
  const { rows } = await db.query<{ approve: boolean; by: string; reason: string }>(
    'select approve, by, reason from guiji.answer where plan = $1 and ledger_digest = $2',
    [plan, ledgerDigest],
  )
  return rows[0] ?? null
}

/** What a person writes is shown wherever the run is. Throws ANSWER_PERSONAL. */
export function refusePersonal(plan: string, texts: readonly string[]): void {
  for (const text of texts) if (maskPersonalNumbers(text) !== text) throw errors('ANSWER_PERSONAL', { plan })
}

/** Keeps the first answer for a ledger; gives the one that is kept. Throws ANSWER_PERSONAL. */
export async function recordAnswer(db: Database, plan: string, ledgerDigest: string, { approve, by, reason }: Answer): Promise<Answer> {
  refusePersonal(plan, [by, reason])
  await db.query('insert into guiji.answer (plan, ledger_digest, approve, by, reason) values ($1, $2, $3, $4, $5) on conflict do nothing', [
    ...[plan, ledgerDigest, approve, by, reason],
  ])
  return (await readAnswer(db, plan, ledgerDigest)) ?? { approve, by, reason }
}

export interface Waiting {
  readonly plan: string
  readonly asset: string
  readonly ledgerDigest: string
  readonly questions: readonly Reason[]
  readonly counts: { readonly [term: string]: number }
  readonly since: string
}

/** Open plans whose verdict asks questions that nobody has answered. */
export async function listWaiting(db: Database): Promise<readonly Waiting[]> {
  const { rows } = await db.query<Waiting & { [column: string]: unknown }>(
    `select p.plan, p.asset, v.ledger_digest as "ledgerDigest", v.questions, v.counts, v.at::text as since
     from guiji.plan p join guiji.verdict v using (plan) left join guiji.answer a on a.plan = v.plan and a.ledger_digest = v.ledger_digest
     where p.state = 'open' and json_array_length(v.questions) > 0 and a.plan is null order by v.at`,
  )
  return rows
}
