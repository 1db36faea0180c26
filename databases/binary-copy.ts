import type { Session } from './session.ts'

/** How COPY's binary format begins, and how it ends. */
export const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const end = Buffer.from([0xff, 0xff])

const [countBytes, lengthBytes] = [2, 4]

/** Sends rows, which have neither, to a COPY in binary format; gives how many the server took. */
export function sendRows(session: Session, statement: string, rows: Buffer): Promise<number> {
  return session.copy(statement, signature, rows, end)
}

/** Where some whole rows are best cut in two, near their middle; their end where there is only one. */
export function middleOf(rows: Buffer): number {
  let [before, at] = [0, 0]
  while (at < rows.length >> 1) {
    before = at
    const columns = rows.readInt16BE(at)
    at += countBytes
    for (let column = 0; column < columns; column++) at += lengthBytes + Math.max(rows.readInt32BE(at), 0)
  }
  return at === rows.length && before > 0 ? before : at
}
