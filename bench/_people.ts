import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Synthetic persons' columns, as an agency names them. */
export const columns = ['公民身份号码', '姓名', '性别', '民族', '出生日期', '住址', '联系电话', '村社区', '户口类别', '变更日期'] as const

/** Days of birth that numbers are spread over, and sequence numbers of a day. */
const days = 32_000
const perDay = 900
export const mostRows = days * perDay
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/**
 * A CSV of `rows` synthetic persons, each with a resident number of its own, in no order; about 178 bytes a row. It is
 * written as it is made, and kept in `folder` by rows and seed.
 */
export async function peopleFile(folder: string, rows: number, seed: number): Promise<string> {
  const file = join(folder, `people-${rows}-${seed}.csv`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}`
  const output = createWriteStream(draft)
  let text = `${columns.join(',')}\n`
  const random = createRandom(seed)
  const step = coprimeStep(rows)
  const dayStride = Math.max(1, Math.floor(days / Math.ceil(rows / perDay)))
  let place = Math.floor(random() * rows)
  for (let written = 0; written < rows; written++) {
    place = (place + step) % rows
    text += personLine(Math.floor(place / perDay) * dayStride, place % perDay, random)
    if (text.length < 1 << 18) continue
    if (!output.write(text)) await once(output, 'drain')
    text = ''
  }
  output.end(text)
  await once(output, 'finish')
  renameSync(draft, file)
  return file
}

/** The same persons, every hundredth with another address and a later day of change. */
export async function changedFile(folder: string, original: string, rows: number, seed: number): Promise<string> {
  const file = join(folder, `people-${rows}-${seed}-changed.csv`)
  if (existsSync(file)) return file
  const draft = `${file}.${process.pid}`
  const output = createWriteStream(draft)
  let number = 0
  let text = ''
  for await (const line of createInterface({ input: createReadStream(original), crlfDelay: Infinity })) {
    const changes = number > 0 && number % 100 === 0
    text += changes ? `${line.replace('号', '之一号').replace(/2026-11-\d\d$/, '2026-11-29')}\n` : `${line}\n`
    number++
    if (text.length < 1 << 18) continue
    if (!output.write(text)) await once(output, 'drain')
    text = ''
  }
  output.end(text)
  await once(output, 'finish')
  renameSync(draft, file)
  return file
}

function personLine(day: number, sequence: number, random: () => number): string {
  const date = new Date(Date.UTC(1930, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
  const upTo = (count: number) => Math.floor(random() * count)
  const character = () => String.fromCharCode(0x4e00 + upTo(2000))
  const phone = `1${3 + upTo(7)}${String(upTo(1_000_000_000)).padStart(9, '0')}`
  const address = `四川省成都市崇州市崇阳街道学府街${upTo(500)}号${upTo(30)}栋${upTo(9)}单元`
  const changed = `2026-11-${String(1 + upTo(28)).padStart(2, '0')}`
  return `${residentNumber(date, sequence)},甲${character()}${character()},${sequence % 2 === 1 ? '男' : '女'},汉族,${date},${address},${phone},崇阳街道唐安社区,城镇户口,${changed}\n`
}

/** GB 11643: region, day of birth, sequence, check character. */
function residentNumber(date: string, sequence: number): string {
  const body = `510184${date.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  let sum = 0
  for (let index = 0; index < 17; index++) sum += (weights[index] ?? 0) * (body.charCodeAt(index) - 48)
  return body + '10X98765432'.charAt(sum % 11)
}

/** Steps of this size visit every place once, and leave neighbours far apart. */
function coprimeStep(rows: number): number {
  let step = Math.max(1, Math.round(rows * 0.618))
  while (greatestDivisor(step, rows) > 1) step++
  return step
}
function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
