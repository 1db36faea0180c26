import type { Infer, ObjectSchema } from './config.ts'
import type { Column, Json, Log, Reason, Row, Table, Text } from './values.ts'

/** S: a connection file's settings. D: a dataset file's `source`. B: one split. P: a position in it. All of them JSON. */
export interface ConnectorDefinition<
  S extends ObjectSchema,
  D extends ObjectSchema,
  K extends Capabilities,
  B extends Json,
  P extends Json,
> {
  readonly summary: Text
  readonly settings: S
  readonly source: D
  readonly capabilities: K
  readonly examples: readonly { readonly title: Text; readonly connection: string; readonly source: string }[] // YAML, run as tests
  open(settings: Infer<S>, context: Context): Session<Infer<D>, B, P> & Promised<K, B, P> // no I/O: a wrong password is a step of probe
}
export interface Session<D, B extends Json, P extends Json> {
  probe(signal: AbortSignal): AsyncIterable<Finding>
  discover(signal: AbortSignal): Promise<readonly Table[]>
  plan(request: PlanRequest<D, P>, signal: AbortSignal): Promise<Plan<B, P>>
  read(split: B, from: P | null, signal: AbortSignal): AsyncIterable<Piece<P>>
  close(): Promise<void>
}
export interface PlanRequest<D, P> {
  readonly plan: string
  readonly source: D
  readonly columns: readonly string[]
  readonly mode: Mode
  readonly after: P | null
  readonly parallel: number
}
/** Changes nothing outside. `until` is frozen here; it becomes the next plan's `after` only once this plan is published. */
export interface Plan<B, P> {
  readonly available: readonly Column[] // all that the source has: drift, data dictionary
  readonly splits: readonly { readonly id: string; readonly columns: readonly Column[]; readonly rows?: number; readonly split: B }[]
  readonly until: P | null
  readonly complete: boolean // every row of the source, so absence means something
  readonly rows?: number // the source's own count
  readonly receivedAt?: string // instant of arrival
  readonly covers?: { readonly from: string; readonly to: string } // production days
  readonly empty?: 'nothing-produced' | 'no-file' | 'unchanged'
  readonly asks?: Reason // a person must answer before reading (a re-sent file with other content)
  readonly left?: readonly { readonly at: string; readonly reason: Reason }[] // seen and not read: no manifest yet, manifest does not match, still growing
  readonly resumable?: boolean // false: a split begins anew when it is claimed again (a snapshot in one transaction); default true
}
/** About 64 KiB of source. */
export interface Piece<P> {
  readonly rows: readonly Row[] // values in the order of the split's columns
  readonly position: P // after the last row
  readonly bytes: number
  locate(row: number): string // 'residents.csv:1042', or a key
  line?(row: number): number // in the split's file, from 1: kept with each row
  readonly deleted?: ReadonlySet<number> // rows that report a deletion
  readonly rejects?: readonly { readonly at: string; readonly raw: string; readonly reasons: readonly Reason[] }[]
}
export interface Capabilities {
  readonly modes: readonly Mode[]
  readonly keys: boolean
  readonly acknowledges: boolean
}
export type Mode = 'snapshot' | 'incremental' | 'changes'
type Promised<K, B, P> = (K extends { keys: true }
  ? { keys(split: B, signal: AbortSignal): AsyncIterable<readonly Row[]> /* key columns in key order */ }
  : unknown) &
  (K extends { acknowledges: true } ? { acknowledge(position: P): Promise<void> } : unknown)
export interface Finding {
  readonly name: 'address' | 'login' | 'privilege' | 'charset' | 'clock'
  readonly ok: boolean
  readonly cause?: string
  readonly remedy?: Text
}
/** `root`: the only folder that files may come from. `platform`: reads libraries and services, for the kind of that name. */
export interface Context {
  readonly log: Log
  readonly pieceBytes: number
  readonly root: string
  readonly platform: PlatformReader
  now(): string
}
export interface PlatformReader {
  columns(asset: string): Promise<readonly Column[]>
  read(asset: string, after: Json, signal: AbortSignal): AsyncIterable<{ rows: readonly Row[]; position: Json }>
}

export type Connector = ConnectorDefinition<ObjectSchema, ObjectSchema, Capabilities, Json, Json> // what registries hold
export function defineConnector<
  const S extends ObjectSchema,
  const D extends ObjectSchema,
  const K extends Capabilities,
  B extends Json,
  P extends Json,
>(definition: ConnectorDefinition<S, D, K, B, P>): Connector {
  return Object.freeze(definition) as unknown as Connector
}
