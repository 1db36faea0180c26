import { mkdtempSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { findTemporal, userCache, type FindProgress } from '../../local/find-temporal.ts'

const root = mkdtempSync(join(tmpdir(), 'guiji-find-'))
const program = async (folder: string, name: string, script: string) => {
  await mkdir(join(root, folder), { recursive: true })
  const file = join(root, folder, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}
const envWith = (...folders: string[]) => ({
  PATH: [...folders.map((folder) => join(root, folder)), '/usr/bin', '/bin'].join(':'),
  HOME: root,
  TMPDIR: root,
})

afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

test('an address comes first, then PATH, then the cache', async () => {
  const cacheDir = join(root, 'cache')
  const cached = await program('cache/temporal-1.5.1', 'temporal', 'exit 0')
  const onPath = await program('bin', 'temporal', 'exit 0')
  await program('foreign', 'temporal', 'exit 126')
  const find = (env: { [name: string]: string }) => findTemporal({ env, cacheDir, allowDownload: false, allowBuild: false })
  expect(await find({ ...envWith('bin'), TEMPORAL_ADDRESS: 'temporal.example:7233' })).toEqual({
    kind: 'address',
    address: 'temporal.example:7233',
  })
  expect(await find(envWith('bin'))).toEqual({ kind: 'program', path: onPath })
  expect(await find(envWith('foreign'))).toEqual({ kind: 'program', path: cached })
})

test('the cache follows XDG_CACHE_HOME, unless it is relative', () => {
  if (process.platform !== 'linux') return
  expect(userCache({ HOME: '/h', XDG_CACHE_HOME: '/c' })).toBe('/c/guiji')
  expect(userCache({ HOME: '/h', XDG_CACHE_HOME: 'c' })).toBe('/h/.cache/guiji')
})

test('Go builds it once for two who ask at the same time, and leaves nothing else behind', { timeout: 30_000 }, async () => {
  const calls = join(root, 'calls')
  await program(
    'go',
    'go',
    `[ "$1" = version ] && exit 0
     echo "$* $CGO_ENABLED" >> ${calls}
     sleep 1.2
     mkdir -p "$GOBIN" "$GOMODCACHE/m" && printf '#!/bin/sh\\nexit 0\\n' > "$GOBIN/temporal"
     touch "$GOMODCACHE/m/f" && chmod 500 "$GOMODCACHE/m"`,
  )
  vi.stubEnv('TMPDIR', join(root, 'go'))
  const seen: FindProgress[] = []
  const cacheDir = join(root, 'built')
  const options = {
    env: { ...envWith('go'), GOBIN: '/elsewhere' },
    cacheDir,
    allowDownload: false,
    onProgress: (at: FindProgress) => seen.push(at),
  }
  const found = await Promise.all([findTemporal(options), findTemporal(options)])
  const path = join(cacheDir, 'temporal-1.5.1', 'temporal')
  expect(found).toEqual([
    { kind: 'program', path },
    { kind: 'program', path },
  ])
  expect(await readFile(calls, 'utf8')).toBe('install -ldflags -s -w github.com/temporalio/cli/cmd/temporal@v1.5.1 0\n')
  expect(seen[0]).toMatchObject({ step: 'build' })
  expect(await readdir(join(cacheDir, 'temporal-1.5.1'))).toEqual(['temporal'])
  expect((await readdir(join(root, 'go'))).filter((name) => name.startsWith('guiji-go-'))).toEqual([])
})

test('where none can be had, each way says why and what to do', { timeout: 60_000 }, async () => {
  await program('badgo', 'go', '[ "$1" = version ] && exit 0; echo "go: downloading x v1"; echo "go: module lookup disabled" >&2; exit 1')
  // a proxy where nothing listens, so that nothing is downloaded where there is a network
  const env = { ...envWith('badgo'), HTTPS_PROXY: 'http://127.0.0.1:1' }
  const found = await findTemporal({ env, cacheDir: join(root, 'none') })
  if (found.kind !== 'none') throw new Error(JSON.stringify(found))
  expect(found.tried.map(({ what }) => what)).toEqual(['path', 'download', 'build'])
  expect(found.tried[1]?.why.en).toMatch(/could not be downloaded: .+/)
  expect(found.tried[1]?.why.en).not.toContain('://')
  expect(found.tried[2]?.why.en).toContain('go: module lookup disabled')
  expect(await readdir(join(root, 'none', 'temporal-1.5.1'))).toEqual([])
  for (const { why, remedy } of found.tried) for (const text of [why, remedy]) expect(text.zh !== '' && text.en !== '').toBe(true)
})
