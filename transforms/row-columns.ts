import type { DatasetSpec } from '../core/spec.ts'
import type { Registry } from './registry.ts'

export interface RowColumn {
  readonly name: string
  readonly nullable: boolean
  readonly schema: { readonly type: 'string'; readonly [keyword: string]: unknown }
}

/** What a row validator must know of a dataset's clean rows: its table's columns, each with its type's schema. */
export function describeRowColumns(spec: DatasetSpec, registry: Registry): readonly RowColumn[] {
  return spec.table.columns.map(({ name, nullable }) => {
    const field = spec.fields.find((candidate) => candidate.name === name)
    return { name, nullable, schema: field === undefined ? { type: 'string' } : registry.type(field.type).schema(field.options as never) }
  })
}
