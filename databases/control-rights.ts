import { controlTables } from './control-tables.ts'

/** What one role may do with some of the control tables. */
export interface ControlRight {
  readonly role: 'loader' | 'auditor'
  readonly privileges: readonly string[]
  /** Of schema `guiji`. */
  readonly tables: readonly string[]
  /** Where the right is not to the whole table. */
  readonly columns?: readonly string[]
}

const ownTables = [...controlTables.matchAll(/^create table guiji\.(\w+)/gm)].map(([, name = '']) => name)

/** What is written once and never changed, by whoever loads either. */
const unchanging = ['certificate', 'answer', 'audit']
/** Nothing in these is a value of a row, but for positions and locators, which the ledger's digest is made of. */
const audited = [
  ...['version', 'lease', 'asset', 'plan', 'ledger', 'certificate', 'verdict', 'answer', 'run', 'consolidated', 'source_columns', 'audit'],
]
/** Of the quarantine: which rows and why, but no value, no key, and no locator, which may be a key. */
const auditedColumns = ['plan', 'split', 'ordinal', 'asset', 'codes', 'at', 'deleted', 'state', 'closed_at', 'closed_by', 'how']

const changing = ownTables.filter((name) => name !== 'version' && !unchanging.includes(name))

/** All that the group roles may do with control tables of this program's version, beside their owner. */
export const controlRights: readonly ControlRight[] = [
  { role: 'loader', privileges: ['select'], tables: ['version'] },
  { role: 'loader', privileges: ['select', 'insert'], tables: unchanging },
  { role: 'loader', privileges: ['select', 'insert', 'update', 'delete'], tables: changing },
  { role: 'auditor', privileges: ['select'], tables: audited },
  { role: 'auditor', privileges: ['select'], tables: ['quarantine'], columns: auditedColumns },
]
