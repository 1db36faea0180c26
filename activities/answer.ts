import type { Activities, Answer } from '../core/activities.ts'
import { readAnswer, recordAnswer } from '../databases/answers.ts'
import type { Engine } from './engine.ts'

/** A person's answer for exactly this ledger: looked up, or written down where one is given; the first one counts. */
export function createAnswer(engine: Engine): (input: Parameters<Activities['answer']>[0]) => Promise<Answer | null> {
  return ({ plan, ledgerDigest, given }) =>
    given === null ? readAnswer(engine.database, plan, ledgerDigest) : recordAnswer(engine.database, plan, ledgerDigest, given)
}
