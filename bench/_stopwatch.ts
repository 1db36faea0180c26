/** Time that passed while it ran, and what of it the process had of the processor, the garbage collector's threads included. */
export interface Stopwatch {
  readonly seconds: number
  readonly cpuSeconds: number
  start(): void
  stop(): void
}

export function createStopwatch(): Stopwatch {
  let seconds = 0
  let cpuSeconds = 0
  let startedMs = 0
  let cpuStarted = process.cpuUsage()
  return {
    get seconds() {
      return seconds
    },
    get cpuSeconds() {
      return cpuSeconds
    },
    start() {
      cpuStarted = process.cpuUsage()
      startedMs = performance.now()
    },
    stop() {
      seconds += (performance.now() - startedMs) / 1000
      const { user, system } = process.cpuUsage(cpuStarted)
      cpuSeconds += (user + system) / 1e6
    },
  }
}
