import type { RunIdentity } from './activities.ts'
import type { Json } from './values.ts'

/** What a procedure may ask of the place where it runs: Temporal, or this process. */
export interface Host<A> {
  readonly identity: RunIdentity // who this run is, for the lease
  readonly activities: A // with their retry rules
  readonly cancelled: AbortSignal
  now(): string // instant, from the one clock
  sleep(seconds: number): Promise<void>
  ask<T extends Json>(question: { readonly id: string; readonly kind: string; readonly until?: string }): Promise<T | 'expired'>
  on(message: string, handle: (input: Json) => void): void // pause, resume, new settings
  run<I, O>(procedure: Procedure<never, I, O>, input: I, options: { readonly id: string; readonly wait: boolean }): Promise<O>
  restart(input: Json): never // a long-lived procedure goes on with a fresh history
  report(markdown: string): void
  label(values: { readonly [attribute: string]: string | number }): void
}
export interface Procedure<A, I, O> {
  (host: Host<A>, input: I): Promise<O>
}
