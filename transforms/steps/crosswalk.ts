import { defineErrors } from '../../core/errors.ts'
import { defineStep } from '../../core/field.ts'
import { otherwiseOption, settleOtherwise } from '../cleansing/otherwise.ts'
import { changed, isNumeric, plainText } from '../cleansing/read-text.ts'
import { isNumberTooLong } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'
import { crosswalkOfList } from '../identity/crosswalk.ts'
import { organisationSchemes } from '../identity/organisation-key.ts'

const errors = defineErrors({
  CROSSWALK_INVALID: {
    recovery: 'abort',
    message: {
      zh: '对照表 {table} 不能用作 {scheme} 的对照：{problems}',
      en: 'table {table} cannot serve as a crosswalk of {scheme}: {problems}',
    },
    remedy: {
      zh: '改正所列的行（从 1 起，不计表头）：第一列为旧代码，第二列为统一社会信用代码，没有的写 -',
      en: 'correct the rows named (from 1, without the header): the old identifier, then the USCC, `-` where there is none',
    },
  },
})

export default defineStep({
  summary: {
    zh: '按项目的对照表把单位的旧代码换成统一社会信用代码；只查表，从不推算',
    en: "replaces an organisation's old identifier by its USCC through the project's list; looked up, never computed",
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['scheme', 'table'],
    properties: {
      scheme: { type: 'string', enum: organisationSchemes, description: '旧代码的种类 / the kind of the old identifier' },
      table: { type: 'string', description: '对照表名：旧代码、信用代码 / the list: old identifier, USCC' },
      otherwise: otherwiseOption,
    },
  },
  codes: {
    NOT_IN_CROSSWALK: { zh: '对照表中没有这个旧代码', en: 'an old identifier that the crosswalk has not' },
    NO_SUCCESSOR: { zh: '对照表写明没有对应的信用代码', en: 'the crosswalk says that no USCC took its place' },
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    CROSSWALKED: { zh: '由对照表换成信用代码', en: 'replaced by the USCC of the crosswalk' },
  },
  examples: [
    {
      options: { scheme: 'business-registration', table: 'registrations' },
      in: '110108000000016',
      out: '91510184144205777E',
      fixed: 'CROSSWALKED',
    },
    { options: { scheme: 'business-registration', table: 'registrations' }, in: '510184000000010', reject: 'NO_SUCCESSOR' },
    { options: { scheme: 'business-registration', table: 'registrations' }, in: '1101080000000', reject: 'NOT_IN_CROSSWALK' },
    { options: { scheme: 'business-registration', table: 'registrations', otherwise: 'keep' }, in: '无照', out: '无照' },
    { options: { scheme: 'business-registration', table: 'registrations', otherwise: 'null' }, in: '1101080000000', out: null },
    {
      options: { scheme: 'business-registration', table: 'registrations', otherwise: 'keep' },
      in: { tag: 'number', text: '911101080000000160' },
      reject: 'EXCEL_PRECISION_LOST',
    },
    { options: { scheme: 'business-registration', table: 'registrations' }, in: null, out: null },
  ],
  create({ scheme, table, otherwise }, context) {
    const { crosswalk, problems } = crosswalkOfList(scheme, table, context.lookup(table))
    if (crosswalk === null) {
      const told = problems.slice(0, 5).map(({ row, code }) => `${row + 1} ${code}`)
      throw errors('CROSSWALK_INVALID', { table, scheme, problems: told })
    }
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      if (isNumeric(value) && isNumberTooLong(text)) return cell.reject('EXCEL_PRECISION_LOST')
      const found = crosswalk.findUscc(scheme, text)
      if (typeof found === 'string') return settleOtherwise(otherwise, value, cell, 'NOT_IN_CROSSWALK')
      return found.uscc === null ? settleOtherwise(otherwise, value, cell, 'NO_SUCCESSOR') : changed(cell, 'CROSSWALKED', text, found.uscc)
    }
  },
})
