import { delimiter, isAbsolute, join } from 'node:path'
import type { Text } from '../core/values.ts'

/** The version of Temporal's command that is downloaded or built; its server is 1.29.1. */
export const temporalVersion = '1.5.1'

export type Environment = { readonly [name: string]: string | undefined }
/** One way that did not lead to a server. */
export interface Tried {
  readonly what: 'path' | 'download' | 'build'
  readonly why: Text
  readonly remedy: Text
}
/** What a step of the search for a program is given. */
export interface Step {
  readonly env: Environment
  /** Where the program is to stand at the end. */
  readonly target: string
  report(elapsedSeconds: number, estimatedSeconds: number): void
}

/** A program's places in the order of PATH. */
export function onPath(name: string, env: Environment): readonly string[] {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  return folders.filter((folder) => isAbsolute(folder)).map((folder) => join(folder, name))
}
