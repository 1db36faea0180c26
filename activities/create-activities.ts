import { createAbandon } from './abandon.ts'
import { createAcknowledge } from './acknowledge.ts'
import { createAnswer } from './answer.ts'
import { createBegin } from './begin.ts'
import { createBehind } from './behind.ts'
import { createCheck } from './check.ts'
import { createConsolidate } from './consolidate.ts'
import type { ActivityContext, BoundActivities } from './context.ts'
import type { Engine } from './engine.ts'
import { createFinish } from './finish.ts'
import { createLand } from './land.ts'
import { createLevels } from './levels.ts'
import { createPlan } from './plan.ts'
import { createPublish } from './publish.ts'

/** Well within every rule's heartbeat: a process that is stopped or killed falls silent, a slow source or a long statement does not. */
const beatMs = 2_000

/** All activities, bound to one engine; each says that it is alive while it works. */
export function createActivities(engine: Engine): BoundActivities {
  const beating = Object.entries(unbeaten(engine)).map(([name, activity]) => [name, alive(activity as Activity)])
  return Object.fromEntries(beating) as BoundActivities
}

type Activity = (input: unknown, context: ActivityContext) => Promise<unknown>

function alive(activity: Activity): Activity {
  return async (input, context) => {
    const beat = setInterval(() => {
      context.heartbeat()
    }, beatMs)
    try {
      return await activity(input, context)
    } finally {
      clearInterval(beat)
    }
  }
}

function unbeaten(engine: Engine): BoundActivities {
  return {
    begin: createBegin(engine),
    plan: createPlan(engine),
    land: createLand(engine),
    check: createCheck(engine),
    answer: createAnswer(engine),
    publish: createPublish(engine),
    acknowledge: createAcknowledge(engine),
    abandon: createAbandon(engine),
    consolidate: createConsolidate(engine),
    behind: createBehind(engine),
    finish: createFinish(engine),
    levels: createLevels(engine),
  }
}
