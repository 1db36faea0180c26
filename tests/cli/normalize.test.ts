import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { runCli } from '../../cli/run-cli.ts'
import type { Normalized } from '../../transforms/normalize.ts'
import { smallProject } from './_small-project.ts'
import { guiji } from './_terminal.ts'

const number = '51018419020304906X'
const elsewhere = { cwd: '/' }

async function results(type: string, input: string | Uint8Array, ...options: string[]): Promise<Normalized[]> {
  const { code, stdout, stderr } = await guiji(['normalize', type, '--json', ...options], { ...elsewhere, input })
  expect([code, stderr]).toEqual([0, ''])
  return stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Normalized) // prettier-ignore
}
const jsonLines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

describe('with --json', () => {
  test('a line gives an object with seven keys in their order', async () => {
    const { stdout } = await guiji(['normalize', 'resident-id', '--json'], { ...elsewhere, input: `"${number.toLowerCase()}"\n` })
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['outcome', 'value', 'key', 'fixes', 'reasons', 'warnings', 'facts'])
    expect(stdout.startsWith('{"outcome":"fixed","value":"51018419020304906X","key":{"type":"resident-id","country":"CHN"')).toBe(true)
    expect(stdout.endsWith('}\n')).toBe(true)
  })

  test('every sample of dirt gets its outcome', async () => {
    const dirt = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/identity-dirt.json'), 'utf8')) as {
      raw: string
      outcome: string
      value?: string
    }[]
    const seen = await results('resident-id', jsonLines(dirt.map(({ raw }) => raw)))
    expect(seen.map(({ outcome }) => outcome)).toEqual(dirt.map(({ outcome }) => outcome))
    for (const [index, { value, outcome }] of dirt.entries()) if (outcome !== 'rejected') expect(seen[index]?.value).toBe(value)
  })

  test('a number keeps the digits of its line, and counts as a numeric cell', async () => {
    const texts = await results('text', '123456789012345678\n [0.10 ]\n-1e5\n')
    expect(texts.map(({ value, reasons }) => value ?? reasons[0]?.code)).toEqual(['123456789012345678', 'NOT_A_VALUE', '-1e5'])
    const [lost] = await results('resident-id', '510184190203040000\n')
    expect(lost?.reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
  })

  test('booleans, null, tagged values and companions are what a connector would hand over', async () => {
    const seen = await results('text', 'true\nnull\n{"tag":"date","text":"2026-11-24"}\n{"tag":"undecodable","text":"ff"}\n')
    expect(seen.map(({ value, reasons }) => value ?? reasons[0]?.code)).toEqual(['true', undefined, '2026-11-24', 'UNDECODABLE'])
    const money = await results('money', '["100","万元","港币"]\n[ 100.0 , "万\\"元,[", null]\n["100"]\n"100"\n[1,2,3,4]\n[]\n[[1]]\n')
    expect(money.map(({ value, reasons, facts }) => value ?? reasons[0]?.code ?? facts)).toEqual([
      '1000000',
      'CURRENCY_UNKNOWN',
      '100',
      '100',
      'NOT_A_VALUE',
      'NOT_A_VALUE',
      'NOT_A_VALUE', // prettier-ignore
    ])
    expect(money[0]?.facts).toEqual({ currency: 'HKD', unit: '万元' })
  })

  test('a line that is no JSON or no value gets a result, and the next line its own', async () => {
    const seen = await results('text', '{"a":1}\nnope\n\n"a\n"b"\n')
    expect(seen.map(({ value, reasons }) => value ?? reasons[0]?.code)).toEqual(['NOT_A_VALUE', 'NOT_JSON', 'NOT_JSON', 'NOT_JSON', 'b'])
    expect(seen.slice(0, 4).every(({ outcome, key, fixes }) => outcome === 'rejected' && key === null && fixes.length === 0)).toBe(true)
  })

  test('of a type that holds JSON, lists and objects are values', async () => {
    const seen = await results('json', '{"a": 12345678901234567890}\n[1, 2]\n')
    expect(seen.map(({ outcome, value }) => [outcome === 'rejected', value?.replace(/\s/g, '')])).toEqual([
      [false, '{"a":12345678901234567890}'],
      [false, '[1,2]'],
    ])
  })
})

describe('without --json', () => {
  const plain = async (input: string | Uint8Array, ...words: string[]) =>
    (await guiji(['normalize', ...words], { ...elsewhere, input })).stdout.split('\n').slice(0, -1)

  test('a line gives outcome, value and what was done or is wrong, in the language of the user', async () => {
    const input = `${number}\n${number.toLowerCase()}\n51O18419020304906X\n510184190203049060\n无\n`
    expect(await plain(input, 'resident-id', '--lang', 'zh')).toEqual([
      `合格\t${number}\t`,
      `已修正\t${number}\tUPPER_CASE 末位 x 改为 X`,
      `拒收\t\tFORMAT -> ${number} 格式不符`,
      '拒收\t\tCHECK_DIGIT 校验码不符',
      '已修正\t\tNULL_TOKEN 表示“无”的写法视为空',
    ])
    expect((await plain(input, 'resident-id'))[3]).toBe('rejected\t\tCHECK_DIGIT the check digit is wrong')
  })

  test('BOM, CRLF, a last line without end, empty lines and lines that are no UTF-8 are lines like any other', async () => {
    const input = Buffer.concat([Buffer.from('\ufeff汉\r\n\r\n'), Buffer.from([0xba, 0xba, 0x0a]), Buffer.from('藏')])
    expect(await plain(input, 'nation')).toEqual([
      expect.stringContaining('fixed\t01\t'),
      'ok\t\t',
      'rejected\t\tUNDECODABLE bytes that no encoding explains',
      expect.stringContaining('fixed\t04\t'),
    ])
    expect(await plain('', 'nation')).toEqual([])
    expect((await results('nation', input)).map(({ reasons }) => reasons[0]?.code)).toEqual([
      'NOT_JSON',
      'NOT_JSON',
      'UNDECODABLE',
      'NOT_JSON',
    ])
  })

  test('companions stand behind the value with tabs between, and are no columns for other types', async () => {
    expect(await plain('100\t万元\t人民币\n', 'money')).toEqual(['fixed\t1000000\tMONEY_FORM amount rewritten in the standard form'])
    expect((await plain('a\tb\n', 'text'))[0]?.split('\t')).toEqual(['ok', 'a·b', ''])
  })

  test('no control character of a value reaches the terminal', async () => {
    expect((await plain('a\x1b[31mb\x07\n', 'text'))[0]).toBe('ok\ta·[31mb·\t')
  })

  test('a line of ten megabytes and a result of as much are no trouble', async () => {
    const long = '汉'.repeat(3_400_000)
    expect(await plain(`${long}\nA\n`, 'resident-id')).toEqual([
      expect.stringMatching(/^rejected\t\tFORMAT/),
      expect.stringMatching(/^rejected\t\tFORMAT/),
    ])
    expect((await plain(`${long}\n`, 'text'))[0]?.length).toBe(long.length + 4)
  })
})

describe('what becomes of the command', () => {
  test('it is done whatever the outcomes were; --strict fails for a value that was refused', async () => {
    const run = async (type: string, input: string, ...words: string[]) =>
      (await guiji(['normalize', type, ...words], { ...elsewhere, input })).code
    expect(await run('resident-id', 'x\n')).toBe(0)
    expect(await run('resident-id', 'x\n', '--strict')).toBe(1)
    expect(await run('resident-id', `${number.toLowerCase()}\n`, '--strict')).toBe(0)
    const nonconforming = '91510184144205777C\n'
    expect((await results('uscc', JSON.stringify(nonconforming.trim())))[0]?.outcome).toBe('nonconforming')
    expect(await run('uscc', nonconforming, '--strict')).toBe(1)
  })

  test('an unknown type is refused with the nearest name, and a value in its place is not repeated', async () => {
    const { code, stderr } = await guiji(['normalize', 'resident-idd'], elsewhere)
    expect([code, stderr]).toEqual([2, expect.stringMatching(/USAGE_TYPE_UNKNOWN[^]*meant +resident-id\n[^]*guiji types/)])
    expect(JSON.stringify(await guiji(['normalize', number], elsewhere))).not.toContain(number)
  })

  test('no value reaches standard error', async () => {
    const { stderr } = await guiji(['normalize', 'resident-id', '--json'], { ...elsewhere, input: `${number}\n"${number}\n` })
    expect(stderr).toBe('')
  })

  test('it is read no faster than its answers are taken, and no more is held than has been read', async () => {
    let read = 0
    function* lines() {
      for (; read < 1000; read++) yield Buffer.from(`${number}\n`.repeat(3000))
    }
    let taken: (() => void) | null = null
    const stdout = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        taken = done
      },
    })
    const interruption = new AbortController()
    const stdin = Readable.from(lines(), { highWaterMark: 1 })
    const stderr = new PassThrough().resume()
    const ended = runCli(['normalize', 'resident-id'], { stdin, stdout, stderr, env: {}, cwd: '/', signal: interruption.signal })
    await expect.poll(() => taken).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(read).toBeLessThan(5)
    interruption.abort()
    expect(await ended).toBe(130)
  })

  test('an interruption ends it while it waits for a line', async () => {
    const interruption = new AbortController()
    setTimeout(() => {
      interruption.abort()
    }, 100)
    const streams = { stdin: new PassThrough(), stdout: new PassThrough().resume(), stderr: new PassThrough().resume() }
    expect(await runCli(['normalize', 'text'], { ...streams, env: {}, cwd: '/', signal: interruption.signal })).toBe(130)
  })
})

describe('options', () => {
  test('are read as the type declares them', async () => {
    const [money] = await results('money', '"100"\n', '--option', 'unit=万元', 'scale=0', '--option', 'default_currency=CNY')
    expect(money).toMatchObject({ value: '1000000', warnings: [], facts: { currency: 'CNY', unit: '万元' } })
    const given = [['none=x', 'none=y'], ['none=["x","y"]']]
    for (const option of given) {
      const seen = await results('text', '"x"\n"y"\n"无"\n', '--option', ...option)
      expect(seen.map(({ value }) => value)).toEqual([null, null, '无'])
    }
    expect((await results('text', '"a=b"\n', '--option', 'none=a=b')).map(({ value }) => value)).toEqual([null])
  })

  test('that do not fit are all told, with what was expected and found', async () => {
    const refused = await guiji(['normalize', 'money', '--option', 'unit=吨', 'scale=many', 'foo=1'], elsewhere)
    expect(refused.code).toBe(2)
    const text = refused.stderr.replace(/\s+/g, ' ')
    for (const part of [
      'USAGE_TYPE_OPTION',
      'unit: expected one of 元, 千元',
      'found 吨',
      'scale: expected a whole number',
      'unknown key foo',
    ])
      expect(text).toContain(part)
    const form = await guiji(['normalize', 'money', '--option', 'unit', '--lang', 'zh'], elsewhere)
    expect([form.code, form.stderr]).toEqual([2, expect.stringContaining('USAGE_OPTION_FORM')])
  })
})

describe('in a project', () => {
  const seal = `import { defineType } from 'guiji'
export default defineType({
  summary: { zh: '印章编号', en: 'number of a seal' },
  options: { type: 'object', additionalProperties: false, properties: {} },
  codes: { SEAL: { zh: '不是印章编号', en: 'no number of a seal' } },
  examples: [{ in: '1', out: '1' }],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string' }),
  mask: (clean) => clean,
  create: () => (value, cell) => (value === '1' ? value : cell.reject('SEAL')),
})
`
  const project = async () => {
    const { root } = await smallProject()
    await mkdir(join(root, 'lists'))
    await writeFile(join(root, 'lists', 'villages.csv'), 'code,label\n510184001001,示例村\n')
    await mkdir(join(root, 'transforms', 'types'), { recursive: true })
    await writeFile(join(root, 'transforms', 'types', 'seal.ts'), seal)
    return root
  }

  test('its lists and its own types are known, and outside of it they are not', async () => {
    const cwd = await project()
    const village = await guiji(['normalize', 'code:villages'], { cwd, input: '示例村\n别处\n' })
    expect(village.stdout.split('\n')).toEqual([
      'fixed\t510184001001\tLABEL_TO_CODE label replaced by its code',
      "rejected\t\tCODE_UNKNOWN neither a code nor a label of the list",
      '',
    ]) // prettier-ignore
    const own = await guiji(['normalize', 'seal', '--project', cwd], { ...elsewhere, input: '1\n2\n' })
    expect(own.stdout).toBe('ok\t1\t\nrejected\t\tSEAL no number of a seal\n')
    const nowhere = await guiji(['normalize', 'code:villages'], elsewhere)
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('USAGE_LIST_UNKNOWN')])
    const misspelt = await guiji(['normalize', 'code:vilages'], { cwd })
    expect(misspelt.stderr).toMatch(/meant +villages/)
    expect((await guiji(['normalize', 'seal'], elsewhere)).code).toBe(2)
    expect((await guiji(['normalize', 'text', '--project', '/'], elsewhere)).stderr).toContain('PROJECT_NOT_FOUND')
  })

  test("a standard's list needs no project", async () => {
    expect((await guiji(['normalize', 'code:GB/T-3304'], { ...elsewhere, input: '汉族\n' })).stdout).toMatch(/^fixed\t01\t/)
  })
})
