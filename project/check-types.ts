import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as TypeScript from 'typescript'
import { same, type Problem } from '../schemas/problem.ts'
import { ownEntries } from './own-entries.ts'
import { ownFolders } from './registries.ts'
import { projectTsconfig } from './tsconfig.ts'

export interface TypesChecked {
  /** `none`: the project has no TypeScript of its own. `unchecked`: no compiler was found, which is a warning in `problems`. */
  readonly outcome: 'checked' | 'unchecked' | 'none'
  readonly problems: readonly Problem[]
}

/** Type-checks a project's own connectors and transforms with its tsconfig.json, by its TypeScript or guiji's. */
export async function checkTypes(root: string): Promise<TypesChecked> {
  const sources = ownFolders.flatMap((folder) => listSources(join(root, ...folder.split('/'))))
  if (sources.length === 0) return { outcome: 'none', problems: [] }
  const ts = await loadTypeScript(root)
  if (ts === null) return { outcome: 'unchecked', problems: [compilerMissing()] }
  const config = readConfig(ts, root)
  const program = ts.createProgram({ rootNames: sources, options: { ...config.options, ...imposed(root) } })
  const diagnostics = [...config.errors, ...ts.getPreEmitDiagnostics(program)]
  return { outcome: 'checked', problems: diagnostics.map((diagnostic) => problemOf(ts, diagnostic, root)) }
}

function listSources(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  return names.map((name) => join(folder, name))
}

/** From the project if it has one, else from where guiji is installed. */
async function loadTypeScript(root: string): Promise<typeof TypeScript | null> {
  const path = resolveFrom([join(root, 'package.json'), fileURLToPath(import.meta.url)], 'typescript')
  if (path === null) return null
  const module = (await import(pathToFileURL(path).href)) as { readonly default?: typeof TypeScript }
  return module.default ?? null
}

function resolveFrom(from: readonly string[], name: string): string | null {
  for (const start of from) {
    try {
      return createRequire(start).resolve(name)
    } catch {
      continue
    }
  }
  return null
}

type Config = { readonly options: TypeScript.CompilerOptions; readonly errors: readonly TypeScript.Diagnostic[] }

function readConfig(ts: typeof TypeScript, root: string): Config {
  const path = join(root, 'tsconfig.json')
  const read = existsSync(path) ? ts.readConfigFile(path, (file) => ts.sys.readFile(file)) : { config: projectTsconfig as unknown }
  if (read.error !== undefined) return { options: {}, errors: [read.error] }
  const { options, errors } = ts.parseJsonConfigFileContent(read.config, ts.sys, root, undefined, path)
  // "no inputs were found": which files are checked is decided here
  return { options, errors: errors.filter(({ code }) => code !== 18003) }
}

/** What holds whatever the tsconfig says: nothing is written, and `guiji` is the one that runs. */
function imposed(root: string): TypeScript.CompilerOptions {
  const paths = Object.entries(ownEntries).map(([specifier, entry]) => [specifier, [fileURLToPath(entry).replace(/\.js$/, '.d.ts')]])
  const nodeTypes = resolveFrom([join(root, 'package.json'), fileURLToPath(import.meta.url)], '@types/node/package.json')
  const types = nodeTypes === null ? {} : { types: ['node'], typeRoots: [dirname(dirname(nodeTypes))] }
  return {
    ...types,
    paths: Object.fromEntries(paths) as { [specifier: string]: string[] },
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    incremental: false,
    composite: false,
  }
}

function problemOf(ts: typeof TypeScript, { file, start, code, messageText }: TypeScript.Diagnostic, root: string): Problem {
  const line = file === undefined || start === undefined ? null : ts.getLineAndCharacterOfPosition(file, start).line + 1
  const path = file === undefined ? 'tsconfig.json' : relative(root, file.fileName).split(sep).join('/')
  return {
    code: 'TYPES',
    level: 'error',
    path: line === null ? path : `${path}:${line}`,
    at: '',
    expected: { zh: '类型正确的 TypeScript', en: 'TypeScript whose types fit' },
    found: same(`TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
    remedy: { zh: '按编译器的提示改正。', en: 'Correct what the compiler points at.' },
  }
}

function compilerMissing(): Problem {
  return {
    code: 'TYPESCRIPT_MISSING',
    level: 'warning',
    path: 'package.json',
    at: '',
    expected: { zh: 'TypeScript 编译器，用来检查项目自己的代码', en: 'the TypeScript compiler, to check the project’s own code' },
    found: { zh: '没有安装，类型未经检查', en: 'none installed: types were NOT checked' },
    remedy: { zh: '在项目中运行 npm install --save-dev typescript。', en: 'Run npm install --save-dev typescript in the project.' },
  }
}
