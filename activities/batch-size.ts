/** Tests make pieces and batches of a few rows, so that little data is many commits. */
const small = process.env['NODE_ENV'] === 'test' ? Number(process.env['GUIJI_BATCH_BYTES'] ?? 0) : 0

/** About as much source as a connector hands over at once (measured per million rows: 64 KiB 3.0 s, 128 KiB 3.95 s). */
export const pieceBytes = small > 0 ? small : 64 * 1024
/** Rows of one transaction (per million, as COPY text: 6.5 s at 64 KiB, 1.4 s at 8 MiB). */
export const batchBytes = small > 0 ? small : 8 * 1024 * 1024
