import type { Activities, Verdict } from '../core/activities.ts'
import { checkPlan } from '../databases/check.ts'
import type { Engine } from './engine.ts'

/** Judges what landed; questions to a person are part of the verdict, never thrown. */
export function createCheck(engine: Engine): (input: Parameters<Activities['check']>[0]) => Promise<Verdict> {
  return (input) => checkPlan(engine.database, input)
}
