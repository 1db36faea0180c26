import { fullWidth, halfWidth, missing, plain, rejected, written, type Cell } from './cell.ts'
import type { Village } from './places.ts'
import type { Random } from './random.ts'

/** A code in one of the ways in which systems write it; `labels` are writings that its list or type knows. */
export function codeCell(code: string, labels: readonly string[], random: Random): Cell {
  const choice = random.below(labels.length + 1)
  return choice === 0 ? plain(code) : written(labels[choice - 1] ?? code, code)
}

export type NameStyle = 'plain' | 'padded' | 'space-before' | 'none'

/** A person's name; only two characters can be padded. */
export function nameCell(name: string, style: NameStyle): Cell {
  if (style === 'none') return missing('不详')
  if (style === 'space-before') return written(` ${name}`, name)
  const [first = '', second = '', ...rest] = name
  if (style === 'padded' && second !== '' && rest.length === 0) return written(`${first}\u3000${second}`, name)
  return name.includes('·') ? written(name.replace('·', '•'), name) : plain(name)
}

export type AddressStyle = 'plain' | 'full-width' | 'line-break' | 'space-after' | 'none'

/** An address; columns are what it is folded to, and what was written where that differs. */
export function addressCell(address: string, style: AddressStyle): Cell {
  const folded = halfWidth(address)
  const original = folded === address ? null : address
  switch (style) {
    case 'plain':
      return written(address, folded, original)
    case 'full-width': {
      const raw = address.replace(/[0-9]+/g, fullWidth)
      return written(raw, folded, raw === folded ? null : raw)
    }
    case 'line-break': {
      const raw = `${address}\n一单元`
      return written(raw, `${folded} 一单元`, raw)
    }
    case 'space-after':
      return written(`${address}  `, folded, original === null ? null : `${address}  `)
    case 'none':
      return written('不详', null, null)
  }
}

export type VillageStyle = 'code' | 'hyphens' | 'label' | 'path' | 'slashes' | 'unknown' | 'none'

/** A village as police stations write it; the step village-code brings these to the code or the label of the list. */
export function villageCell({ code, township, name }: Village, style: VillageStyle): Cell {
  switch (style) {
    case 'code':
      return plain(code)
    case 'hyphens':
      return written(`${code.slice(0, 6)}-${code.slice(6, 9)}-${code.slice(9)}`, code)
    case 'label':
      return written(township + name, code)
    case 'path':
      return written(`四川省成都市崇州市${township}${name}`, code)
    case 'slashes':
      return written(`四川省/成都市/崇州市/${township}/${name}`, code)
    case 'unknown':
      return rejected(`${code.slice(0, 9)}999`, 'CODE_UNKNOWN')
    case 'none':
      return written('无', null)
  }
}

export type PhoneStyle =
  'plain' | 'country' | 'grouped' | 'full-width' | 'several' | 'landline' | 'bracket' | 'short' | 'exponent' | 'none' | 'empty'

/** A phone by a number below 10,000: a mobile or a landline of one block. Columns: number, others. */
export function phoneCell(line: number, style: PhoneStyle): Cell {
  const digits = String(line % 10_000).padStart(4, '0')
  const mobile = `1990000${digits}`
  const landline = `028-8200${digits}`
  switch (style) {
    case 'plain':
      return written(mobile, mobile, null)
    case 'country':
      return written(`+86 199 0000 ${digits}`, mobile, null)
    case 'grouped':
      return written(`199-0000-${digits}`, mobile, null)
    case 'full-width':
      return written(fullWidth(mobile), mobile, null)
    case 'several':
      return written(`${mobile}、${landline}`, mobile, landline)
    case 'landline':
      return written(landline, landline, null)
    case 'bracket':
      return written(`(028)8200${digits}`, landline, null)
    case 'short':
      return rejected(mobile.slice(0, 10), 'PHONE_FORMAT')
    case 'exponent':
      return rejected('1.99E+10', 'EXCEL_PRECISION_LOST')
    case 'none':
      return written('无', null, null)
    case 'empty':
      return written(null, null, null)
  }
}
