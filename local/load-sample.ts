import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Fills a sample agency's own database from a folder: `schema.sql`, then every `<table>.copy` (COPY text). One transaction,
 * so a load that was cut short leaves nothing. Gives false, and does nothing, when `marker` was loaded last time.
 */
export async function loadSample({
  url,
  folder,
  marker,
}: {
  readonly url: string
  readonly folder: string
  readonly marker: string
}): Promise<boolean> {
  const [{ default: pg }, { from }] = await Promise.all([import('pg'), import('pg-copy-streams')])
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ marker: string | null }>(
      "select obj_description('public'::regnamespace, 'pg_namespace') as marker",
    )
    if (rows[0]?.marker === marker) return false
    await client.query('begin')
    await client.query('drop schema if exists public cascade; create schema public')
    await client.query(await readFile(join(folder, 'schema.sql'), 'utf8'))
    for (const table of await tablesIn(folder)) {
      const copying = client.query(from(`copy ${client.escapeIdentifier(table)} from stdin`))
      await pipeline(createReadStream(join(folder, `${table}.copy`)), copying)
    }
    await client.query(`comment on schema public is ${client.escapeLiteral(marker)}`)
    await client.query('commit')
    return true
  } finally {
    await client.end()
  }
}

/** In the order of their names, so that a folder can put referenced tables first. */
async function tablesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.copy')).sort()
  return names.map((name) => name.slice(0, -'.copy'.length))
}

/** Drops everything in a local database, so that a sample of another size begins anew. Only for one that guiji itself made. */
export async function emptyDatabase(url: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      "select nspname as name from pg_namespace where nspname !~ '^(pg_|information_schema$|public$)'",
    )
    for (const { name } of rows) await client.query(`drop schema ${client.escapeIdentifier(name)} cascade`)
  } finally {
    await client.end()
  }
}
