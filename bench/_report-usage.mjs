// For `node --import`: at the end of the process, its peak memory and times are written to the file named by `?to=`.
import { readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const usage = {
      peakBytes: ownPeakBytes() ?? maxRSS * 1024,
      userSeconds: userCPUTime / 1e6,
      systemSeconds: systemCPUTime / 1e6,
      wallSeconds: process.uptime(),
    }
    writeFileSync(new URL(import.meta.url).searchParams.get('to'), JSON.stringify(usage))
  })
}

/** maxRSS begins with what the starting process had; Linux knows the peak of this one alone. */
function ownPeakBytes() {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return kibibytes === undefined ? null : Number(kibibytes) * 1024
  } catch {
    return null
  }
}
