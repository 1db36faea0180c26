import { expect, test } from 'vitest'
import { maskPreview } from '../../cli/mask-preview.ts'
import { maskValue } from '../../cli/mask-value.ts'
import personName from '../../transforms/types/person-name.ts'
import type { PreviewedRow } from '../../transforms/preview-rows.ts'

test.each([
  ['欧阳晓明', '欧***'],
  ['王五', '王*'],
  ['3', '*'],
  ['', ''],
  ['一'.repeat(40), '一********'],
  [null, null],
])('of %j only the first character is seen', (value, masked) => {
  expect(maskValue(value)).toBe(masked)
})

test('a preview shows clean values as their type masks them, everything else by its first character', () => {
  const row: PreviewedRow = {
    locator: 'x.csv:1',
    outcome: 'quarantined',
    reasons: [{ code: 'X', field: 'name', suggestion: '欧阳晓明' }],
    warnings: [],
    fields: [
      {
        field: 'name',
        item: '姓名',
        type: 'person-name',
        source: [{ column: '姓名', value: ' 欧阳晓明' }],
        steps: [{ step: 'trim', value: '欧阳晓明' }],
        clean: '欧阳晓明',
        beside: { original: '欧阳晓明' },
        fixes: [],
        warnings: [],
        reasons: [{ code: 'X', field: 'name', suggestion: '欧阳晓明' }],
      },
    ],
  }
  const registry = {
    type: () => personName,
    step() {
      throw new Error('no step is asked for')
    },
  }
  const [masked] = maskPreview([row], registry)
  expect(masked?.fields[0]).toMatchObject({
    steps: [{ value: '欧***' }],
    clean: personName.mask('欧阳晓明'),
    beside: { original: '欧***' },
  })
  expect(masked?.reasons[0]?.suggestion).toBe(personName.mask('欧阳晓明'))
  expect(JSON.stringify(masked)).not.toMatch(/[阳晓]/)
})
