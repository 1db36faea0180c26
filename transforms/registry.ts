import type { SemanticType, Step } from '../core/field.ts'

/** Semantic types and steps by name; a name that is not known throws. */
export interface Registry {
  type(name: string): SemanticType
  step(name: string): Step
}
