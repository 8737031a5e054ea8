import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toBits32 } from '../../numeric/float32.ts'
import { exampleId } from '../exampleId.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { storedCounterexamples } from '../../../test/search/corpus/storedCounterexample.ts'
import type { StoredCounterexample } from './storedCounterexample.ts'

const sequence = new Float32Array(12)
for (const cell of [2, 4, 11]) sequence[cell] = 1
const image = new Float32Array(40)
image.set([0.1, -0, 3.4028234663852886e38], 7)
const values = [Float32Array.of(25), sequence, image]
const example: StoredCounterexample = {
  id: exampleId('the output stays in (0, 1)', '0a9a724c2bab', values),
  claim: 'the output stays in (0, 1)',
  holds: 'always in (0, 1)',
  source: 'properties/some.claims.ts',
  model: '0a9a724c2bab',
  inputs: [
    { name: 'dplus', shape: [1], domain: '-25..25', values: values[0]! },
    { name: 'sequence', shape: [3, 4], domain: 'oneHot 3x4', values: values[1]! },
    { name: 'image', shape: [5, 8], domain: 'any finite 5x8', values: values[2]! },
  ],
  output: Math.fround(1.1),
  parts: { wide: 1, deep: Math.fround(0.1) },
  minimal: true,
  distance: 6,
  path: [
    { distance: 20, output: Math.fround(1.3) },
    { distance: 6, output: Math.fround(1.1) },
  ],
  matters: [{ input: 'sequence', index: 2, value: 3, simplest: 0, without: Math.fround(0.2) }],
  backend: 'native',
  versions: { backend: 'native (libtensorflow 2.15.1)', tfjs: '4.22.0', node: 'v20.20.2' },
  found: { by: 'search', seed: 0, cases: 4096, flaky: 1 },
}

test('a file is small and readable', () => {
  expect(encode(example)).toMatchInlineSnapshot(`
    "{
      "format": 1,
      "id": "79127065a947",
      "claim": "the output stays in (0, 1)",
      "holds": "always in (0, 1)",
      "source": "properties/some.claims.ts",
      "model": "0a9a724c2bab",
      "inputs": [
        {
          "name": "dplus",
          "shape": [1],
          "domain": "-25..25",
          "values": [25],
          "bits": "41c80000"
        },
        {
          "name": "sequence",
          "shape": [3, 4],
          "domain": "oneHot 3x4",
          "letters": "203"
        },
        {
          "name": "image",
          "shape": [5, 8],
          "domain": "any finite 5x8",
          "values": [[7, 0], 0.1, "-0", 3.4028235e+38, [30, 0]],
          "bits": "00000000*7 3dcccccd 80000000 7f7fffff 00000000*30"
        }
      ],
      "output": { "value": 1.1, "bits": "3f8ccccd" },
      "parts": { "wide": 1, "deep": 0.1 },
      "minimal": true,
      "distance": 6,
      "path": [
        { "distance": 20, "output": 1.3 },
        { "distance": 6, "output": 1.1 }
      ],
      "matters": [
        { "input": "sequence", "index": 2, "value": 3, "simplest": 0, "without": 0.2 }
      ],
      "backend": "native",
      "versions": { "backend": "native (libtensorflow 2.15.1)", "tfjs": "4.22.0", "node": "v20.20.2" },
      "found": { "by": "search", "seed": 0, "cases": 4096, "flaky": 1 }
    }
    "
  `)
})

test('what is read is what was written, to the bit', () => {
  fc.assert(
    fc.property(storedCounterexamples, (stored) => {
      const read = decode(encode(stored))
      expect(read).toEqual(stored)
      const bits = (one: StoredCounterexample) => one.inputs.map((input) => Array.from(input.values, toBits32))
      expect(bits(read)).toEqual(bits(stored))
      // Reading and writing it again changes nothing.
      expect(encode(read)).toBe(encode(stored))
    }),
    { numRuns: 150 },
  )
})

/** What cannot change without being noticed. */
const guarded = ({ id, claim, model, inputs, output }: StoredCounterexample) => ({
  id,
  claim,
  model,
  output,
  values: inputs.map((input) => input.values),
})

/** What a text that is no longer what was written is read as; undefined where it is refused. */
function readDamaged(text: string): StoredCounterexample | undefined {
  try {
    return decode(text)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

test('a file that was damaged anywhere is refused, unless what counts is whole', () => {
  const text = encode(example)
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, out) => {
      const read = readDamaged(text.slice(0, at) + put + text.slice(at + out))
      expect(guarded(read ?? example)).toEqual(guarded(example))
    }),
    { numRuns: 1000 },
  )
})

test('a file that was cut short is refused', () => {
  const text = encode(example)
  fc.assert(
    fc.property(fc.nat(text.length - 2), (length) => {
      expect(() => decode(text.slice(0, length))).toThrow(/./)
    }),
  )
})

test('any other text is refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      expect(() => decode(text)).toThrow(/./)
    }),
  )
})

test.each([
  ['bits of an input', '41c80000', '41c80001', 'input dplus: values and bits disagree'],
  ['numbers of an input', '[25]', '[26]', 'input dplus: values and bits disagree'],
  ['bits and numbers of an input', /\[25\],\s+"bits": "41c80000"/, '[26], "bits": "41d00000"', /have the id .*, not/],
  ['a letter', '"203"', '"213"', /have the id .*, not/],
  ['a letter that the alphabet has not', '"203"', '"204"', 'letters do not fit the shape'],
  ['bits of the output', '3f8ccccd', '3f8cccce', 'output: value and bits disagree'],
  ['the claim', 'the output stays', 'the input stays', /have the id .*, not/],
  ['the model', '0a9a724c2bab', '0a9a724c2bac', /have the id .*, not/],
  ['a run that is too long', '00000000*7', '00000000*70000000', 'neither letters nor bits that fit'],
  ['a shape beyond all memory', '[5, 8]', '[1e9, 1e9]', 'more numbers than any input has'],
  ['the format', '"format": 1', '"format": 2', 'format'],
])('%s that were changed are named', (_, from, to, message) => {
  const text = encode(example).replace(from, to)
  expect(text).not.toBe(encode(example))
  expect(() => decode(text)).toThrow(message)
})

test('four equal numbers are a run, three are none; one letter is no alphabet', () => {
  const text = encode({
    ...example,
    inputs: [
      { name: 'x', shape: [7], domain: '', values: Float32Array.of(1, 1, 1, 2, 2, 2, 2) },
      { name: 'ones', shape: [2, 1], domain: '', values: Float32Array.of(1, 1) },
    ],
  })
  expect(text).toContain('"values": [1, 1, 1, [4, 2]]')
  expect(text).toContain('"bits": "3f800000 3f800000 3f800000 40000000*4"')
  expect(text).toContain('"values": [1, 1]')
})
