import type { AssetKind, AssetRef } from '../core/activities.ts'
import type { Catalog } from './catalog.ts'

/** The parts of a catalog that the graph is read from. */
export type Assets = Pick<Catalog, 'datasets' | 'libraries' | 'services'>

/** Each asset's inputs: a library's datasets, a service's libraries, and what a dataset reads back from the platform. */
export function inputsOf(catalog: Assets): ReadonlyMap<string, readonly string[]> {
  const inputs = new Map<string, readonly string[]>()
  for (const { id, spec } of Object.values(catalog.datasets)) {
    const { asset } = spec.source as { readonly asset?: unknown }
    inputs.set(id, spec.connection.connector === 'platform' && typeof asset === 'string' ? [asset] : [])
  }
  for (const { id, spec } of Object.values(catalog.libraries)) {
    inputs.set(
      id,
      spec.inputs.map(({ dataset }) => dataset),
    )
  }
  for (const { id, spec } of Object.values(catalog.services)) inputs.set(id, spec.inputs)
  return inputs
}

/** Everything that an asset is made from, inputs before what is made of them; not the asset itself. */
export function upstream(catalog: Assets, asset: string): readonly string[] {
  const inputs = inputsOf(catalog)
  return ordered(inputs, reach(inputs, [asset])).filter((id) => id !== asset)
}

/** Everything that is made from an asset, inputs before what is made of them; not the asset itself. */
export function downstream(catalog: Assets, asset: string): readonly string[] {
  const inputs = inputsOf(catalog)
  return ordered(inputs, reach(reversed(inputs), [asset])).filter((id) => id !== asset)
}

/** The assets, with what lies downstream if wished, as levels: each one's inputs among them lie in earlier levels. */
export function levelsOf(catalog: Assets, assets: readonly string[], withDownstream: boolean): readonly (readonly AssetRef[])[] {
  const inputs = inputsOf(catalog)
  const chosen = withDownstream ? reach(reversed(inputs), assets) : new Set(assets)
  const level = new Map<string, number>()
  const levels: AssetRef[][] = []
  for (const id of ordered(inputs, reach(inputs, [...chosen]))) {
    // an input that is not chosen still hands on the level of what lies before it
    const before = (inputs.get(id) ?? []).map((input) => level.get(input) ?? -1)
    const own = Math.max(-1, ...before) + (chosen.has(id) ? 1 : 0)
    level.set(id, own)
    if (!chosen.has(id)) continue
    const kind = kindOf(catalog, id)
    if (kind !== null) (levels[own] ??= []).push({ asset: id, kind })
  }
  const byName = (a: AssetRef, b: AssetRef) => (a.asset < b.asset ? -1 : 1)
  return levels.filter((refs) => refs.length > 0).map((refs) => refs.sort(byName))
}

export function kindOf(catalog: Assets, asset: string): AssetKind | null {
  if (Object.hasOwn(catalog.datasets, asset)) return 'dataset'
  if (Object.hasOwn(catalog.libraries, asset)) return 'library'
  return Object.hasOwn(catalog.services, asset) ? 'service' : null
}

/** Assets that are made from one another, in a ring; null when there are none. */
export function findCycle(catalog: Assets): readonly string[] | null {
  const inputs = inputsOf(catalog)
  const done = new Set<string>()
  const path: string[] = []
  const walk = (id: string): readonly string[] | null => {
    if (done.has(id)) return null
    const start = path.indexOf(id)
    if (start >= 0) return path.slice(start).reverse()
    path.push(id)
    for (const input of inputs.get(id) ?? []) {
      const cycle = walk(input)
      if (cycle !== null) return cycle
    }
    path.pop()
    done.add(id)
    return null
  }
  for (const id of inputs.keys()) {
    const cycle = walk(id)
    if (cycle !== null) return cycle
  }
  return null
}

type Edges = ReadonlyMap<string, readonly string[]>

function reversed(edges: Edges): Edges {
  const back = new Map<string, string[]>()
  for (const [id, inputs] of edges) for (const input of inputs) back.set(input, [...(back.get(input) ?? []), id])
  return back
}

function reach(edges: Edges, from: readonly string[]): Set<string> {
  const seen = new Set(from)
  for (const id of seen) for (const next of edges.get(id) ?? []) seen.add(next)
  return seen
}

/** Inputs first; assets of equal standing by name. */
function ordered(inputs: Edges, chosen: ReadonlySet<string>): string[] {
  const placed = new Set<string>()
  const order: string[] = []
  const place = (id: string) => {
    if (placed.has(id)) return
    placed.add(id)
    for (const input of [...(inputs.get(id) ?? [])].sort()) place(input)
    if (chosen.has(id)) order.push(id)
  }
  for (const id of [...chosen].sort()) place(id)
  return order
}
