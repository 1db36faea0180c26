import type { Infer, ObjectSchema } from '../core/config.ts'
import { defineErrors } from '../core/errors.ts'
import type { Encoding } from '../files/encoding.ts'
import type { Dialect } from './_csv-dialect.ts'

export const csvSettings = {
  type: 'object',
  additionalProperties: false,
  required: ['folder'],
  properties: {
    folder: {
      type: 'string',
      description: '放文件的文件夹,相对于文件根目录 / the folder that files are put into, below the root for files',
    },
    encoding: {
      type: 'string',
      enum: ['auto', 'utf-8', 'gb18030'],
      default: 'auto',
      description: '编码;auto 先看 BOM,再严格按 UTF-8,再严格按 GB18030 / encoding; auto: byte order mark, strict UTF-8, strict GB18030',
    },
    steady_seconds: {
      type: 'number',
      default: 5,
      minimum: 0,
      description:
        '没有清单的文件,大小和时间多少秒不变才算写完 / without a manifest: seconds without a change before a file counts as whole',
    },
    manifest: {
      type: 'string',
      default: 'none',
      description:
        '清单文件的后缀,如 .manifest(JSON:rows、bytes、sha256);none 表示没有 / suffix of the manifest beside each file (JSON: rows, bytes, sha256); none: there are none',
    },
    archive: {
      type: 'string',
      enum: ['keep', 'move'],
      default: 'keep',
      description:
        '发布之后:keep 原处不动,move 移入 .archived / after publishing: keep leaves files where they are, move puts them into .archived',
    },
  },
} as const satisfies ObjectSchema

export const csvSource = {
  type: 'object',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: {
      type: 'string',
      description:
        '文件名,可含 * 和一个 {period:yyyyMMdd}、{period:yyyyMM} 或 {period:yyyy} / file name, with * and at most one period placeholder',
    },
    delimiter: { type: 'string', default: ',', description: '分隔符 / delimiter' },
    quote: { type: 'string', default: '"', description: '引号;空串表示不用引号 / quote; empty: nothing is quoted' },
    escape: {
      type: 'string',
      description: '引号内引号之前的字符,默认引号自身 / what stands before a quote inside quotes; default: the quote, doubled',
    },
    comment: { type: 'string', default: '', description: '以它开头的行略过 / lines that begin with it are passed over' },
    skip_lines: { type: 'integer', default: 0, minimum: 0, description: '表头之前的标题行数 / title lines before the header' },
    header: { type: 'boolean', default: true, description: '首行是表头 / the first row names the columns' },
    columns: {
      type: 'array',
      items: { type: 'string' },
      description: '没有表头时的列名,按次序 / without a header: the columns, in order',
    },
    order: {
      type: 'string',
      enum: ['period', 'name'],
      default: 'period',
      description: '多个文件的先后:按期,或按文件名 / which of several files comes first: by period, or by name',
    },
  },
} as const satisfies ObjectSchema

export type CsvSettings = Infer<typeof csvSettings>
export type CsvSource = Infer<typeof csvSource>

/** A file that an earlier plan has published, and what it was by content. */
export type FileMark = {
  readonly name: string
  readonly digest: string
  readonly generation: number
  /** Size, times and inode when it was read; empty where they were too young to prove anything. */
  readonly stamp: string
}
/** Within a file, or (a plan's `until`) what has been published. */
export type CsvPosition =
  | { readonly at: 'row'; readonly offset: number; readonly row: number; readonly line: number }
  | { readonly at: 'published'; readonly plan: string; readonly files: readonly FileMark[] }
export type CsvSplit = {
  readonly plan: string
  readonly name: string
  /** Relative to the folder: an abandoned plan may hold the file. */
  readonly path: string
  readonly length: number
  readonly digest: string
  readonly encoding: Encoding
  readonly width: number
  /** Where the first row after the header begins. */
  readonly body: { readonly offset: number; readonly line: number }
  readonly dialect: Dialect
}

/** Bytes of a row, quoted line ends included. */
export const maxRowBytes = 8 * 1024 * 1024

export const csvErrors = defineErrors({
  CSV_TORN: {
    recovery: 'abort',
    message: { zh: '文件 {file} 的最后一行不完整（第 {line} 行起）', en: 'the last row of {file} is cut off (from line {line})' },
    remedy: {
      zh: '传输中断或引号没有配对；请提供部门重新放入整个文件，放弃本计划后重新运行',
      en: 'the transfer broke off, or a quote is never closed; have the agency put the whole file again, abandon the plan and run again',
    },
  },
  CSV_HEADER_UNREADABLE: {
    recovery: 'abort',
    message: { zh: '文件 {file} 的表头引号不成对', en: 'the header of {file} has text after a closing quote' },
    remedy: {
      zh: '请提供部门改正表头；名称里的引号要写两遍',
      en: 'have the agency correct the header; a quote inside a name is written twice',
    },
  },
  CSV_HEADER_UNNAMED: {
    recovery: 'abort',
    message: { zh: '文件 {file} 的表头第 {column} 列没有名称', en: 'column {column} of the header of {file} has no name' },
    remedy: {
      zh: '请提供部门补上列名；若表头之前有标题行，在 source 里写 skip_lines',
      en: 'have the agency name the column; if title lines stand before the header, give `skip_lines` in the source',
    },
  },
  CSV_HEADER_REPEATED: {
    recovery: 'abort',
    message: { zh: '文件 {file} 的表头中，第 {columns} 列名称相同', en: 'columns {columns} of the header of {file} have the same name' },
    remedy: {
      zh: '请提供部门给每一列不同的名称；若文件没有表头，在 source 里写 header: false 和 columns',
      en: 'have the agency give each column a name of its own; if the file has no header, give `header: false` and `columns` in the source',
    },
  },
  CSV_HEADER_MISSING: {
    recovery: 'abort',
    message: {
      zh: '文件 {file} 的第一行有 {found} 列，没有一列是本资源的信息项（应有 {expected}）；内容可能是数据，不予显示',
      en: 'the first row of {file} has {found} columns, and none of the names that the dataset reads ({expected}); it may be data and is not shown',
    },
    remedy: {
      zh: '文件没有表头时，在 source 里写 header: false 和 columns，或请提供部门补上表头；分隔符不同时写 delimiter；列都改了名时改 item',
      en: 'without a header give `header: false` and `columns` in the source, or have the agency add one; with another delimiter give `delimiter`; where all columns have new names correct `item`',
    },
  },
  CSV_COLUMNS_NEEDED: {
    recovery: 'abort',
    message: { zh: '{file} 没有表头，也没有写明列名', en: '{file} has no header and its columns are not stated' },
    remedy: { zh: '在 source 里按次序写 columns，或写 header: true', en: 'list `columns` in order in the source, or set `header: true`' },
  },
  COLUMN_COUNT: {
    recovery: 'reject',
    message: { zh: '列数与表头不同', en: 'the row has another number of columns than the header' },
    remedy: {
      zh: '多半是值里有没加引号的分隔符；请提供部门改正该行',
      en: 'most often a delimiter inside an unquoted value; have the agency correct the row',
    },
  },
  QUOTE_MISPLACED: {
    recovery: 'reject',
    message: { zh: '右引号之后还有文字', en: 'text follows a closing quote' },
    remedy: {
      zh: '值里的引号要写两遍；请提供部门改正该行',
      en: 'a quote inside a value is written twice; have the agency correct the row',
    },
  },
  MANIFEST_MISSING: {
    recovery: 'retry',
    message: { zh: '清单文件还没有到', en: 'the manifest has not arrived' },
    remedy: { zh: '请提供部门放入清单；下次运行会再看', en: 'have the agency put the manifest; the next run looks again' },
  },
  MANIFEST_MISMATCH: {
    recovery: 'abort',
    message: { zh: '文件与清单不符', en: 'the file does not match its manifest' },
    remedy: { zh: '请提供部门重新放入文件和清单', en: 'have the agency put the file and its manifest again' },
  },
  STILL_GROWING: {
    recovery: 'retry',
    message: { zh: '文件还在写入', en: 'the file is still being written' },
    remedy: { zh: '不用处理，下次运行会读', en: 'nothing to do: the next run reads it' },
  },
  LINK_OUTSIDE_ROOT: {
    recovery: 'abort',
    message: { zh: '符号链接指向允许的文件夹之外', en: 'a symbolic link leaves the folder that files may come from' },
    remedy: { zh: '放入文件本身，不放链接', en: 'put the file itself, not a link' },
  },
  FILE_RESENT: {
    recovery: 'abort',
    message: { zh: '已发布的同名文件又来了，内容不同', en: 'a file that has been published came again with other content' },
    remedy: {
      zh: '与提供部门确认是更正还是误放：更正则批准，误放则移走文件并否决',
      en: 'settle with the agency whether it is a correction (approve) or a mistake (remove the file and reject)',
    },
  },
})
