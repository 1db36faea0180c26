const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

/** An instant as people read it, `2026-11-24 10:05` in Asia/Shanghai; null stays. */
export function localTime(instant: string | null): string | null {
  return instant === null ? null : clock.format(new Date(instant))
}
