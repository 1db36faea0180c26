import { join } from 'node:path'
import type { Command as CommanderCommand } from 'commander'
import type { ModuleSet } from '../../catalog/catalog.ts'
import { declaredErrors } from '../../core/errors.ts'
import type { Language } from '../language.ts'
import { packageRoot } from '../package-root.ts'
import { configKinds } from './config-kinds.ts'
import { stepsPage, typesPage, type Named } from './field-pages.ts'
import { loadEveryModule } from './load-every-module.ts'
import { commandsPage, configPage, connectorsPage, errorsPage } from './other-pages.ts'

/** Every generated page in both languages, by its path under `docs/reference`: `zh/types.md`. */
export async function referencePages(tree: (language: Language) => Promise<CommanderCommand>): Promise<ReadonlyMap<string, string>> {
  const { createRegistries } = await import('../../project/registries.ts')
  // Only what guiji brings: a folder without code of its own stands in for the project.
  const { types, steps, connectors } = createRegistries(join(packageRoot(), 'docs'))
  const [allTypes, allSteps, allConnectors, kinds] = await Promise.all([loadAll(types), loadAll(steps), loadAll(connectors), configKinds()])
  await loadEveryModule()
  const pages = new Map<string, string>()
  for (const language of ['zh', 'en'] as const) {
    pages.set(`${language}/types.md`, typesPage(allTypes, language))
    pages.set(`${language}/steps.md`, stepsPage(allSteps, language))
    pages.set(`${language}/connectors.md`, connectorsPage(allConnectors, language))
    pages.set(`${language}/config.md`, configPage(kinds, language))
    pages.set(`${language}/errors.md`, errorsPage(declaredErrors(), language))
    pages.set(`${language}/commands.md`, commandsPage(await tree(language), language))
  }
  return pages
}

async function loadAll<T>(set: ModuleSet<T>): Promise<Named<T>> {
  return Promise.all(set.names.map(async (name) => [name, await set.load(name)] as const))
}
