import type { Json } from '../core/values.ts'
import { connectionFile } from '../schemas/connection-file.ts'
import { withOptions } from '../schemas/with-options.ts'
import type { Connection } from './catalog.ts'
import type { FileCheck } from './check-file.ts'
import { moduleOf, type Modules } from './load-modules.ts'
import type { ProjectFiles } from './project-files.ts'

/** connections/<id>.yaml with its connector's settings; secrets stay references. Null, with its problems, when it is wrong. */
export function compileConnection(id: string, check: FileCheck, modules: Modules, files: ProjectFiles): Connection | null {
  if (check.problems.length > 0) return null
  const kind = check.file.text(['connector'])
  const connector = typeof kind === 'string' ? moduleOf(modules, 'connectors', kind, ['connector'], check) : null
  const agency = check.file.text(['agency'])
  const hasAgency =
    typeof agency !== 'string' || check.isKnown('AGENCY_UNKNOWN', ['agency'], agency, files.ids('agency'), { zh: '部门', en: 'agency' })
  if (connector === null) {
    // without its connector only the envelope can be judged
    if (typeof kind !== 'string') check.validated([], connectionFile)
    return null
  }
  const value = check.validatedJson([], withOptions(connectionFile, connector.settings))
  if (value === null || !hasAgency) return null
  const envelope = Object.keys(connectionFile.properties)
  const settings = Object.fromEntries(Object.entries(value).filter(([name]) => !envelope.includes(name)))
  const text = (name: string) => textOf(value[name])
  return {
    id,
    file: check.file.path,
    agency: text('agency') ?? '',
    connector: text('connector') ?? '',
    settings,
    name: text('name'),
    owner: text('owner'),
  }
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}
