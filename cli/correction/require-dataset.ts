import { defineErrors } from '../../core/errors.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Project } from '../../project/open-project.ts'

const errors = defineErrors({
  USAGE_NO_QUARANTINE: {
    recovery: 'abort',
    message: { zh: '{found} 不是数据资源，没有隔离的行', en: '{found} is no dataset, so it has no rejected rows' },
    remedy: { zh: '写数据资源的编号，如 police.resident-register。', en: 'Name a dataset, like police.resident-register.' },
  },
})

/** A dataset as its files have it now, with the source columns that it names. Throws ASSET_UNKNOWN, CONFIG_INVALID, USAGE_NO_QUARANTINE. */
export async function requireDataset(
  project: Project,
  asset: string,
): Promise<{ readonly spec: DatasetSpec; readonly named: readonly string[] }> {
  const [{ spec }, { sourceColumns }] = await Promise.all([project.asset(asset), import('../../activities/plan.ts')])
  if (spec.kind !== 'dataset') throw errors('USAGE_NO_QUARANTINE', { found: asset })
  return { spec, named: sourceColumns(spec) }
}
