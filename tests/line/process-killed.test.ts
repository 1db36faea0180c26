import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from './_people.ts'
import { startGuiji } from './_processes.ts'
import { asset, fillDrop, remains, roomyRegister, undisturbed } from './_remains.ts'
import { openTown } from './_town.ts'

/** From the start of the command to the end of its run, as measured undisturbed. */
const spanMs = 3_500
const random = createRandom(42)
const moments = Array.from({ length: 10 }, (_, index) => ({ index, share: random() }))

describe('a run in process that is killed', () => {
  let expected: unknown
  beforeAll(async () => {
    expected = await undisturbed(() => openTown(roomyRegister))
  }, 120_000)

  it.each(moments)(
    'at moment $index loses and doubles nothing',
    async ({ share }) => {
      const town = await openTown(roomyRegister)
      try {
        await fillDrop(town)
        const args = ['run', asset, '--in-process', '--project', town.root, '--json']
        const first = startGuiji(args, { GUIJI_DATABASE_URL: town.url })
        await delay(share * spanMs)
        first.kill('SIGKILL')
        await first.finished
        const second = await startGuiji(args, { GUIJI_DATABASE_URL: town.url }).finished
        expect(second.stderr).not.toContain('Error')
        expect(second.code).toBe(0)
        expect(await remains(town)).toEqual(expected)
      } finally {
        await town.close()
      }
    },
    60_000,
  )
})
