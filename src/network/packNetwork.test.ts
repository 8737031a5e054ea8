import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pack, unpack } from '../files/pack.ts'
import { packNetwork } from './packNetwork.ts'
import { pick, uniform } from '../../test/network/random.ts'
import { randomSubject } from '../../test/network/randomSubject.ts'
import { unpackNetwork } from './unpackNetwork.ts'

test('a network is what its packed form is unpacked to, also through JSON', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const { network, dispose } = randomSubject(random, () => pick(random, [1, 1e-40, 1e37]))
      const packed = packNetwork(network)
      expect(unpackNetwork(packed)).toStrictEqual(network)
      expect(unpackNetwork(JSON.parse(JSON.stringify(packed)))).toStrictEqual(network)
      for (const { kind } of network.operations) kinds.add(kind)
      dispose()
    }),
    { numRuns: 50, seed: 1 },
  )
  const all = 'affine bilinear compare elementwise extremum gather input opaque product quotient round select softmax'
  expect([...kinds].toSorted().join(' ')).toBe(all)
})

test('numbers that JSON lacks, and -0, keep their bits', () => {
  const values = Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324)
  expect(unpack(pack(values))).toStrictEqual(values)
  expect(unpack(pack(Float32Array.of(-0, 1 / 3)))).toStrictEqual(Float32Array.of(-0, 1 / 3))
  expect(unpack(pack(new Int32Array()))).toStrictEqual(new Int32Array())
  expect(unpack(pack(Uint8Array.of(0, 255)))).toStrictEqual(Uint8Array.of(0, 255))
})

const dense = {
  inputs: [{ name: 'float64:no array', size: 2 }],
  operations: [
    { kind: 'input', size: 2, reads: [], layer: 'float64:no array', faultyOn: [], input: 0 },
    {
      kind: 'affine',
      size: 1,
      reads: [0],
      layer: 'dense (Dense)',
      faultyOn: [],
      bias: null,
      filters: 1,
      groups: 1,
      kernel: pack(Float64Array.of(1, 2)),
      positions: 1,
      rounding: { kind: 'sum' },
      taps: pack(Int32Array.of(0, 1)),
      window: 2,
    },
  ],
  output: 1,
  opaque: [],
}

const withAffine = (change: object): unknown => ({
  ...dense,
  operations: [dense.operations[0], { ...dense.operations[1], ...change }],
})

test('names that look like arrays stay names', () => {
  expect(packNetwork(unpackNetwork(dense))).toStrictEqual(dense)
})

test.for<[string, unknown]>([
  ['no object', null],
  ['no fields', {}],
  ['an output that is not there', { ...dense, output: 2 }],
  ['an unknown kind', withAffine({ kind: 'quadratic' })],
  ['reads of itself', withAffine({ reads: [1] })],
  ['too short a kernel', withAffine({ kernel: pack(Float64Array.of(1)) })],
  ['a kernel of integers', withAffine({ kernel: pack(Int32Array.of(1, 2)) })],
  ['taps that point past the end', withAffine({ taps: pack(Int32Array.of(0, 2)) })],
  ['half a number', withAffine({ kernel: 'float64:AAAA' })],
  ['no base64', withAffine({ kernel: 'float64:???' })],
  ['a size that does not fit', withAffine({ size: 2 })],
  ['an input of another size', { ...dense, inputs: [{ name: 'x', size: 3 }] }],
  [
    'an unknown function',
    withAffine({ kind: 'elementwise', name: 'constructor', parameter: pack(Float64Array.of(0)) }),
  ],
])('%s is refused', ([, packed]) => {
  expect(() => unpackNetwork(packed)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }) as Error)
})
