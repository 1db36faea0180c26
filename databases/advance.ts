import type { Session } from './session.ts'

/** Rows of a split that a committed batch has landed. */
export interface Landed {
  /** A page of the landing table before which none of them stand. */
  readonly page: number
  /** From this ordinal on, up to the other without it. */
  readonly from: number
  readonly to: number
  /** Null where it is not known. */
  readonly landed: number | null
}

/**
 * A first publication that begins while its plan still lands: one transaction makes the table out of each batch that was
 * committed, and publishing ends that transaction. Nothing of it can be seen before. It is a shortcut and no more:
 * whatever goes wrong, it is given up, and the plan is published as if there had been none.
 */
export interface Advance {
  /** A batch that was committed, in the order of the split. */
  follow(batch: Landed): void
  /**
   * Ends the transaction by `work`, which gets the number of rows in the table that the transaction has made. Throws where it
   * was given up, and what `work` or the commit throws.
   */
  publish<T>(work: (session: Session, made: number) => Promise<T>): Promise<T>
  giveUp(): Promise<void>
}
