import { defineGroup } from '../command.ts'
import audit from '../quarantine/audit.ts'
import dismiss from '../quarantine/dismiss.ts'
import exportSheet from '../quarantine/export.ts'
import list from '../quarantine/list.ts'
import replay from '../quarantine/replay.ts'
import show from '../quarantine/show.ts'
import submit from '../quarantine/submit.ts'

export default defineGroup({ list, show, export: exportSheet, submit, replay, dismiss, audit })
