import { expect, test } from 'vitest'
import { OvershootError } from '../errors.ts'
import { pack } from '../files/pack.ts'
import { unpackNetwork } from './unpackNetwork.ts'

const integers = (...values: number[]): string => pack(Int32Array.from(values))
const numbers = (...values: number[]): string => pack(Float64Array.from(values))

/** One operation behind inputs of two and of four numbers. */
function withOperation(operation: object): object {
  const named = { layer: 'l', faultyOn: [] }
  return {
    inputs: [
      { name: 'x', size: 2 },
      { name: 'y', size: 4 },
    ],
    operations: [
      { kind: 'input', input: 0, size: 2, reads: [], ...named },
      { kind: 'input', input: 1, size: 4, reads: [], ...named },
      { ...named, ...operation },
    ],
    output: 2,
    opaque: [],
  }
}

const affine = {
  kind: 'affine',
  size: 6,
  reads: [0, 1],
  taps: integers(0, 5, -1, 2),
  kernel: numbers(...Array<number>(12).fill(1)),
  bias: numbers(...Array<number>(6).fill(1)),
  positions: 2,
  window: 2,
  filters: 3,
  groups: 2,
  rounding: { kind: 'sum' },
}
const scale = {
  kind: 'scale',
  offset: numbers(1, 2),
  limit: numbers(1, 2),
  underflow: [numbers(1, 2), numbers(1, 2)],
}

/** Operations that are as they should be, and changes of each after which it is not. */
const table: Record<string, readonly [operation: object, changes: readonly object[]]> = {
  'any operation': [
    { kind: 'opaque', size: 3, reads: [1] },
    [
      { size: 0 },
      { size: -1 },
      { size: 1.5 },
      { size: '3' },
      { reads: undefined },
      { reads: [2] },
      { reads: [-1] },
      { reads: [0.5] },
      { reads: [0, 3] },
      { faultyOn: undefined },
      { kind: undefined },
    ],
  ],
  'a source of unknown numbers': [{ kind: 'opaque', size: 3, reads: [] }, []],
  'an input': [{ kind: 'input', input: 1, size: 4, reads: [] }, [{ input: 0 }, { input: 2 }, { size: 2 }]],
  'a gather': [
    { kind: 'gather', size: 3, reads: [0, 1], taps: integers(-1, 0, 5) },
    [
      { reads: [] },
      { size: 2 },
      { size: 4 },
      { taps: numbers(-1, 0, 5) },
      { taps: integers(-2, 0, 5) },
      { taps: integers(-1, 0, 6) },
      { reads: [1] },
    ],
  ],
  'an affine operation': [
    affine,
    [
      { reads: [] },
      { reads: [1] },
      { taps: integers(0, 6, -1, 2) },
      { taps: integers(0, 5, -1) },
      { taps: numbers(0, 5, -1, 2) },
      { kernel: numbers(1, 2, 3) },
      { kernel: integers(...Array<number>(12).fill(1)) },
      { bias: numbers(1) },
      { bias: integers(...Array<number>(6).fill(1)) },
      { size: 5 },
      { filters: 2 },
      { groups: 1 },
      { groups: 0, kernel: numbers(), bias: numbers() },
      { window: 0, taps: integers(), kernel: numbers() },
      { positions: 1 },
      { positions: -2, filters: -3, taps: integers(), kernel: numbers(), bias: null },
      { rounding: { kind: 'other' } },
    ],
  ],
  'an affine operation without bias': [{ ...affine, bias: null }, [{ bias: undefined }, { size: 7 }]],
  'a mean': [{ ...affine, bias: null, rounding: { kind: 'mean' } }, [{ window: 3 }]],
  'a normalization': [
    { ...affine, rounding: scale },
    [
      { rounding: { ...scale, offset: numbers(1) } },
      { rounding: { ...scale, limit: numbers(1, 2, 3) } },
      { rounding: { ...scale, underflow: [numbers(1, 2), numbers(1)] } },
      { rounding: { ...scale, underflow: [integers(1, 2), numbers(1, 2)] } },
    ],
  ],
  'a bilinear operation': [
    {
      kind: 'bilinear',
      size: 4,
      reads: [0, 1],
      taps: integers(1, -1),
      positions: 2,
      window: 1,
      filters: 2,
      bias: true,
    },
    [
      { bias: false },
      { window: 2, taps: integers(1, -1, 0, 0) },
      { taps: integers(1, 2) },
      { taps: integers(1) },
      { taps: numbers(1, -1) },
      { size: 3 },
      { positions: 1 },
      { filters: 1, size: 2 },
      { reads: [1, 0] },
      { reads: [0] },
      { positions: -2, size: -4 },
    ],
  ],
  'a bilinear operation without bias': [
    {
      kind: 'bilinear',
      size: 2,
      reads: [0, 1],
      taps: integers(1, 0),
      positions: 1,
      window: 2,
      filters: 2,
      bias: false,
    },
    [{ bias: true }],
  ],
  'a function with one parameter': [
    { kind: 'elementwise', name: 'relu', size: 2, reads: [0], parameter: numbers(0) },
    [
      { name: 'constructor' },
      { name: undefined },
      { size: 3 },
      { size: 1 },
      { parameter: numbers() },
      { parameter: integers(0) },
      { parameter: numbers(1, 2, 3) },
    ],
  ],
  'a function with a parameter each': [
    { kind: 'elementwise', name: 'leakyRelu', size: 2, reads: [0], parameter: numbers(0, 1) },
    [{ reads: [1], size: 4 }],
  ],
  'a largest number': [
    { kind: 'extremum', mode: 'max', size: 2, reads: [1], taps: integers(0, 1, 3, -1), window: 2 },
    [
      { mode: 'sum' },
      { window: 0, taps: integers() },
      { window: 1 },
      { taps: integers(0, 1, 3) },
      { taps: integers(0, 1, 4, -1) },
      { taps: numbers(0, 1, 3, -1) },
    ],
  ],
  'a smallest number': [
    { kind: 'extremum', mode: 'min', size: 1, reads: [1], taps: integers(3), window: 1 },
    [{ size: 2 }],
  ],
  'a product': [{ kind: 'product', size: 2, reads: [0, 0] }, [{ reads: [0, 1] }, { size: 4 }, { reads: [] }]],
  'a comparison': [
    { kind: 'compare', mode: 'less', size: 2, reads: [0, 0] },
    [{ mode: 'more' }, { mode: 'toString' }, { reads: [0] }, { reads: [0, 1] }, { size: 4 }],
  ],
  'a selection': [
    { kind: 'select', size: 2, reads: [0, 0, 0] },
    [{ reads: [0, 0] }, { reads: [0, 0, 1] }, { reads: [0, 0, 0, 0] }, { size: 1 }],
  ],
  'a rounding': [
    { kind: 'round', mode: 'floor', size: 4, reads: [1] },
    [{ mode: 'up' }, { mode: 'constructor' }, { reads: [0] }, { reads: [0, 0] }, { size: 2 }],
  ],
  'a softmax': [
    { kind: 'softmax', group: 2, size: 4, reads: [1] },
    [{ group: 3 }, { group: 0 }, { group: 1.5 }, { size: 2 }, { reads: [0] }, { reads: [] }],
  ],
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return error instanceof OvershootError ? error.code : String(error)
  }
  return undefined
}

test.for(Object.entries(table))('%s is read, and refused once it does not fit', ([, [operation, changes]]) => {
  expect(unpackNetwork(withOperation(operation)).operations[2]).toMatchObject({ layer: 'l' })
  const codes = changes.map((change) => codeOf(() => unpackNetwork(withOperation({ ...operation, ...change }))))
  expect(codes).toEqual(changes.map(() => 'ARGUMENT_INVALID'))
})

test('a network without one of its lists is refused', () => {
  const whole = withOperation({ kind: 'opaque', size: 3, reads: [] })
  expect(unpackNetwork(whole)).toEqual(whole)
  for (const list of ['inputs', 'operations', 'opaque', 'output'])
    expect(() => unpackNetwork({ ...whole, [list]: undefined })).toThrow(/unpackNetwork/)
})
