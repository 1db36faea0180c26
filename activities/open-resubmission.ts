import type { Session } from '../core/connector.ts'
import { fieldsOf } from '../core/expression.ts'
import type { DatasetSpec } from '../core/spec.ts'
import type { Column, Json } from '../core/values.ts'
import type { Database } from '../databases/database.ts'
import { readResubmitted } from '../databases/resubmissions.ts'
import { sourceValue } from '../transforms/raw-values.ts'
import { withoutMissing } from './judge-drift.ts'

const pieceRows = 500

/** A part of a resubmission, read like a source: values as the source gave them or as they were corrected, locators the original ones. */
export function openResubmission(
  database: Database,
  { deletes }: DatasetSpec,
  { id, part }: { readonly id: number; readonly part: number },
  columns: readonly Column[],
): Pick<Session<Json, Json, Json>, 'read' | 'close'> {
  const names = columns.map(({ name }) => name)
  // where the row itself says that it reports a deletion, a correction may have changed that
  const saysItself = deletes?.item.some((name) => names.includes(name)) === true
  return {
    async *read(_split, from, signal) {
      let after = (from as { readonly ordinal: number } | null)?.ordinal ?? -1
      for (;;) {
        signal.throwIfAborted()
        const rows = await readResubmitted(database, { id, part, after, limit: pieceRows })
        const last = rows.at(-1)
        if (last === undefined) return
        after = last.ordinal
        const values = rows.map((row) => names.map((name) => sourceValue(row.values[name] ?? null)))
        yield {
          rows: values,
          position: { ordinal: after },
          bytes: 0,
          locate: (index) => rows[index]?.locator ?? '',
          deleted: new Set(saysItself ? [] : rows.flatMap(({ deleted }, index) => (deleted ? [index] : []))),
        }
      }
    },
    close: () => Promise.resolve(),
  }
}

/**
 * A dataset as its corrected rows are taken in: conditions over columns that quarantine did not keep (no field names them)
 * were met when the rows first came; an optional field whose column the source had lost is empty.
 */
export function resubmittedSpec(spec: DatasetSpec, columns: readonly Column[]): DatasetSpec {
  const has = (name: string) => columns.some((column) => column.name === name)
  const deletes = spec.deletes?.item.some(has) === true ? spec.deletes : null
  const where = spec.where !== null && fieldsOf(spec.where).every(has) ? spec.where : null
  return { ...withoutMissing(spec, columns), deletes, where }
}
