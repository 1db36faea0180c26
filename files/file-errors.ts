import { defineErrors, GuijiError } from '../core/errors.ts'

/** What can be wrong with a folder or a file. Details name files, sizes and digests, never content. */
export const fileErrors = defineErrors({
  PATH_OUTSIDE_ROOT: {
    recovery: 'abort',
    message: { zh: '{path} 在允许的文件夹之外', en: '{path} lies outside the folder that files may come from' },
    remedy: {
      zh: '把文件夹写成项目根目录之下的相对路径，不用 .. ，也不用指向外面的符号链接',
      en: 'give a folder below the root, without .. and without a symbolic link that leaves it',
    },
  },
  FOLDER_MISSING: {
    recovery: 'abort',
    message: { zh: '文件夹 {folder} 不存在', en: 'the folder {folder} does not exist' },
    remedy: {
      zh: '检查连接文件里的 folder，以及共享目录是否已挂载',
      en: 'check `folder` in the connection file, and that the share is mounted',
    },
  },
  FILE_FORBIDDEN: {
    recovery: 'abort',
    message: { zh: '没有权限：{file}({action})', en: 'not permitted: {file} ({action})' },
    remedy: {
      zh: '给运行帐号读权限；archive 为 move 时还要对文件夹的写权限',
      en: 'grant the account that runs this reading, and with `archive: move` writing in the folder',
    },
  },
  FILE_GONE: {
    recovery: 'abort',
    message: { zh: '文件 {file} 已不在', en: 'the file {file} is gone' },
    remedy: {
      zh: '请提供部门重新放入同一文件；或放弃本计划后重新运行',
      en: 'have the agency put the same file back, or abandon the plan and run again',
    },
  },
  FILE_CHANGED: {
    recovery: 'abort',
    message: {
      zh: '文件 {file} 在读取期间被改动：计划时为 {expected}，现在为 {found}',
      en: 'the file {file} was changed while it was being read: {expected} when planned, {found} now',
    },
    remedy: {
      zh: '与提供部门确认哪一份为准，放弃本计划后重新运行',
      en: 'settle with the agency which content counts, abandon the plan and run again',
    },
  },
  FILE_EMPTY: {
    recovery: 'abort',
    message: { zh: '文件 {file} 是空的', en: 'the file {file} is empty' },
    remedy: {
      zh: '请提供部门重新导出；没有数据时也应有表头行',
      en: 'have the agency export it again; without data it still has its header row',
    },
  },
  FILE_UNDECODABLE: {
    recovery: 'abort',
    message: {
      zh: '文件 {file} 无法解码：按 {tried} 都不成立（第 {offset} 字节附近）',
      en: 'the file {file} cannot be decoded: not valid as {tried} (near byte {offset})',
    },
    remedy: {
      zh: '请提供部门以 UTF-8 或 GB18030 重新导出整个文件',
      en: 'have the agency export the whole file again, as UTF-8 or GB18030',
    },
  },
  FILE_WIDE_ENCODING: {
    recovery: 'abort',
    message: { zh: '文件 {file} 是 {encoding} 编码', en: 'the file {file} is written in {encoding}' },
    remedy: {
      zh: '请提供部门另存为 UTF-8 或 GB18030（表格软件里选“CSV UTF-8”，不选“Unicode 文本”）',
      en: 'have the agency save it as UTF-8 or GB18030 (in a spreadsheet "CSV UTF-8", not "Unicode text")',
    },
  },
  FILE_PATTERN_WRONG: {
    recovery: 'abort',
    message: { zh: '文件名模式 {pattern} 不能用：{why}', en: 'the file pattern {pattern} cannot be used: {why}' },
    remedy: {
      zh: '只写文件名，可用 * 和一个 {period:yyyyMMdd}、{period:yyyyMM} 或 {period:yyyy}',
      en: 'write a file name only, with * and at most one {period:yyyyMMdd}, {period:yyyyMM} or {period:yyyy}',
    },
  },
  ROW_TOO_LONG: {
    recovery: 'abort',
    message: {
      zh: '文件 {file} 从第 {offset} 字节起的一行超过 {limit} 字节',
      en: 'a row of {file} that begins at byte {offset} is longer than {limit} bytes',
    },
    remedy: {
      zh: '多半是引号没有配对，或换行符不是 LF / CRLF；请提供部门改正后重新导出',
      en: 'most often a quote that is never closed, or line ends other than LF or CRLF; have the agency correct and export it again',
    },
  },
})

/** A failed file operation as one of ours; unknown ones stay as they are. `file` is the name that people know. */
export function asFileError(error: unknown, file: string, action: string): unknown {
  if (error instanceof GuijiError) return error
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return fileErrors('FILE_GONE', { file })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return fileErrors('FILE_FORBIDDEN', { file, action })
  return error
}
