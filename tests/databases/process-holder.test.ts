import { expect, test, vi } from 'vitest'
import type { Database, OwnSession } from '../../databases/database.ts'
import { processHolder } from '../../databases/process-holder.ts'

interface FakeSession extends OwnSession {
  lose(): void
}

/** `update` answers the statement that registers a session in leases. */
function session(pid: number, update: () => Promise<unknown>): FakeSession {
  const lost = new AbortController()
  return {
    pid,
    lost: lost.signal,
    lose: () => {
      lost.abort()
    },
    query: vi.fn((sql: string) => (sql.startsWith('update') ? update() : Promise.resolve({ rows: [{ start: `start ${pid}` }], count: 1 }))),
    end: vi.fn(() => Promise.resolve()),
  } as unknown as FakeSession
}

test('a process that lost its session registers anew, however long a publication locks the lease', async () => {
  const locked = Object.assign(new Error('lock timeout'), { code: '55P03', severity: 'ERROR' })
  const update = vi.fn(() => Promise.resolve({ rows: [], count: 1 })).mockRejectedValueOnce(locked)
  const [first, second] = [session(1, update), session(2, update)]
  const connect = vi.fn().mockResolvedValueOnce(first).mockResolvedValueOnce(second)
  const holder = await processHolder({ connect } as unknown as Database, 'run')
  first.lose()
  await vi.waitFor(() => {
    expect(holder.holder.pid).toBe(2)
  })
  expect(update).toHaveBeenCalledTimes(2)
  expect(holder.lost.aborted).toBe(false)
  await holder.close()
  expect(second.end).toHaveBeenCalled()
})

test('a process that cannot register anew says so and keeps no session', async () => {
  const [first, second] = [1, 2].map((pid) => session(pid, () => Promise.reject(new Error('gone'))))
  const connect = vi.fn().mockResolvedValueOnce(first).mockResolvedValueOnce(second)
  const holder = await processHolder({ connect } as unknown as Database, 'run')
  first?.lose()
  await vi.waitFor(() => {
    expect(holder.lost.aborted).toBe(true)
  })
  expect(second?.end).toHaveBeenCalled()
})
