import type { Codes } from '../core/values.ts'

/** Reasons that concern a whole row or a rule between its fields; those of one value are its type's and steps'. */
export const rowReasonCodes = {
  REQUIRED_MISSING: { zh: '必填信息项没有值', en: 'a required field has no value' },
  DISAGREE: { zh: '两项互相矛盾', en: 'two fields contradict each other' },
  OUT_OF_ORDER: { zh: '先后顺序不对', en: 'fields are not in their order' },
  INCOMPLETE: { zh: '应同时有或同时没有', en: 'fields that belong together are only partly given' },
  NONE_GIVEN: { zh: '至少要有一项', en: 'at least one of the fields is needed' },
  SOURCE_DRIFTED: {
    zh: '来源的列变了，尚未接受（guiji drift show）',
    en: "the source's columns have changed and nobody has accepted that (guiji drift show)",
  },
  CONDITION_FALSE: { zh: '不满足规定的条件', en: 'a condition of the dataset does not hold' },
} as const satisfies Codes
