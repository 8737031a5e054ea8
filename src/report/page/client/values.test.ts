import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Playground } from '../reportData.ts'
import { parsePageData } from './pageData.ts'
import { hashOf, valuesIn } from './share.ts'
import { rowOf, startValues, whyNot } from './values.ts'

const playground: Playground = {
  backend: 'cpu',
  inputs: [
    { kind: 'number', name: 'a&b=c', lo: -1, hi: 2, start: 0.5 },
    { kind: 'letters', name: 'string', alphabet: 'AC&=', start: 'AAA' },
  ],
  outputs: [],
}

test('a link brings back what was set', () => {
  const letter = fc.constantFrom('A', 'C', '&', '=')
  fc.assert(
    fc.property(fc.double({ min: -1, max: 2, noNaN: true }), fc.tuple(letter, letter, letter), (number, string) => {
      const values = { 'a&b=c': number + 0, string: string.join('') }
      expect(valuesIn(hashOf(values), playground)).toEqual(values)
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('a link that says what cannot be set leaves the start; other links say nothing', () => {
  const odd = `#playground?${new URLSearchParams({ 'a&b=c': '3', string: 'AAX', more: '1' })}`
  expect(valuesIn(odd, playground)).toEqual(startValues(playground))
  expect(valuesIn('#playground?a%26b%3Dc=', playground)).toEqual(startValues(playground))
  expect(valuesIn('#playground', playground)).toBeUndefined()
})

test('values become the rows that models read', () => {
  const [number, string] = playground.inputs
  expect(rowOf(number!, 0.1)).toEqual(Float32Array.of(0.1))
  expect(rowOf(string!, 'C=A')).toEqual(Float32Array.of(0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0))
})

test('a letter outside the basic plane is one letter', () => {
  const input = { kind: 'letters', name: 'faces', alphabet: '😀😁😂', start: '😀😀' } as const
  expect(rowOf(input, '😂😁')).toEqual(Float32Array.of(0, 0, 1, 0, 1, 0))
  expect(whyNot(input, '😂😁')).toBeUndefined()
  expect(whyNot(input, '😂😎')).toBe('letter 2 is "😎"; only 😀, 😁, 😂 can be set')
  expect(whyNot(input, '😂')).toBe('2 letters are needed, these are 1')
  // Half of a pair is no letter.
  expect(whyNot(input, '😂'.slice(0, 1) + '😁')).toContain('letter 1 is')
})

test('what cannot be set is named', () => {
  const [number, string] = playground.inputs
  for (const value of [NaN, -1.5, 2.5, Infinity]) expect(whyNot(number!, value)).toBe('a number from -1 to 2 is needed')
  expect(whyNot(string!, 'AGA')).toBe('letter 2 is "G"; only A, C, &, = can be set')
  expect(whyNot(string!, 'AA')).toBe('3 letters are needed, these are 2')
  expect(whyNot(string!, 'AAC')).toBeUndefined()
})

test('numbers that JSON lacks are read from their spelling', () => {
  const json = JSON.stringify({
    playground: {
      ...playground,
      outputs: [{ name: 'Infinity', network: {}, inputs: [], certified: ['-Infinity', 'Infinity'], claimed: [0, 1] }],
    },
  })
  const [output] = parsePageData(json).playground!.outputs
  expect(output).toMatchObject({ name: 'Infinity', certified: [-Infinity, Infinity], claimed: [0, 1] })
})
