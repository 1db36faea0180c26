import { foldWidth, withoutInvisible } from '../cleansing/tidy-code.ts'

/** The longest name of a document type, with some room. */
const longest = 60

/** A text as names are looked up by: half width, without blanks and without the country's own name before it; '' for none. */
export function keyLabel(text: string): string {
  if (text.length > longest) return ''
  const label = foldWidth(withoutInvisible(text)).replace(/\s/g, '')
  return label.replace(/^中华人民共和国/, '').toLowerCase()
}

/**
 * Every name to its id, and every id to itself.
 * @param rows a code list (code, label, other labels): a name that is one of its codes brings all labels of its row
 */
export function readKeyLabels<Id extends string>(
  labels: { readonly [id in Id]: string },
  rows: readonly (readonly string[])[] = [],
): ReadonlyMap<string, Id> {
  const known = new Map<string, Id>()
  for (const id of Object.keys(labels) as Id[])
    for (const name of [id, ...labels[id].split(' ')])
      for (const label of rows.find(([code]) => code === name) ?? [name]) known.set(keyLabel(label), id)
  return known
}
