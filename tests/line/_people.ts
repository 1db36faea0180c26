/** Synthetic resident numbers of region 510184, all different, with their check character (GB 11643). */
export function residentNumber(index: number): string {
  const day = new Date(Date.UTC(1930, 0, 1) + Math.floor(index / 900) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
  const body = `510184${day}${String(index % 900).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return body + '10X98765432'.charAt(sum % 11)
}

/** A small generator of its own, so that a seed names a case. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Rows of a town's register: mostly new people, some changed or struck off again, some with a wrong check character. */
export function registerRows(seed: number, day: string, count: number, first: number): string[][] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, row) => {
    const known = random() < 0.2
    const number = residentNumber(known ? Math.floor(random() * (first + row + 1)) : first + row)
    if (random() < 0.002) return [number.slice(0, 17) + (number.endsWith('0') ? '1' : '0'), '误某', day, '登记']
    return [number, `甲${String.fromCodePoint(0x4e00 + Math.floor(random() * 2000))}`, day, known && random() < 0.1 ? '注销' : '登记']
  })
}
