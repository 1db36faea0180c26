import type { Problem } from '../schemas/problem.ts'
import { labelOf } from './detail-labels.ts'
import type { Frame } from './frame.ts'
import { renderLabelled } from './print-error.ts'
import { printable, wrap } from './width.ts'

/** One block: file and place with the code, then expected, found and remedy. */
export function printProblem(frame: Frame, { code, path, at, expected, found, remedy }: Problem): void {
  const head = printable(`${path}${at === '' ? '' : ` ${at}`} [${code}]`)
  const parts = Object.entries({ expected, found, remedy })
  const lines = parts.map(([name, text]) => [labelOf(name, frame.language), printable(frame.text(text))] as const)
  for (const line of [...wrap(head, frame.width), ...renderLabelled(lines, frame.width), '']) frame.print(line)
}

/** The same for `--json`. */
export function problemJson({ code, level, path, at, expected, found, remedy }: Problem) {
  return { code, level, path, at, expected, found, remedy }
}
