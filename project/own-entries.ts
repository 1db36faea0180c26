const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const entry = (path: string) => new URL(`../${path}${extension}`, import.meta.url)

/**
 * What a project's code may import, as files of the running guiji: it uses this one and no second copy, wherever it lies.
 * The same as the package's `exports`.
 */
export const ownEntries: { readonly [specifier: string]: URL } = {
  guiji: entry('index'),
  'guiji/files': entry('files/index'),
  'guiji/identity': entry('transforms/identity/index'),
  'guiji/cleansing': entry('transforms/cleansing/index'),
}
