const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

/** An instant as people read it, `2026-11-24 10:05` in Asia/Shanghai; null stays. */
export function localTime(instant: string | null): string | null {
  return instant === null ? null : clock.format(new Date(isoTime(instant)))
}

/** PostgreSQL's text of an instant, `2026-11-24 11:30:16.36652+08`, as `--json` gives every instant: `2026-11-24T03:30:16.366Z`. */
export function isoTime(instant: string): string {
  const [, date, time, offset] = /^(\d{4}-\d{2}-\d{2}) ([\d:.]+)([+-]\d{2}(?::\d{2})?)$/.exec(instant) ?? []
  if (date === undefined || time === undefined || offset === undefined) return instant
  return new Date(`${date}T${time}${offset.length === 3 ? `${offset}:00` : offset}`).toISOString()
}
