import type { Problem } from '../schemas/problem.ts'
import type { Agency, Connection } from './catalog.ts'
import { checkFile, type FileCheck } from './check-file.ts'
import { compileAgency } from './compile-agency.ts'
import { compileConnection } from './compile-connection.ts'
import { draftLibrary, type LibraryDraft } from './compile-library.ts'
import type { Modules } from './load-modules.ts'
import type { FileKind, ProjectFiles } from './project-files.ts'

/** What a dataset's file may name. What has problems of its own is null, and known by its file only. */
export interface Surroundings {
  readonly files: ProjectFiles
  readonly modules: Modules
  agency(id: string): Agency | null
  connection(id: string): Connection | null
  library(id: string): LibraryDraft | null
  /** A file's own check; it gathers all that is found wrong in it. Null when no such file is there. */
  check(kind: FileKind, id: string): FileCheck | null
  /** Problems of all files looked at so far, and of the lists that they name. */
  problems(): readonly Problem[]
}

/** Reads what is asked for, once; nothing else. */
export function createSurroundings(files: ProjectFiles, modules: Modules): Surroundings {
  const checks = new Map<string, FileCheck>()
  const known = new Map<string, unknown>()
  const check = (kind: FileKind, id: string): FileCheck | null => {
    const found = checks.get(`${kind} ${id}`)
    if (found !== undefined) return found
    const file = files.open(kind, id)
    if (file === null) return null
    const made = checkFile(file)
    checks.set(`${kind} ${id}`, made)
    return made
  }
  const once = <T>(kind: FileKind, id: string, compile: (check: FileCheck) => T | null): T | null => {
    const name = `${kind} ${id}`
    if (!known.has(name)) {
      const own = check(kind, id)
      known.set(name, own === null ? null : compile(own))
    }
    return known.get(name) as T | null
  }
  return {
    files,
    modules,
    agency: (id) => once('agency', id, (own) => compileAgency(id, own)),
    connection: (id) => once('connection', id, (own) => compileConnection(id, own, modules, files)),
    library: (id) => once('library', id, (own) => draftLibrary(id, own, modules, files)),
    check,
    problems: () => [...checks.values()].flatMap((own) => own.problems),
  }
}
