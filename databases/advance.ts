import type { Session } from './session.ts'

/** Of one plan's batches: its table is made with the first, and the memory of one serves the next. */
export interface Parking {
  hasBegun: boolean
  room: Buffer
}

/**
 * A first publication that is prepared while its plan lands: one transaction fills the table, batch by batch, and publishing
 * ends that transaction. Nothing of it can be seen before. It is a shortcut and no more: the batches are kept as they came,
 * and whatever goes wrong, it is given up, and the plan is published as if there had been none.
 */
export interface Advance {
  /**
   * Adds a batch's rows, in the order of the split; gives how many. Null where it was given up, now or before: then none of
   * them counts. What was taken and does not land must be given up.
   */
  take(count: number, rows: Buffer): Promise<number | null>
  readonly parking: Parking
  /** It takes no more. */
  readonly isOver: boolean
  /**
   * Ends the transaction by `work`, which gets the number of rows in the table that the transaction has made. Throws where it
   * was given up, and what `work` or the commit throws.
   */
  publish<T>(work: (session: Session, made: number) => Promise<T>): Promise<T>
  giveUp(): Promise<void>
}
