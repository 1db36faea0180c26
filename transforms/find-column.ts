import type { Column } from '../core/values.ts'
import { defineErrors } from '../core/errors.ts'

export const columnErrors = defineErrors({
  COLUMN_MISSING: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的来源缺少一列（{use}）：应有 {expected} 之一，实有 {found}',
      en: 'the source of dataset {dataset} lacks a column ({use}): expected one of {expected}, found {found}',
    },
    remedy: {
      zh: '列改了名就在 item 中补上新名称；列被删除须与提供部门核实',
      en: 'a renamed column: add the new name to item; a removed one: ask the agency that provides it',
    },
  },
})

/** The index of the first alternative that the source has. @throws COLUMN_MISSING, naming what was expected and found */
export function findColumn(dataset: string, use: string, alternatives: readonly string[], columns: readonly Column[]): number {
  for (const name of alternatives) {
    const index = columns.findIndex((column) => column.name === name)
    if (index >= 0) return index
  }
  throw columnErrors('COLUMN_MISSING', { dataset, use, expected: alternatives, found: columns.map(({ name }) => name) })
}
