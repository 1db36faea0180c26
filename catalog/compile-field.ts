import type { ColumnSpec, SemanticType } from '../core/field.ts'
import type { FieldSpec, TableColumn } from '../core/spec.ts'
import type { Json } from '../core/values.ts'
import type { ObjectSchema } from '../core/config.ts'
import { isRecord } from '../schemas/fill-defaults.ts'
import { same, shown, type At } from '../schemas/problem.ts'
import { withOptions } from '../schemas/with-options.ts'
import { canCreate } from './can-create.ts'
import { listOf, type FileCheck } from './check-file.ts'
import { isColumnName, snakeWords } from './ids.ts'
import { knowsLists, moduleOf, splitType, type Modules } from './load-modules.ts'
import type { ProjectFiles } from './project-files.ts'

export interface TypedField {
  readonly name: string
  readonly typeName: string
  readonly type: SemanticType
  /** The envelope's keys, defaults filled in. */
  readonly written: { readonly [key: string]: Json }
  /** `item` as one text, where it is one. */
  readonly item: string
  readonly options: { readonly [key: string]: Json }
  readonly column: ColumnSpec
}

/** A file's fields with their types and options held against their schemas; those with problems are left out. */
export function typedFields(
  check: FileCheck,
  envelope: ObjectSchema,
  without: readonly string[],
  modules: Modules,
  files: ProjectFiles,
): TypedField[] {
  const written = check.file.text(['fields'])
  if (!isRecord(written) || Object.keys(written).length === 0) {
    check.refuse('CONFIG_KEY_MISSING', ['fields'], { zh: '至少一个信息项', en: 'at least one field' }, shown(written), {
      zh: '在 fields 下写“名称: {…}”。',
      en: 'Write `name: {…}` under fields.',
    })
    return []
  }
  return Object.keys(written).flatMap((name) => {
    const field = typedField(name, check, envelope, without, modules, files)
    return field === null ? [] : [field]
  })
}

function typedField(
  name: string,
  check: FileCheck,
  envelope: ObjectSchema,
  without: readonly string[],
  modules: Modules,
  files: ProjectFiles,
): TypedField | null {
  const at: At = ['fields', name]
  const raw = check.file.text(at)
  if (!isColumnName(name)) {
    check.refuse('FIELD_NAME', at, snakeWords, same(name), {
      zh: '改用英文名称，中文名写在 item。',
      en: 'Rename the field; its Chinese name stands in `item`.',
    })
    return null
  }
  if (!isRecord(raw) || typeof raw['type'] !== 'string') {
    check.refuse(
      'CONFIG_KEY_MISSING',
      [...at, 'type'],
      { zh: '{ item: 列名, type: 类型 }', en: '{ item: column, type: type }' },
      shown(isRecord(raw) ? raw['type'] : raw),
      {
        zh: '写明语义类型。',
        en: 'Name its semantic type.',
      },
    )
    return null
  }
  const { type: typeName, list } = splitType(raw['type'])
  const type = moduleOf(modules, 'types', typeName, [...at, 'type'], check)
  if (type === null) return null
  const schema = withOptions(envelope, type.options)
  let value = check.file.value(at, schema, without) as { readonly [key: string]: Json }
  if (list !== null) {
    if (!Object.hasOwn(type.options.properties, 'list') || Object.hasOwn(value, 'list')) {
      check.refuse('TYPE_UNKNOWN', [...at, 'type'], same(typeName), same(raw['type']), {
        zh: `${typeName} 后面不能再写“:${list}”。`,
        en: `${typeName} takes no \`:${list}\` here.`,
      })
      return null
    }
    value = { ...value, list }
  }
  const checked = check.accepts(at, schema, { ...value, type: typeName })
  if (checked === null) return null
  const options = pick(checked, Object.keys(type.options.properties), Object.keys(envelope.properties))
  if (!knowsLists(options, files, [...at, 'type'], check, type.lists)) return null
  return {
    name,
    typeName,
    type,
    item: typeof checked['item'] === 'string' ? checked['item'] : name,
    written: pick(checked, Object.keys(envelope.properties), []),
    options,
    column: type.column(options as never),
  }
}

/** A dataset's field as its specification has it; null, with its problems, when something in it is wrong. */
export function compileDatasetField(field: TypedField, check: FileCheck, modules: Modules, files: ProjectFiles): FieldSpec | null {
  const { name, type, typeName, options, written } = field
  const at: At = ['fields', name]
  const items = listOf(written['item'] as string | readonly string[] | undefined)
  const several = written['inputs'] as readonly (string | readonly string[])[] | undefined
  const steps = readSteps(name, check, modules, files)
  if (items.length === 0 && several === undefined) {
    check.refuse('CONFIG_KEY_MISSING', [...at, 'item'], { zh: '来源列名', en: 'the name of its source column' }, shown(undefined), {
      zh: '补上 item: 列名(由多列合成时写 inputs)。',
      en: 'Add `item: column`, or `inputs` when it is made from several columns.',
    })
    return null
  }
  if (!canCreate({ module: type, name: typeName, options, at }, files, check) || steps === null) return null
  const [first] = steps
  const joins = first !== undefined && modules.steps.modules.get(first.step)?.inputs === 'many'
  if (joins !== (several !== undefined)) {
    const [expected, found] = joins
      ? [
          { zh: 'inputs: [列, 列]', en: 'inputs: [column, column]' },
          { zh: '只有一列', en: 'one column only' },
        ]
      : [{ zh: '第一个步骤能把多列合成一列', en: 'a first step that joins several columns' }, shown(first?.step)]
    check.refuse('FIELD_INPUTS', [...at, joins ? 'item' : 'steps'], expected, found, {
      zh: '多列与合成步骤要一起写。',
      en: 'Several inputs and a joining step belong together.',
    })
    return null
  }
  const inputs = several === undefined ? [items] : several.map(listOf)
  const companions = (type.companions ?? []).map((option) => listOf(options[option] as string | readonly string[] | undefined))
  const label = items[0] ?? inputs.map((names) => names[0] ?? '').join('、')
  return {
    name,
    item: label,
    inputs,
    steps,
    type: typeName,
    options,
    companions,
    optional: written['optional'] === true,
    beside: Object.keys(type.beside ?? {}),
    role: written['role'] === 'check' ? 'check' : 'source',
  }
}

/** A field's columns: its own, and those that its type keeps beside it, which may be empty. */
export function columnsOf(field: TypedField, item: string, nullable: boolean): TableColumn[] {
  const beside = Object.entries(field.type.beside ?? {})
  // a stated none is null, told from an absent value by the column beside
  const own = { name: field.name, sql: field.column, nullable: nullable || beside.some(([suffix]) => suffix === 'none'), comment: item }
  return [own, ...beside.map(([suffix, sql]) => ({ name: `${field.name}_${suffix}`, sql, nullable: true, comment: `${item} (${suffix})` }))]
}

function readSteps(name: string, check: FileCheck, modules: Modules, files: ProjectFiles): FieldSpec['steps'] | null {
  const at: At = ['fields', name, 'steps']
  const written = check.file.text(at)
  if (written === undefined) return []
  if (!Array.isArray(written)) {
    check.refuse('CONFIG_VALUE', at, { zh: '列表，如 [trim]', en: 'a list such as [trim]' }, shown(written), {
      zh: '写成 [步骤, 步骤]。',
      en: 'Write [step, step].',
    })
    return null
  }
  const steps: { step: string; options: Json }[] = []
  for (const [index, item] of (written as readonly Json[]).entries()) {
    const step = isRecord(item) && Object.keys(item).length === 1 ? Object.keys(item)[0] : item
    if (typeof step !== 'string') {
      check.refuse('CONFIG_VALUE', [...at, index], { zh: '步骤名，或 {步骤名: {选项}}', en: 'a step, or {step: {options}}' }, shown(item), {
        zh: '一项只写一个步骤。',
        en: 'Write one step per entry.',
      })
      continue
    }
    const module = moduleOf(modules, 'steps', step, [...at, index], check)
    if (module === null) continue
    const place = isRecord(item) ? [...at, index, step] : [...at, index]
    const options =
      isRecord(item) && item[step] !== null ? check.validatedJson(place, module.options) : check.accepts(place, module.options, {})
    if (options === null || !knowsLists(options, files, place, check)) continue
    if (!canCreate({ module, name: step, options, at: place }, files, check)) continue
    if (index > 0 && module.inputs === 'many') {
      check.refuse('FIELD_INPUTS', place, { zh: '合成步骤放在最前', en: 'a joining step as the first' }, same(step), {
        zh: '调整步骤次序。',
        en: 'Reorder the steps.',
      })
      continue
    }
    steps.push({ step, options })
  }
  return steps.length < (written as readonly Json[]).length ? null : steps
}

function pick(
  value: { readonly [key: string]: Json },
  names: readonly string[],
  without: readonly string[],
): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name) && !without.includes(name)))
}
