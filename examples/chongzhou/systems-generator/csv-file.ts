import { csvLine, linesIn, openOutput, type Output } from './output.ts'

/** A CSV file being written, with its header, CRLF and the numbers of its lines. */
export class CsvFile {
  /** Records written, the header not counted. */
  rows = 0
  readonly name: string
  readonly #output: Output
  #line = 1

  private constructor(name: string, output: Output) {
    this.name = name
    this.#output = output
  }

  static async open(
    folder: string,
    name: string,
    columns: readonly string[],
    encoding: 'utf-8' | 'utf-8-bom' | 'gb18030',
  ): Promise<CsvFile> {
    const file = new CsvFile(name, await openOutput(`${folder}/${name}`, encoding))
    await file.#write(csvLine(columns))
    return file
  }

  /** Where the next record will stand: `name:line`. */
  get at(): string {
    return `${this.name}:${this.#line}`
  }

  add(cells: readonly (string | null)[]): Promise<void> | null {
    this.rows++
    return this.#write(csvLine(cells))
  }

  /** Text as it stands, for what no right writer would write; it ends with a line end. */
  addRaw(record: string): Promise<void> | null {
    this.rows++
    return this.#write(record)
  }

  async close(): Promise<{ readonly rows: number; readonly bytes: number; readonly sha256: string }> {
    return { rows: this.rows, ...(await this.#output.close()) }
  }

  #write(record: string): Promise<void> | null {
    this.#line += linesIn(record)
    return this.#output.write(record)
  }
}
