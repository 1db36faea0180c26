import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { CompileContext } from '../../core/field.ts'
import type { Connector, Context } from '../../core/connector.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Reason } from '../../core/values.ts'
import { openProject, type Project } from '../../project/open-project.ts'
import { loadTransforms } from '../../project/registries.ts'
import { compileRowValidator } from '../../schemas/row-validator.ts'
import { compileRows, createCompiledRows } from '../../transforms/compile-rows.ts'
import { splitCopyLine } from '../../transforms/copy-text.ts'
import { describeRowColumns } from '../../transforms/row-columns.ts'
import { example, temporaryFolder } from './_systems.ts'

/** The example as a user's own project, with systems in its `.guiji/systems`. */
export function openExample(systems: string, env: { readonly [name: string]: string } = {}): Project {
  const root = temporaryFolder()
  cpSync(example, root, { recursive: true, filter: (path) => !path.includes('.guiji') })
  cpSync(systems, join(root, '.guiji', 'systems'), { recursive: true })
  symlinkSync(join(example, '..', '..', 'node_modules'), join(root, 'node_modules'), 'dir')
  return openProject(root, { env, log: silent })
}

const silent = { info: () => undefined, debug: () => undefined, warn: () => undefined, error: () => undefined } as never

export interface Rehearsal {
  readonly read: number
  readonly filtered: number
  readonly landed: number
  readonly quarantined: readonly { readonly at: string; readonly reasons: readonly string[] }[]
  /** One row a key: what the replica would have, as PostgreSQL shows it. */
  readonly rows: readonly (readonly (string | null)[])[]
  readonly columns: readonly string[]
  readonly left: readonly { readonly at: string; readonly code: string }[]
}

/** Reads a dataset and cleanses its rows as a run does, and settles them in memory: everything but the database. */
export async function rehearse(project: Project, asset: string, signal: AbortSignal): Promise<Rehearsal> {
  const found = await project.asset(asset)
  if (found.kind !== 'dataset') throw new Error(`${asset} is no dataset`)
  const { spec } = found
  const connector = await project.registries.connectors.load(spec.connection.connector)
  const session = connector.open(project.settings(connector.settings, spec.connection), contextOf(project)) as ReturnType<Connector['open']>
  const registry = await loadTransforms(project.registries, spec.fields)
  const validate = compileRowValidator(describeRowColumns(spec, registry))
  const quarantined: { at: string; reasons: string[] }[] = []
  const latest = new Map<string, { readonly version: string; readonly deleted: boolean; readonly values: readonly (string | null)[] }>()
  const sums = { read: 0, filtered: 0, landed: 0 }
  const names = spec.table.columns.map(({ name }) => name)
  const keys = spec.table.key.map((name) => names.indexOf(name))
  const version = spec.version === null ? -1 : names.indexOf(spec.version)
  try {
    const columns = columnsNamed(spec)
    const plan = await session.plan(
      { plan: `${asset}@1`, source: spec.source as never, columns, mode: spec.mode, after: null, parallel: 1 },
      signal,
    )
    for (const [number, split] of plan.splits.entries()) {
      const compiler = compileRows(spec, number, split.columns, registry, compileContext(spec), validate)
      let ordinal = 0
      for await (const piece of session.read(split.split, null, signal)) {
        const out = createCompiledRows()
        compiler.compile(piece, ordinal, out)
        ordinal += piece.rows.length + (piece.rejects?.length ?? 0)
        sums.read += out.read
        sums.filtered += out.filtered
        sums.landed += out.lines
        for (const { locator, reasons } of out.quarantined) quarantined.push({ at: locator, reasons: reasons.map(shown).sort() })
        for (const line of out.text().toString('utf8').match(/.*\n/g) ?? []) {
          const [, , deleted, ...values] = splitCopyLine(line)
          const key = JSON.stringify(keys.map((place) => values[place]))
          const row = { version: version < 0 ? '' : (values[version] ?? ''), deleted: deleted === 't', values }
          if (row.version >= (latest.get(key)?.version ?? '')) latest.set(key, row)
        }
      }
    }
    const left = (plan.left ?? []).map(({ at, reason }) => ({ at, code: reason.code }))
    const rows = [...latest.values()].filter(({ deleted }) => !deleted).map(({ values }) => asStored(spec, values))
    return { ...sums, quarantined, rows, columns: names, left }
  } finally {
    await session.close()
  }
}

function shown({ code, field }: Reason): string {
  return field === undefined ? code : `${field}:${code}`
}

/** A numeric column shows all digits of its scale. */
function asStored(spec: DatasetSpec, values: readonly (string | null)[]): (string | null)[] {
  return values.map((value, place) => {
    const sql = spec.table.columns[place]?.sql
    if (value === null || sql?.sql !== 'numeric' || sql.scale === 0) return value
    const [whole = '', fraction = ''] = value.split('.')
    return `${whole}.${fraction.padEnd(sql.scale, '0')}`
  })
}

function columnsNamed({ fields, where, deletes }: DatasetSpec): string[] {
  const named = fields.flatMap(({ inputs, companions }) => [...inputs, ...companions].flat())
  return [...named, ...(deletes?.item ?? []), ...(JSON.stringify(where).match(/(?<=\[")\w+(?=",)/g) ?? [])]
}

function compileContext({ lists }: DatasetSpec): CompileContext {
  return {
    lookup: () => new Map(),
    codes: (list) =>
      new Map((lists[list] ?? []).flatMap(([code = '', ...labels]) => [code, ...labels].map((label) => [label, code] as const))),
    hash: (text) => text,
    today: '2026-11-20',
  }
}

function contextOf(project: Project): Context {
  const none = () => Promise.reject(new Error('nothing is asked of the platform here'))
  return {
    log: { info: () => undefined },
    pieceBytes: 64 * 1024,
    root: project.root,
    platform: { columns: none, read: none as never },
    now: () => '2026-11-20T12:00:00Z',
  }
}
