/** Numbers that follow from a seed alone: the same on every machine, and for any row without those before it. */
export interface Random {
  /** 0 to `limit` - 1. */
  below(limit: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
}

/** The random numbers of one thing (`person`, `case`, ..) by its index. */
export function randomOf(seed: number, kind: string, index: number): Random {
  let state = mix(mix(mix(hashText(kind), seed % 0x100000000), Math.floor(seed / 0x100000000)), index)
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0 // mulberry32
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 0x100000000) * limit)
  }
  return { below, pick: (choices) => choices[below(choices.length)] ?? choices[0] }
}

/**
 * The numbers 0 to `size` - 1 in another order that the seed decides; no two indexes share one. `size` stays below
 * 2^26, so that products are exact.
 */
export function shuffled(seed: number, kind: string, size: number): (index: number) => number {
  const random = randomOf(seed, kind, 0)
  const shift = random.below(size)
  let factor = 1 + random.below(size)
  while (greatestCommonDivisor(factor, size) !== 1) factor++
  return (index) => ((((index % size) * factor) % size) + shift) % size
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right)
}

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

function mix(state: number, value: number): number {
  let mixed = Math.imul(state ^ value, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
