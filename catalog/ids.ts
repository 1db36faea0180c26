const slug = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const snake = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/
const library = /^(base|business)\.([a-z][a-z0-9]*(?:_[a-z0-9]+)*)$/

/** PostgreSQL cuts longer names off, without a word, so that two of them may become one. */
const maxNameBytes = 63

/** Agencies', connections', datasets' and services' file names, and lists' names: `resident-register`. */
export function isSlug(name: string): boolean {
  return slug.test(name)
}

/** PostgreSQL's own columns of every table. */
const systemColumns = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'])

/** Names of columns: `birth_date`. */
export function isColumnName(name: string): boolean {
  return snake.test(name) && fitsName(name) && !systemColumns.has(name)
}

/** `base.population` -> its schema and table; null when the name is no library's. */
export function libraryTable(id: string): { readonly schema: string; readonly name: string } | null {
  const [, schema, name] = library.exec(id) ?? []
  return schema === undefined || name === undefined ? null : { schema, name }
}

/** `police.resident-register` -> its replica. */
export function datasetTable(id: string): { readonly schema: string; readonly name: string } {
  return { schema: 'replica', name: id.replaceAll('.', '__').replaceAll('-', '_') }
}

/** `old-age-allowance` -> `service.old_age_allowance`, which is both its id and its table. */
export function serviceId(file: string): string {
  return `service.${file.replaceAll('-', '_')}`
}

/** Names are ASCII by then, so that bytes are characters. */
export function fitsName(name: string): boolean {
  return name.length <= maxNameBytes
}

export const slugWords = {
  zh: '小写字母开头，只含小写字母、数字和单个连字符',
  en: 'lower-case letters, digits and single hyphens, beginning with a letter',
}
export const snakeWords = {
  zh: '小写字母开头，只含小写字母、数字和单个下划线，不超过 63 个字符',
  en: 'lower-case letters, digits and single underscores, beginning with a letter, at most 63 characters',
}
