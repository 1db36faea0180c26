import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

interface Instruction {
  readonly word: string
  readonly rest: string
}

/** The instructions of each stage, by the stage's name. */
function stagesOf(file: string): Map<string, readonly Instruction[]> {
  const lines = readFileSync(file, 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
  const stages = new Map<string, Instruction[]>()
  let current: Instruction[] = []
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
    if (word === 'FROM') stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? `stage ${String(stages.size)}`, (current = []))
    current.push({ word, rest: rest.replace(/\s+/g, ' ').trim() })
  }
  return stages
}

const stages = stagesOf(join(root, 'Dockerfile'))
const all = (stage: string, word: string) => (stages.get(stage) ?? []).filter((one) => one.word === word).map((one) => one.rest)

test('both stages stand on one pinned, slim, glibc Node of the major version that the package asks for', () => {
  expect([...stages.keys()]).toEqual(['build', 'runtime'])
  const images = [...stages.keys()].map((stage) => all(stage, 'FROM')[0]?.split(' ')[0])
  expect(new Set(images).size).toBe(1)
  expect(images[0]).toMatch(/^node:20\.\d+\.\d+-bookworm-slim$/)
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } }
  expect(engines.node).toMatch(/>=20/)
  // https://docs.temporal.io/develop/typescript/workers/run-worker-process: musl is not supported, slim lacks certificates
  expect(all('runtime', 'RUN').join()).toContain('ca-certificates')
})

test('the image holds what was built, without what only the build needs', () => {
  const steps = all('build', 'RUN').join(' ; ')
  expect(steps).toMatch(/npm ci ; npm run build && npm prune --omit=dev/)
  expect(all('runtime', 'RUN').join()).not.toMatch(/npm/)
  const copies = all('runtime', 'COPY')
  for (const copy of copies) expect(copy).toMatch(/^--from=build /)
  const copied = copies.flatMap((copy) => copy.split(' ').slice(1, -1)).map((path) => path.replace('/opt/guiji/', ''))
  expect(copied).toEqual(
    expect.arrayContaining(['package.json', 'node_modules', 'dist', 'deploy/entrypoint.sh', 'deploy/check-worker.mjs']),
  )
  for (const path of copied) if (!['dist', 'node_modules'].includes(path)) expect(existsSync(join(root, path)), path).toBe(true)
})

test('a worker runs as a user without rights, is told to stop, and is watched', () => {
  const words = (stages.get('runtime') ?? []).map((one) => one.word)
  expect(all('runtime', 'USER')).toEqual(['node'])
  expect(words.indexOf('USER')).toBeLessThan(words.indexOf('ENTRYPOINT'))
  expect(words.lastIndexOf('COPY')).toBeLessThan(words.indexOf('USER'))
  expect(all('runtime', 'STOPSIGNAL')).toEqual(['SIGTERM'])
  const [entrypoint = ''] = JSON.parse(all('runtime', 'ENTRYPOINT')[0] ?? '[]') as string[]
  expect(statSync(join(root, entrypoint.replace('/opt/guiji/', ''))).mode & 0o111).not.toBe(0)
  expect(all('runtime', 'CMD')).toEqual(['["worker"]'])
  expect(all('runtime', 'HEALTHCHECK')[0]).toContain('/opt/guiji/deploy/check-worker.mjs')
  expect([...all('build', 'ENV'), ...all('runtime', 'ENV'), ...all('build', 'ARG'), ...all('runtime', 'ARG')].join()).not.toMatch(
    /PASSWORD|SECRET|TOKEN|KEY/,
  )
})
