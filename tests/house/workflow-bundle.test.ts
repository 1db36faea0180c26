import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleWorkflowCode } from '@temporalio/worker'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './_house-table.ts'

/** What Temporal's own workflow runtime brings, as measured, and nothing besides: a workflow is replayed for years. */
const packagesAllowed = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc']
const roomsAllowed = ['core', 'workflows']

test('only Temporal and its own packages are bundled with the workflows', async () => {
  const { code, files } = await bundle(join(root, 'workflows/index.ts'))
  expect(code).toContain('ingestDataset')
  const packages = new Set(files.map(packageOf).filter((name) => name !== null))
  expect([...packages].filter((name) => !packagesAllowed.includes(name))).toEqual([])
  expect(packages).toContain('@temporalio/workflow')
  const rooms = new Set(files.filter((file) => packageOf(file) === null && file.startsWith(root)).map(roomOf))
  expect([...rooms].sort()).toEqual(roomsAllowed)
}, 60_000)

test('a package that a workflow brings in is seen', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-bundle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'index.ts')
  await writeFile(file, "import { Duration } from 'luxon'\nexport const planted = async () => Duration.fromMillis(1).toISO()\n")
  const { files } = await bundle(file)
  expect(files.map(packageOf)).toContain('luxon')
}, 60_000)

async function bundle(workflowsPath: string): Promise<{ code: string; files: string[] }> {
  const files: string[] = []
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      plugins: [
        ...(config.plugins ?? []),
        (compiler) => {
          compiler.hooks.done.tap('collect', ({ compilation }) => {
            for (const module of compilation.modules) files.push(...resourcesOf(module as Module))
          })
        },
      ],
      resolve: { ...config.resolve, modules: [join(root, 'node_modules'), 'node_modules'] },
    }),
  })
  return { code, files }
}

interface Module {
  readonly resource?: string
  /** Modules that were joined into one. */
  readonly modules?: Iterable<Module>
}

function resourcesOf(module: Module): string[] {
  return [...(module.resource === undefined ? [] : [module.resource]), ...[...(module.modules ?? [])].flatMap(resourcesOf)]
}

/** The innermost package that a file belongs to, or null for a file of ours. */
function packageOf(file: string): string | null {
  const parts = file.split('/node_modules/')
  if (parts.length === 1) return null
  const [first = '', second = ''] = (parts.at(-1) ?? '').split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

function roomOf(file: string): string {
  return file.slice(root.length + 1).split('/')[0] ?? ''
}

const nothing = () => {}
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: console.error }
