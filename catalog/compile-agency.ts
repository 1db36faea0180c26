import { agencyFile } from '../schemas/agency-file.ts'
import type { Agency } from './catalog.ts'
import { listOf, type FileCheck } from './check-file.ts'

/** agencies/<id>.yaml; null, with its problems, when it is wrong. */
export function compileAgency(id: string, check: FileCheck): Agency | null {
  if (check.problems.length > 0) return null
  const value = check.validated([], agencyFile)
  if (value === null) return null
  const { name, uscc, administrator, reviewer } = value
  return { id, file: check.file.path, name, uscc, administrators: listOf(administrator), reviewers: listOf(reviewer) }
}
