import type { DatasetFile } from '../schemas/dataset-file.ts'
import { same } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'
import { listOf } from './check-file.ts'
import { fieldWords } from './columns.ts'

export interface Writing {
  readonly holds: 'all' | 'changes'
  readonly absent: 'keep' | 'remove'
}

/** How rows are written against what the source can give: an append table has no key, only a whole source can replace a table. */
export function checkWriting(head: DatasetFile, source: Writing, names: readonly string[], check: FileCheck): void {
  const { write } = head
  const found = same(`write: ${write}`)
  if (write === 'append') {
    const unfit = head.key !== undefined ? 'key' : head.deletes !== undefined ? 'deletes' : head.deletion === 'soft' ? 'deletion' : null
    if (unfit !== null) {
      check.refuse('WRITE_UNFIT', [unfit], { zh: `追加时不写 ${unfit}`, en: `no \`${unfit}\` where rows are appended` }, found, {
        zh: `追加的行只以计划、分片和序号区分，既不合并也不删除：删去 ${unfit}，或改写入方式。`,
        en: `Appended rows are told apart by plan, split and ordinal alone, never merged, never deleted: remove \`${unfit}\`, or write otherwise.`,
      })
    }
    if (source.holds === 'all') {
      check.refuse(
        'WRITE_UNFIT',
        ['write'],
        { zh: '来源只有新增的行(holds: changes)', en: 'a source of new rows only (holds: changes)' },
        found,
        {
          zh: '全量来源每次都会把全部行再追加一遍：改为 write: replace 或 merge；来源确是增量时在 source 中写 holds: changes。',
          en: 'A source that holds all would be appended whole each time: write `write: replace` or `merge`; where it holds new rows only, write `holds: changes` in `source`.',
        },
      )
    } else if (source.absent === 'remove') {
      check.refuse('WRITE_UNFIT', ['source', 'absent'], { zh: '追加时为 keep', en: 'keep where rows are appended' }, same('remove'), {
        zh: '删去 absent，或改写入方式。',
        en: 'Remove `absent`, or write otherwise.',
      })
    }
  } else if (listOf(head.key).length === 0) {
    check.refuse('CONFIG_KEY_MISSING', ['key'], { zh: '主键信息项', en: 'the fields of its key' }, found, {
      zh: '写 key: 信息项；没有主键的流水数据写 write: append。',
      en: 'Write `key: field`; for a journal without a key write `write: append`.',
    })
  }
  if (write === 'replace' && source.holds !== 'all') {
    check.refuse('WRITE_UNFIT', ['write'], { zh: '来源是全部行(holds: all)', en: 'a source that holds all rows (holds: all)' }, found, {
      zh: '仅有变化的来源不能整体替换：改为 write: merge，或换成全量来源。',
      en: 'Changes cannot replace a table: write `write: merge`, or read a source that holds all.',
    })
  }
  for (const [index, columns] of (head.indexes ?? []).entries()) {
    for (const [at, name] of columns.entries()) check.isKnown('FIELD_UNKNOWN', ['indexes', index, at], name, names, fieldWords)
  }
}
