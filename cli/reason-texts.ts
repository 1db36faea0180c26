import { declaredErrors } from '../core/errors.ts'
import type { Codes, Text } from '../core/values.ts'
import type { Project } from '../project/open-project.ts'

/** What the codes of quarantine mean: those of the project's types, steps and connectors, of rules and of the validator. */
export async function reasonTexts(project: Project): Promise<ReadonlyMap<string, Text>> {
  const [{ rowReasonCodes }, { rowCodes }] = await Promise.all([
    import('../transforms/row-codes.ts'),
    import('../schemas/row-validator.ts'),
  ])
  const tables: Codes[] = [rowReasonCodes, rowCodes]
  const { types, steps, connectors } = project.registries
  // A connector's reasons are errors that concern one row.
  for (const name of connectors.names) await connectors.load(name)
  for (const [code, { recovery, message }] of declaredErrors()) if (recovery === 'reject') tables.push({ [code]: message })
  for (const set of [types, steps]) for (const name of set.names) tables.push((await set.load(name)).codes)
  return new Map(tables.flatMap((table) => Object.entries(table)))
}
