import { describe, expect, it } from 'vitest'
import type { IdentityResult } from '../../core/identity.ts'
import type { Row, Value } from '../../core/values.ts'
import { createIdentityField } from '../../transforms/identity/_identity-field.ts'
import { createKeyField, createStatedReader } from '../../transforms/identity/_key-field.ts'
import { accept, reject } from '../../transforms/identity/_result.ts'
import { day, today } from './_identity-samples.ts'
import { recordingCell } from './_registry.ts'

const unread = (): never => {
  throw new Error('a clean number is read no further')
}
const nonconforming = (facts: IdentityResult['facts']): IdentityResult => ({
  ...accept('kind', 'N1', [], facts),
  outcome: 'nonconforming',
  reasons: [{ code: 'NONCONFORMING' }],
})

describe('a field of one document', () => {
  const run = (identify: (value: Value) => IdentityResult, value: Value, isClean = (text: string) => text === 'CLEAN') => {
    const { cell, seen } = recordingCell()
    const number = createIdentityField({ isClean, identify, beside: ['original', 'other'] }, ['none'], { today })(value, cell, [])
    return { number, ...seen }
  }
  it('passes a clean number at once, unread, with the day as a number', () => {
    const days: number[] = []
    const field = createIdentityField({ isClean: (_, now) => days.push(now) > 0, identify: unread }, undefined, { today })
    expect(field('CLEAN', recordingCell().cell, [])).toBe('CLEAN')
    expect(days).toEqual([day])
  })
  it('reads what is no text, though the text in it be clean', () => {
    expect(run(() => accept('kind', 'N1', []), { tag: 'number', text: 'CLEAN' }).number).toBe('N1')
  })
  it('keeps the facts that are text beside an accepted number', () => {
    const facts = { original: 'n1', other: 5, third: 'x' }
    expect(run(() => accept('kind', 'N1', [], facts), 'n1')).toMatchObject({ number: 'N1', beside: { original: 'n1' }, reasons: [] })
    expect(run(() => accept('kind', 'N1', [], facts), 'n1').beside).toEqual({ original: 'n1' })
  })
  it('keeps nothing of a number that is not accepted', () => {
    expect(run(() => nonconforming({ original: 'n1' }), 'n1')).toMatchObject({
      number: null,
      beside: {},
      reasons: [{ code: 'NONCONFORMING' }],
    })
    expect(run(() => reject([{ code: 'FORMAT', suggestion: 'N2' }]), 'n1')).toMatchObject({
      number: null,
      reasons: [{ code: 'FORMAT', suggestion: 'N2' }],
    })
  })
  it('has no number where none is meant', () => {
    expect(run(unread, 'none')).toMatchObject({ number: null, reasons: [] })
    expect(run(unread, null)).toMatchObject({ number: null, reasons: [], fixes: [] })
  })
})

describe('a field whose companion says what it holds', () => {
  interface Parts {
    readonly suffix?: string
    readonly country?: boolean
  }
  const run = (identify: () => IdentityResult, value: Value, { suffix, country = false }: Parts = {}) => {
    const { cell, seen } = recordingCell()
    const cleanType = (text: string, now: number, companions: Row) =>
      text === 'CLEAN' ? `${String(companions[0] === 'companion')} on ${now}` : null
    const parts = { cleanType, identify, country, beside: ['original', 'other'], ...(suffix === undefined ? {} : { suffix }) }
    const number = createKeyField(parts, undefined, { today })(value, cell, ['companion'])
    return { number, ...seen }
  }
  const facts = { original: 'n1', other: 5 }
  it('passes a clean number at once, unread', () => {
    expect(run(unread, 'CLEAN', { suffix: 'kind', country: true })).toMatchObject({ number: 'CLEAN', reasons: [] })
    expect(run(unread, 'CLEAN', { suffix: 'kind', country: true }).beside).toEqual({ kind: `true on ${day}`, country: 'CHN' })
    expect(run(unread, 'CLEAN', { suffix: 'kind' }).beside).toEqual({ kind: `true on ${day}` })
    expect(run(unread, 'CLEAN').beside).toEqual({})
  })
  it('keeps type, country and facts of a number that is read', () => {
    const read = () => accept('document', 'N1', [], facts, [], 'USA')
    expect(run(read, 'n1', { suffix: 'kind', country: true }).beside).toEqual({ kind: 'document', country: 'USA', original: 'n1' })
    expect(run(read, 'n1').beside).toEqual({ original: 'n1' })
    expect(run(read, { tag: 'number', text: 'CLEAN' }).number).toBe('N1')
  })
  it('keeps nothing of a number that is not accepted', () => {
    for (const result of [nonconforming(facts), { ...reject([{ code: 'FORMAT' }]), facts }])
      expect(run(() => result, 'n1', { suffix: 'kind', country: true })).toMatchObject({ number: null, beside: {} })
    expect(run(() => nonconforming(facts), 'n1', { suffix: 'kind', country: true }).beside).toEqual({})
  })
  it('has no number where none is meant', () => {
    expect(run(unread, null, { suffix: 'kind', country: true })).toMatchObject({ number: null, reasons: [], fixes: [] })
  })
})

describe('what a companion states', () => {
  const create = (fallback: string | null = 'fallback') => {
    const asked: string[] = []
    const read = createStatedReader(new Map([['own', 'mine']]), fallback, (text) => (asked.push(text), `read ${text}`))
    return { read, asked }
  }
  it('is the word of the source, else what the text names, else the fallback', () => {
    const { read, asked } = create()
    expect(['own', ' own ', 'other', '\tother\n'].map(read)).toEqual(['mine', 'mine', 'read other', 'read other'])
    expect([undefined, null, '', ' ', true, new Uint8Array()].map((value) => create().read(value as Value))).toEqual([
      ...['fallback', 'fallback', 'fallback', 'fallback'],
      ...[create().read(true), create().read(new Uint8Array())],
    ])
    expect(asked).toEqual(['other', 'other'])
  })
  it('is never asked of an empty text, before or behind another', () => {
    const { read, asked } = create(null)
    expect(['', 'x', '', ' ', undefined].map(read)).toEqual([null, 'read x', null, null, null])
    expect(asked).toEqual(['x'])
  })
  it('is kept for the next row, which states the same mostly', () => {
    const { read, asked } = create()
    for (let row = 0; row < 5; row++) expect(read('x')).toBe('read x')
    expect(asked).toEqual(['x'])
    expect([read('y'), read('x')]).toEqual(['read y', 'read x'])
  })
  it('is trimmed up to 200 characters: nothing long is copied', () => {
    const { read } = create()
    expect(read(`x${' '.repeat(199)}`)).toBe('read x')
    expect(read(`x${' '.repeat(200)}`)).toBe(`read x${' '.repeat(200)}`)
  })
})
