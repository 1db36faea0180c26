/** First and last code point of the ranges that a terminal draws two cells wide (Unicode East Asian Width W and F). */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1b000, 0x1b2ff],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]
/** Combining marks, joiners and variation selectors: drawn over the character before them. */
const none: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x200b, 0x200f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xe0100, 0xe01ef],
]
const colours = /\x1b\[[\d;]*m/g
const controls = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
/** Chinese punctuation that never begins a line, unless a space stood before it. */
const closing = /^[，。、；：！？）》」』】〉”’]$/u

/** Cells that a text takes in a terminal; colour sequences take none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text.replace(colours, '')) width += characterWidth(character.codePointAt(0) ?? 0)
  return width
}

/** A text that source systems wrote, made harmless for a terminal: control and direction characters become `·`. */
export function printable(text: string): string {
  return text.replace(controls, '·')
}

/** At most `width` cells; what is cut off is shown by `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let taken = ''
  let used = 0
  for (const character of text) {
    const next = characterWidth(character.codePointAt(0) ?? 0)
    if (used + next > width - 1) break
    taken += character
    used += next
  }
  return `${taken}…`
}

/** A text in pieces of at most `width` cells, cut wherever they are full; nothing is lost. */
export function chop(text: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of text) {
    if (piece !== '' && displayWidth(piece) + displayWidth(character) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text
}

/** Lines of at most `width` cells, broken at spaces and between Chinese characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width))
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const part of parts(text)) {
    const next = displayWidth(part)
    if (used > 0 && used + displayWidth(part.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = part.trimStart()
      used = displayWidth(line)
    } else {
      line += part
      used += next
    }
  }
  lines.push(line.trimEnd())
  return lines
}

/** Pieces between which a line may break: a word with the spaces after it, or one wide character with the marks and spaces after it. */
function parts(text: string): string[] {
  const found: string[] = []
  let open = false
  for (const character of text) {
    const isWide = characterWidth(character.codePointAt(0) ?? 0) === 2
    const last = found.length - 1
    if (closing.test(character) && last >= 0 && !found[last]?.endsWith(' ')) {
      found[last] += character
      open = false
    } else if (isWide) {
      found.push(character)
      open = false
    } else if (character === ' ') {
      if (last >= 0) found[last] += character
      else found.push(character)
      open = false
    } else if (open) {
      found[last] += character
    } else {
      found.push(character)
      open = true
    }
  }
  return found
}

function characterWidth(point: number): 0 | 1 | 2 {
  if (point < 0x300) return 1
  if (within(none, point)) return 0
  return within(wide, point) ? 2 : 1
}

function within(ranges: readonly (readonly [number, number])[], point: number): boolean {
  return ranges.some(([first, last]) => point >= first && point <= last)
}
