import { defineErrors } from '../core/errors.ts'

/** Options that their schema cannot tell to be wrong; raised when a step is compiled, before the first row. */
export const optionErrors = defineErrors({
  STEP_OPTIONS: {
    recovery: 'abort',
    message: {
      zh: '步骤 {step} 的选项 {option} 不对：应为 {expected}，实为 {found}',
      en: 'option {option} of step {step} is wrong: expected {expected}, found {found}',
    },
    remedy: { zh: '按参考手册中该步骤的选项改写', en: "correct it by the step's page of the reference" },
  },
})
