import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalPostgres } from '../../local/postgres.ts'
import type { Project } from '../../project/open-project.ts'
import type { Frame } from '../frame.ts'
import { makeSystems, type SampleSize } from '../sample-systems.ts'

const messages = {
  making: { zh: '生成示例部门系统：{rows} 行人口登记，种子 {seed}', en: 'Making the sample systems: {rows} residents, seed {seed}' },
  made: { zh: '  已写 {count} 行', en: '  {count} rows written' },
  loading: { zh: '装入示例数据库 {name}', en: 'Loading the sample database {name}' },
  anew: {
    zh: '示例规模变了：清空本地目标库，重新归集',
    en: 'The sample has another size: the local target database is emptied and filled anew',
  },
} as const

/** Agencies whose systems are databases of their own; the others are files. */
const databases = ['market', 'approval']

/** The sample agencies' systems, up and reachable by the example's connections. */
export async function startSystems(frame: Frame, project: Project, postgres: LocalPostgres, size: SampleSize): Promise<void> {
  const folder = join(project.root, '.guiji', 'systems')
  frame.note(messages.making, { rows: size.rows, seed: String(size.seed) })
  await makeSystems(
    project.root,
    size,
    folder,
    everyFewSeconds((count) => frame.note(messages.made, { count })),
  )
  await forgetOtherSize(frame, project, postgres, size)
  const { loadSample } = await import('../../local/load-sample.ts')
  for (const agency of databases) {
    frame.signal.throwIfAborted()
    const name = `sample_${agency}`
    const url = await postgres.createDatabase(name)
    if (await loadSample({ url, folder: join(folder, agency), marker: JSON.stringify(size) })) frame.note(messages.loading, { name })
  }
}

/** Files of another sample would be taken for re-sent ones with other content, over which runs wait for a person. */
async function forgetOtherSize(frame: Frame, project: Project, postgres: LocalPostgres, size: SampleSize): Promise<void> {
  const marker = join(project.root, '.guiji', 'demo-size.json')
  const before = await readFile(marker, 'utf8').catch(() => null)
  const wanted = JSON.stringify(size)
  if (before === wanted) return
  if (before !== null && project.databaseUrl() === null) {
    frame.note(messages.anew)
    const { emptyDatabase } = await import('../../local/load-sample.ts')
    await emptyDatabase(postgres.url)
  }
  await writeFile(marker, wanted)
}

const pauseMs = 5000

function everyFewSeconds(tell: (count: number) => void): (count: number) => void {
  let told = Date.now()
  return (count) => {
    if (Date.now() - told < pauseMs) return
    told = Date.now()
    tell(count)
  }
}
