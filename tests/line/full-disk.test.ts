import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runInProcess } from '../../activities/run-in-process.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { ingestDataset } from '../../workflows/ingest-dataset.ts'
import { testDatabase } from '../_support/postgres.ts'
import { dropSecondDay, failureOf, ingest, publishFirstDay, visible } from './_failures.ts'
import { registerRows } from './_people.ts'
import { asset, roomyRegister } from './_remains.ts'
import { openTown } from './_town.ts'

// How long and how often a full disk is waited for is not the question here.
vi.mock(import('../../core/retry-rules.ts'), async (original) => {
  const { retryRules } = await original()
  return { retryRules: { ...retryRules, land: { ...retryRules.land, attempts: 3 } }, delayBefore: () => 0.01 }
})

describe('a full disk', () => {
  afterEach(disarmFailpoints)

  it('is told, and work goes on by itself once there is room', async () => {
    const town = await openTown()
    try {
      await publishFirstDay(town)
      const before = await visible(town)
      await dropSecondDay(town)
      // what PostgreSQL answers when a file cannot be extended
      armFailpoint('land.copied', () => {
        throw Object.assign(new pg.DatabaseError('could not extend file "base/1/2": No space left on device', 0, 'error'), {
          severity: 'ERROR',
          code: '53100',
        })
      })
      const seen: unknown[] = []
      const looks: Promise<unknown>[] = []
      const summary = await runInProcess(
        town.engine,
        ingestDataset,
        { asset },
        {
          onEvent(event) {
            if (event.event !== 'retry') return
            seen.push([event.activity, event.error.code])
            looks.push(visible(town))
          },
        },
      )
      expect(seen).toEqual([['land', 'DATABASE_FULL']])
      expect(await Promise.all(looks)).toEqual([before])
      expect(summary).toMatchObject({ outcome: 'published', read: 1, inserted: 1 })
    } finally {
      await town.close()
    }
  })

  it.runIf(canMount())(
    'that stays full ends the run, and the next run goes on with the same plan',
    async () => {
      const town = await openTown(roomyRegister)
      const small = await smallTablespace(new URL(town.url).pathname.slice(1))
      try {
        await town.drop('20261101', registerRows(1, '2026-11-01', 60_000, 0))
        const error = await failureOf(ingest(town))
        expect([error.code, error.details]).toEqual(['DATABASE_FULL', { operation: 'land' }])
        expect(await visible(town)).toEqual({ tables: [null, null, null], queue: [], cursor: [] })
        const open = await town.rows(`select plan from guiji.plan where state = 'open'`)
        expect(open).toHaveLength(1)
        small.enlarge()
        expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 60_000, plan: open[0]?.['plan'] })
      } finally {
        await town.close()
        await small.close()
      }
    },
    60_000,
  )
})

/** A file system that is too small for the landing table, and room for it later; new tables of the database go there. */
async function smallTablespace(database: string) {
  const server = await testDatabase()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const { uid, gid } = statSync(rows[0]?.folder ?? '')
  const folder = mkdtempSync(join(tmpdir(), 'guiji-small-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=3m,uid=${String(uid)},gid=${String(gid)},mode=0700`, 'tmpfs', folder])
  const space = `small_${database}`
  await client.query(`create tablespace ${space} location '${folder}'`)
  await client.query(`alter database ${database} set default_tablespace = ${space}`)
  return {
    enlarge: () => execFileSync('mount', ['-o', 'remount,size=64m', folder]),
    /** After the database has gone. */
    async close() {
      await client.query(`drop tablespace ${space}`)
      await client.end()
      await server.close()
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}

/** Whether this account may mount, and the server runs on this machine. */
function canMount(): boolean {
  if (process.getuid?.() !== 0 || (process.env['GUIJI_TEST_POSTGRES'] ?? '') !== '') return false
  const folder = mkdtempSync(join(tmpdir(), 'guiji-mount-'))
  try {
    chmodSync(folder, 0o700)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
