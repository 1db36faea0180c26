/** Runs `each` over `items`, at most `limit` at once, in order of start; rejects with the first failure once those under way have settled. */
export async function mapLimited<T, R>(items: readonly T[], limit: number, each: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let failed = false
  const lane = async () => {
    while (next < items.length && !failed) {
      const index = next++
      try {
        results[index] = await each(items[index] as T)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const settled = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane))
  const failure = settled.find((lane) => lane.status === 'rejected')
  if (failure !== undefined) throw failure.reason
  return results
}
