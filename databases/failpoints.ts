/** What happens when an armed place is passed; a promise holds the passer until it settles. */
export type Failure = () => void | Promise<void>

let armed: Map<string, { failure: Failure; after: number }> | null = null

/** A named place between two steps where a test may fail, stall or kill this process. Inert unless a test has armed it. */
export function failpoint(name: string): void | Promise<void> {
  if (armed === null) return
  const found = armed.get(name)
  if (found === undefined || --found.after > 0) return
  armed.delete(name)
  return found.failure()
}

/** Arms a place once; `pass` says at which passing it fails, from 1. For tests of this process. */
export function armFailpoint(name: string, failure: Failure, pass = 1): void {
  armed ??= new Map()
  armed.set(name, { failure, after: pass })
}

export function disarmFailpoints(): void {
  armed = null
}

/** `name:kill,name@3:stop`: arms places of a process that a test starts: `kill`, `stop` (SIGSTOP) or `error`. `@3` waits for the third passing. */
export function armFromText(text: string): void {
  for (const part of text.split(',').filter((each) => each !== '')) {
    const match = /^([\w.-]+)(?:@(\d+))?:(kill|stop|error)$/.exec(part)
    if (match === null) throw new Error(`GUIJI_FAILPOINTS: ${part} is not name[@n]:kill, name[@n]:stop or name[@n]:error`)
    const [, name = '', pass = '1', kind] = match
    armFailpoint(name, kind === 'kill' ? kill : kind === 'stop' ? stop : () => fail(name), Number(pass))
  }
}

function kill(): Promise<void> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

/** Stands still until SIGCONT. */
function stop(): void {
  process.kill(process.pid, 'SIGSTOP')
}

function fail(name: string): never {
  throw new Error(`failpoint ${name}`)
}

const text = process.env['NODE_ENV'] === 'test' ? process.env['GUIJI_FAILPOINTS'] : undefined
if (text !== undefined && text !== '') armFromText(text)
