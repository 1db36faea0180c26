import type { Submittable } from 'pg'

/** The connection of the driver that a query is given to; all that is used of it. */
interface Wire {
  readonly stream: {
    listeners(event: 'data'): ((bytes: Buffer) => void)[]
    on(event: 'data', listener: (bytes: Buffer) => void): void
    off(event: 'data', listener: (bytes: Buffer) => void): void
    pause(): void
    resume(): void
  }
  query(sql: string): void
}

/** So much is read ahead of whoever takes it. */
const mostBytes = 1024 * 1024

/**
 * COPY .. TO STDOUT as the server's messages come (PostgreSQL's protocol, "COPY Operations"), without a look into them: each
 * of them tells its length, so that rows need not be searched for their ends. Whoever takes them sees the end, and gives
 * back what follows.
 */
export class CopyOut implements Submittable {
  private readonly sql: string
  private readonly chunks: Buffer[] = []
  private bytes = 0
  private isPaused = false
  private error: Error | null = null
  private wire: Wire | null = null
  private driver: (bytes: Buffer) => void = () => undefined
  private readonly waiting: (() => void)[] = []

  constructor(sql: string) {
    this.sql = sql
  }

  /** What has come; waits for it. Throws what the connection ends with. */
  async take(): Promise<Buffer> {
    while (this.chunks.length === 0) {
      if (this.error !== null) throw this.error
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
    const chunk = this.chunks.shift() as Buffer
    this.bytes -= chunk.length
    if (this.isPaused && this.bytes < mostBytes / 2) {
      this.isPaused = false
      this.wire?.stream.resume()
    }
    return chunk
  }

  /** The driver goes on: with what is no part of the rows any more, and all that comes. */
  giveBack(rest: Buffer): void {
    this.wire?.stream.off('data', this.listen)
    this.wire?.stream.on('data', this.driver)
    this.driver(Buffer.concat([rest, ...this.chunks.splice(0)]))
    this.wire?.stream.resume()
  }

  submit(connection: unknown): void {
    this.wire = connection as Wire
    const [driver] = this.wire.stream.listeners('data')
    if (driver === undefined) throw new Error('a connection that nobody listens to')
    this.driver = driver
    this.wire.stream.off('data', driver)
    this.wire.stream.on('data', this.listen)
    this.wire.query(this.sql)
  }

  handleError(error: Error): void {
    this.error = error
    this.wake()
  }

  handleCopyData(): void {
    // what comes behind a message that is no row is not counted in
  }

  handleCommandComplete(): void {
    // the rows were counted by whoever took them
  }

  handleReadyForQuery(): void {
    // the driver goes on to what waits
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake()
  }

  private readonly listen = (chunk: Buffer) => {
    this.chunks.push(chunk)
    this.bytes += chunk.length
    if (!this.isPaused && this.bytes > mostBytes) {
      this.isPaused = true
      this.wire?.stream.pause()
    }
    this.wake()
  }
}
