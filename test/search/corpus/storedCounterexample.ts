import fc from 'fast-check'
import { backendNames } from '../../../src/backend/name.ts'
import { fromBits32 } from '../../../src/numeric/float32.ts'
import { product } from '../../../src/claim/shape.ts'
import { exampleId } from '../../../src/search/exampleId.ts'
import type { StoredCounterexample } from '../../../src/search/corpus/storedCounterexample.ts'

/** Every float32, each class of them often. */
const float32 = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.1, Infinity, -Infinity, Number.NaN, 2 ** -149).map(Math.fround),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((bits) => fromBits32(bits.toString(16))),
)

/** NaN is in no domain. */
const inputNumber = float32.filter((value) => !Number.isNaN(value))

const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })
const numbers = shape.chain((sides) =>
  fc.record({
    shape: fc.constant(sides),
    values: fc
      .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, inputNumber), {
        minLength: product(sides),
        maxLength: product(sides),
      })
      .map((values) => Float32Array.from(values)),
  }),
)
const sequence = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 40 })).chain(([length, letters]) =>
  fc.array(fc.nat(letters - 1), { minLength: length, maxLength: length }).map((places) => {
    const values = new Float32Array(length * letters)
    places.forEach((place, row) => (values[row * letters + place] = 1))
    return { shape: [length, letters], values }
  }),
)

/** Counterexamples of every form that a file may hold. */
export const storedCounterexamples: fc.Arbitrary<StoredCounterexample> = fc
  .record(
    {
      claim: fc.string({ unit: 'grapheme' }),
      holds: fc.string(),
      source: fc.string(),
      model: fc.string(),
      inputs: fc.array(fc.oneof(numbers, sequence), { maxLength: 3 }),
      output: float32,
      parts: fc.dictionary(fc.constantFrom('wide', 'deep', '1'), float32, { noNullPrototype: true }),
      minimal: fc.boolean(),
      distance: fc.nat(),
      path: fc.array(fc.record({ distance: fc.nat(), output: float32 }, { noNullPrototype: true }), { maxLength: 4 }),
      matters: fc.array(
        fc.record(
          { input: fc.string(), index: fc.nat(), value: float32, simplest: float32, without: float32 },
          { noNullPrototype: true },
        ),
        { maxLength: 4 },
      ),
      backend: fc.constantFrom(...backendNames),
      versions: fc.constant({ backend: 'cpu (tfjs 4.22.0)', tfjs: '4.22.0', node: 'v20.20.2' }),
      found: fc.record(
        {
          by: fc.constantFrom('search' as const, 'gradient' as const),
          seed: fc.integer(),
          cases: fc.nat(),
          flaky: fc.nat(),
        },
        { noNullPrototype: true },
      ),
    },
    {
      requiredKeys: [
        'claim',
        'holds',
        'model',
        'inputs',
        'output',
        'minimal',
        'distance',
        'path',
        'matters',
        'backend',
        'versions',
        'found',
      ],
      noNullPrototype: true,
    },
  )
  .map(({ inputs, ...rest }) => {
    const id = exampleId(
      rest.claim,
      rest.model,
      inputs.map(({ values }) => values),
    )
    const named = inputs.map((input, i) => ({ name: `${i}`, domain: 'any', ...input }))
    return { ...rest, id, inputs: named }
  })
