import { PassThrough, Readable } from 'node:stream'
import { runCli } from '../../cli/run-cli.ts'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in this process, its terminal in memory. */
export async function guiji(
  argv: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv
    readonly cwd?: string
    readonly input?: string | Uint8Array
    readonly signal?: AbortSignal
  } = {},
): Promise<Ended> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const written = [text(stdout), text(stderr)] as const
  const code = await runCli(argv, {
    stdin: Readable.from([options.input ?? '']) as unknown as NodeJS.ReadableStream,
    stdout,
    stderr,
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
  })
  stdout.end()
  stderr.end()
  return { code, stdout: await written[0], stderr: await written[1] }
}

async function text(stream: PassThrough): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
