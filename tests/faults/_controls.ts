import type { Fault } from './_spec.ts'

/** A fault of the program, put into a copy of the built one: the suite must notice it by what it finds in the tables. */
export interface Control {
  readonly name: string
  /** File of the built program, what is replaced in it, by what; a text that is not found ends the suite. */
  readonly changes: readonly (readonly [file: string, text: string, by: string])[]
  /** The faults that it is shown to, and where, if not everywhere. */
  readonly faults: readonly Fault[]
  readonly failpoints?: RegExp
}

export const controls: readonly Control[] = [
  {
    name: 'no fence: attempt and batch are not asked for, the earlier attempt is not ended, the ledger counts on',
    changes: [
      [
        'databases/land-batch.js',
        'and attempt = $3 and batch = $4 and not done for update',
        'and ($3::int, $4::int) is not null for update',
      ],
      ['databases/land-batch.js', 'was.next_ordinal as ordinal`', 'was.next_ordinal as ordinal, s.batch`'],
      ['databases/land-batch.js', 'place.batch, place.attempt', 'from.batch, place.attempt'],
      ['databases/claim.js', 'await terminateEarlier(session, plan.plan, no);', ''],
    ],
    faults: ['activities twice at once'],
  },
  {
    name: 'the position is committed after the data, in a transaction of its own',
    changes: [
      [
        'databases/land-batch.js',
        'const from = await movePosition(session, place, batch);',
        `const from = (await session.query('select position::text as position, next_ordinal as ordinal from guiji.split where plan = $1 and no = $2', [plan.plan, no])).rows[0];`,
      ],
      [
        'databases/land-batch.js',
        "return await session.transaction({ operation: 'land', timeoutMs, opening: openingOf(place) }, (opened) => land(session, place, batch, digest, opened, advance, compared));",
        `const result = await session.transaction({ operation: 'land', timeoutMs, opening: openingOf(place) }, (opened) => land(session, place, batch, digest, opened, advance, compared));
         await failpoint('land.between');
         await session.transaction({ operation: 'land', timeoutMs }, () => movePosition(session, place, batch));
         return result;`,
      ],
    ],
    faults: ['kill at a failpoint'],
    failpoints: /^land\.between$/,
  },
  {
    name: 'publishing is two transactions',
    changes: [
      [
        'databases/publish-differences.js',
        'const inserted = await session',
        `await session.query('commit; begin'); const inserted = await session`,
      ],
      ['databases/judge.js', 'change on commit drop', 'change'],
      ['databases/duplicates.js', 'on commit drop', ''],
      ['databases/absence.js', 'gone (rid tid) on commit drop', 'gone (rid tid)'],
      ['databases/standing.js', 'missed (rid tid) on commit drop', 'missed (rid tid)'],
    ],
    faults: ['kill at a failpoint'],
    failpoints: /^publish\.(?:applied|before-commit)$/,
  },
]

/** Whether a problem says what stands wrong in the tables, or was seen in them. */
export function isAboutTables(problem: string): boolean {
  return /missing|too many|stands at|no published state|after \d|snapshot changed|are published/.test(problem)
}
