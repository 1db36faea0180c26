export { canonical, digestSql, RowDigest } from './canonical.ts'
export { defaultRows, generateSystems } from './generate-systems.ts'
export type { GenerateOptions, Progress } from './generate-systems.ts'
export type { TrueCounts, TrueDataset, TrueQuarantine, TrueRows, Truth } from './truth.ts'
