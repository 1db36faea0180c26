/** Who holds a lease: a workflow's run, or a process by its lease session (`start` as PostgreSQL writes it, compared in SQL only). */
export type Holder =
  | { readonly kind: 'temporal'; readonly cluster: string; readonly namespace: string; readonly workflowId: string; readonly runId: string }
  | { readonly kind: 'process'; readonly pid: number; readonly start: string; readonly runId: string }
export type TemporalHolder = Extract<Holder, { kind: 'temporal' }>
