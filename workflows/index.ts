import type { RunSummary } from '../core/activities.ts'
import { runProcedure } from './_temporal.ts'
import * as consolidate from './consolidate-library.ts'
import * as ingest from './ingest-dataset.ts'
import * as all from './materialize.ts'
import * as service from './publish-service.ts'
import type { AssetInput } from './run-asset.ts'
import * as schedule from './run-on-schedule.ts'

const types = new Map<unknown, string>([
  [ingest.ingestDataset, 'ingestDataset'],
  [consolidate.consolidateLibrary, 'consolidateLibrary'],
  [service.publishService, 'publishService'],
  [all.materialize, 'materialize'],
  [schedule.runOnSchedule, 'runOnSchedule'],
])

function typeOf(procedure: unknown): string {
  const type = types.get(procedure)
  if (type === undefined) throw new Error('a procedure that no workflow type names')
  return type
}

// The workflow types that Temporal sees; each is its procedure on Temporal's host.
export const ingestDataset = (input: AssetInput): Promise<RunSummary> => runProcedure(ingest.ingestDataset, input, typeOf)
export const consolidateLibrary = (input: AssetInput): Promise<RunSummary> => runProcedure(consolidate.consolidateLibrary, input, typeOf)
export const publishService = (input: AssetInput): Promise<RunSummary> => runProcedure(service.publishService, input, typeOf)
export const materialize = (input: all.MaterializeInput): Promise<readonly RunSummary[]> => runProcedure(all.materialize, input, typeOf)
export const runOnSchedule = (input: schedule.ScheduledInput): Promise<string> => runProcedure(schedule.runOnSchedule, input, typeOf)
