import { declaredErrors } from '../core/errors.ts'
import type { FieldSpec } from '../core/spec.ts'
import type { Codes, Text } from '../core/values.ts'
import type { Project } from '../project/open-project.ts'
import { findAsset } from './require-known-asset.ts'

export interface ReasonTexts {
  /** What a code of this asset means: to the field, else to the asset's fields that have it, else in general. */
  of(asset: string, code: string, field?: string): Text | undefined
  /** Every code that a row can be rejected or filtered for, for names that nobody knows. */
  readonly codes: ReadonlySet<string>
}
/** By field, by code. */
type FieldTexts = ReadonlyMap<string, ReadonlyMap<string, Text>>

/** What the codes of quarantine mean. The same code is another thing to an identity number than to a phone, so a dataset's fields count first. */
export async function reasonTexts(project: Project, assets: Iterable<string>): Promise<ReasonTexts> {
  const general = await generalTexts(project)
  const known = new Map<string, FieldTexts>()
  for (const asset of new Set(assets)) {
    const spec = await findAsset(project, asset)
    if (spec?.kind === 'dataset') known.set(asset, await textsOfFields(project, spec.fields))
  }
  return {
    of(asset, code, field) {
      const fields = known.get(asset)
      const own = field === undefined ? undefined : fields?.get(field)?.get(code)
      return own ?? agreed([...(fields?.values() ?? [])].flatMap((texts) => texts.get(code) ?? [])) ?? general.get(code)
    },
    codes: new Set(general.keys()),
  }
}

/** Those of the project's types, steps and connectors, of rules and of the validator. */
async function generalTexts(project: Project): Promise<ReadonlyMap<string, Text>> {
  const [{ rowReasonCodes }, { rowCodes }] = await Promise.all([
    import('../transforms/row-codes.ts'),
    import('../schemas/row-validator.ts'),
    // reasons of rows that a column or the database does not take
    import('../databases/copy-rows.ts'),
  ])
  const tables: Codes[] = []
  const { types, steps, connectors } = project.registries
  for (const set of [types, steps]) for (const name of set.names) tables.push((await set.load(name)).codes)
  // A connector's reasons are errors that concern one row.
  for (const name of connectors.names) await connectors.load(name)
  for (const [code, { recovery, message }] of declaredErrors()) if (recovery === 'reject') tables.push({ [code]: message })
  // What concerns a whole row has no field, so no type's word for it counts.
  tables.push(rowReasonCodes, rowCodes)
  return new Map(tables.flatMap((table) => Object.entries(table)))
}

async function textsOfFields({ registries }: Project, fields: readonly FieldSpec[]): Promise<FieldTexts> {
  const made = new Map<string, ReadonlyMap<string, Text>>()
  for (const { name, type, steps } of fields) {
    const tables: Codes[] = []
    for (const { step } of steps) tables.push((await registries.steps.load(step)).codes)
    tables.push((await registries.types.load(type)).codes)
    made.set(name, new Map(tables.flatMap((table) => Object.entries(table))))
  }
  return made
}

/** The one text that all have. */
function agreed(texts: readonly Text[]): Text | undefined {
  const [first] = texts
  return texts.every(({ zh, en }) => zh === first?.zh && en === first.en) ? first : undefined
}
