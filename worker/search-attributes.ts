import type { Connection } from '@temporalio/client'
import { defineErrors } from '../core/errors.ts'

const errors = defineErrors({
  SEARCH_ATTRIBUTE_TYPE: {
    recovery: 'abort',
    message: { zh: 'Temporal 的搜索属性 {name} 不是 Keyword 类型', en: "Temporal's search attribute {name} is not a Keyword" },
    remedy: {
      zh: '请管理员删除并以 Keyword 重建该属性，或换一个 namespace',
      en: 'have its administrator remove it and make it anew as Keyword, or use another namespace',
    },
  },
})

/** What the UI's list filters runs by; all of them Keyword. Workflows label themselves with these. */
export const searchAttributes = ['GuijiAgency', 'GuijiAsset', 'GuijiStage', 'GuijiOutcome'] as const

/** INDEXED_VALUE_TYPE_KEYWORD of temporal/api/enums/v1/common.proto. */
const keyword = 2

/** Registers the search attributes that the namespace lacks. Throws SEARCH_ATTRIBUTE_TYPE. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return searchAttributes.filter((name) => {
      const type = customAttributes[name]
      if (type !== undefined && type !== keyword) throw errors('SEARCH_ATTRIBUTE_TYPE', { name })
      return type === undefined
    })
  }
  const names = await missing()
  if (names.length === 0) return
  const wanted = Object.fromEntries(names.map((name) => [name, keyword]))
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted })
  } catch (error) {
    // two workers that start together both find them missing
    if ((await missing()).length > 0) throw error
  }
}
