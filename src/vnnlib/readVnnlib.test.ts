import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OvershootError } from '../errors.ts'
import { compare, toDecimal, toNumber } from '../numeric/decimal.ts'
import { float32Box } from './exactBox.ts'
import { loadVnnlib } from './loadVnnlib.ts'
import { drawnProperty, holdsOf, printVnnlib } from '../../test/vnnlib/randomProperty.ts'
import { type Property, readVnnlib } from './readVnnlib.ts'
import { isUnsafe } from './vnnlibAnswer.ts'

const declared = (inputs: number, outputs: number) =>
  [
    ...Array.from({ length: inputs }, (_, i) => `(declare-const X_${i} Real)`),
    ...Array.from({ length: outputs }, (_, i) => `(declare-const Y_${i} Real)`),
  ].join('\n')

/** What comes of a text: the code of the error, if there is one. */
function outcomeOf(text: string): string {
  try {
    readVnnlib(text)
    return 'read'
  } catch (error) {
    return error instanceof OvershootError ? error.code : String(error)
  }
}

/** Is it a counterexample of what was read? */
function isCounterexample({ boxes }: Property, inputs: readonly number[], outputs: readonly number[]): boolean {
  return boxes.some(
    ({ box, unsafe }) =>
      box.every(({ lo, hi }, i) => {
        const value = toDecimal(inputs[i]!)
        const above = lo === undefined ? 1 : compare(value, lo.value)
        const below = hi === undefined ? -1 : compare(value, hi.value)
        return (lo?.strict ? above > 0 : above >= 0) && (hi?.strict ? below < 0 : below <= 0)
      }) && isUnsafe(unsafe, outputs),
  )
}

/** Bounds of a property's boxes as numbers. */
const bounds = ({ boxes }: Property) =>
  boxes.map(({ box }) => box.map(({ lo, hi }) => [lo && toNumber(lo.value), hi && toNumber(hi.value)]))

describe('a property that is printed and read again', () => {
  const grid = fc.integer({ min: -8, max: 8 }).map((n) => n / 4)
  test.each([1, 2] as const)('has the same counterexamples, in version %i', (version) => {
    let met = 0
    fc.assert(
      fc.property(
        fc.array(drawnProperty(2, 2), { maxLength: 3 }),
        fc.array(fc.tuple(grid, grid, grid, grid), { minLength: 20, maxLength: 20 }),
        (formulas, points) => {
          const property = readVnnlib(printVnnlib(formulas, 2, 2, version))
          expect(property.version).toBe(version)
          for (const [a, b, c, d] of points) {
            const holds = formulas.every((formula) => holdsOf(formula, [a, b], [c, d]))
            expect(isCounterexample(property, [a, b], [c, d])).toBe(holds)
            met += holds ? 1 : 0
          }
        },
      ),
      { numRuns: 400, seed: version },
    )
    expect(met).toBeGreaterThan(500)
  })
})

describe('what is read', () => {
  test('boxes with what is unsafe in them: bounds for all, and disjunctions of inputs and outputs together', () => {
    const property = readVnnlib(`${declared(2, 2)}
      (assert (<= X_0 1)) (assert (>= X_0 -1)) (assert (>= 0.5 X_1))
      (assert (or (and (<= X_0 0) (>= X_1 0) (<= Y_0 1)) (and (<= X_0 0) (>= X_1 0) (>= Y_1 2)) (>= Y_0 7)))`)
    expect(bounds(property)).toEqual([
      [
        [-1, 0],
        [0, 0.5],
      ],
      [
        [-1, 1],
        [undefined, 0.5],
      ],
    ])
    expect(property.boxes.map(({ unsafe }) => unsafe.length)).toEqual([2, 1])
  })

  test('of version 2 tensors with several axes, row-major, one after the other', () => {
    const { inputs, outputs, boxes } = readVnnlib(`(vnnlib-version <2.0>)
      (declare-network f (declare-input A float32 [1,2,3] "a:0") (declare-input B Real []) (declare-output Y float32 [1, 2]))
      (assert (<= A[0, 1, 2] 1)) (assert (<= B 2)) (assert (and (>= Y [0,1] (* 2.0 Y[0,0]))))`)
    expect(inputs.map(({ name, size, onnxName }) => [name, size, onnxName])).toEqual([
      ['A', 6, 'a:0'],
      ['B', 1, undefined],
    ])
    expect(outputs).toEqual([{ name: 'Y', shape: [1, 2], size: 2, type: 'float32' }])
    expect(boxes[0]!.box.map(({ hi }) => hi && toNumber(hi.value))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      1,
      2,
    ])
    expect(boxes[0]!.unsafe[0]![0]!.terms.map(([output, by]) => [output, toNumber(by)])).toEqual([
      [0, -2],
      [1, 1],
    ])
  })

  test('no box where nothing can hold, all outputs unsafe where nothing is said of them', () => {
    expect(readVnnlib(`${declared(1, 1)}(assert (<= 2 1))`).boxes).toEqual([])
    expect(readVnnlib(`${declared(1, 1)}(assert (<= X_0 1))`).boxes.map(({ unsafe }) => unsafe)).toEqual([[[]]])
  })

  test('nesting of any depth', () => {
    const depth = 20_000
    const nested = (before: string, inner: string, after: string) => before.repeat(depth) + inner + after.repeat(depth)
    const text = [
      nested('(and ', '(<= Y_0 1)', ')'),
      nested('(or (<= Y_0 0) ', '(<= Y_0 1)', ')'),
      `(<= ${nested('(+ 1 ', 'Y_0', ')')} 1)`,
    ]
    const property = readVnnlib(`${declared(1, 1)}${text.map((one) => `(assert ${one})`).join('\n')}`)
    expect(property.boxes[0]!.unsafe.length).toBe(depth + 1)
    const last = property.boxes[0]!.unsafe[0]!.map(({ constant }) => toNumber(constant))
    expect(last).toContain(1 - depth)
  })
})

describe('boxes in float32', () => {
  const box = (text: string) => float32Box(readVnnlib(`${declared(1, 1)}${text}`).boxes[0]!.box)
  test('hold the float32 numbers inside', () => {
    const { lo, hi, rounded } = box('(assert (>= X_0 0.1)) (assert (< X_0 0.5))')
    expect([lo[0], hi[0], rounded]).toEqual([Math.fround(0.1), 0.5 - 2 ** -25, []])
    expect(lo[0]).toBeGreaterThanOrEqual(0.1)
  })
  test('take the float32 next to a point that float32 lacks', () => {
    expect(box('(assert (= X_0 0.3))')).toEqual({
      lo: Float64Array.of(Math.fround(0.3)),
      hi: Float64Array.of(Math.fround(0.3)),
      rounded: [0],
    })
  })
  test.each([
    '(assert (<= 0.1 X_0 )) (assert (<= X_0 0.100000001))',
    '(assert (< X_0 0)) (assert (>= X_0 0))',
    '(assert (>= X_0 1e39))',
  ])('%s is empty', (text) => expect(box(text).empty).toBe(0))
})

describe('what is refused, with its place', () => {
  const of = (text: string) => `${declared(2, 1)}\n${text}`
  test.each([
    ['(assert (<= Y_0 1)', 'PROPERTY_INVALID', 'line 4, column 1: this parenthesis is never closed'],
    ['(assert (<= Y_0 1)))', 'PROPERTY_INVALID', 'line 4, column 20: this parenthesis closes nothing'],
    ['(assert (<= Y_7 1))', 'PROPERTY_INVALID', 'line 4, column 13: "Y_7" is neither a number nor declared'],
    ['(assert (<= Y_0 1 2))', 'PROPERTY_INVALID', '<= compares two numbers, not 3'],
    ['(assert (<= Y_0 (and (<= Y_0 1))))', 'PROPERTY_INVALID', '<= takes numbers, not comparisons'],
    ['(assert Y_0)', 'PROPERTY_INVALID', 'expected a comparison, received "Y_0"'],
    ['(assert (+ Y_0 1))', 'PROPERTY_INVALID', 'expected a comparison, received a number'],
    ['(assert (or))', 'PROPERTY_INVALID', 'or joins comparisons, and there are none'],
    ['(assert ())', 'PROPERTY_INVALID', 'expected an operator'],
    ['(assert (<= Y_0[0] 1))', 'PROPERTY_INVALID', '"Y_0" has no indices'],
    ['(declare-const X_0 Real)', 'PROPERTY_INVALID', 'X_0 is declared twice'],
    ['(declare-const X_9 Real)', 'PROPERTY_INVALID', 'X_2 is not declared, but there are 3 inputs'],
    ['(declare-const Z_0 Real)', 'PROPERTY_INVALID', 'expected a declaration such as'],
    ['(define f 1)', 'PROPERTY_INVALID', 'expected a statement'],
    ['x', 'PROPERTY_INVALID', 'expected a parenthesis, received "x"'],
    ['"never closed', 'PROPERTY_INVALID', 'line 4, column 1: nothing can begin with "\\"" here'],
    ['(assert (not (<= Y_0 1)))', 'PROPERTY_UNSUPPORTED', 'line 4, column 10: the operator "not" cannot be read'],
    ['(assert (<= (* Y_0 Y_0) 1))', 'PROPERTY_UNSUPPORTED', 'is not linear'],
    ['(assert (<= (+ X_0 X_1) 1))', 'PROPERTY_UNSUPPORTED', 'a comparison of several inputs is no box'],
    ['(assert (<= X_0 Y_0))', 'PROPERTY_UNSUPPORTED', 'a comparison of inputs with outputs'],
    ['(assert (<= Y_0 1e99999))', 'PROPERTY_UNSUPPORTED', 'has too many digits'],
    ['(vnnlib-version <3.0>)', 'PROPERTY_UNSUPPORTED', 'expected version'],
    [
      `(assert ${'(and (or (<= Y_0 1) (<= Y_0 2)) '.repeat(40)}(<= Y_0 1)${')'.repeat(40)})`,
      'PROPERTY_UNSUPPORTED',
      'multiply to more than',
    ],
    [`(assert (<= ${'(* 1e300 '.repeat(40)}1${')'.repeat(40)} Y_0))`, 'PROPERTY_UNSUPPORTED', 'too many digits'],
  ])('%.60s', (text, code, message) => {
    expect(() => readVnnlib(of(text))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
    )
  })

  test.each([
    ['(declare-network f (declare-input X float32 [2]))', 'PROPERTY_INVALID', 'a network with inputs and outputs'],
    [
      '(declare-network f (declare-input X int64 [2]) (declare-output Y float32 [1]))',
      'PROPERTY_UNSUPPORTED',
      'numbers of type "int64"',
    ],
    [
      '(declare-network f (declare-input X float32 [2]) (declare-hidden H float32 [2] "h") (declare-output Y float32 [1]))',
      'PROPERTY_UNSUPPORTED',
      '"declare-hidden" cannot be decided',
    ],
    [
      '(declare-network f (declare-input X float32 [99999,99999]) (declare-output Y float32 [1]))',
      'PROPERTY_INVALID',
      'a tensor of 9999800001 numbers',
    ],
    [
      '(declare-network f (declare-input X Real [2]) (declare-output Y Real [1]))(declare-network g)',
      'PROPERTY_UNSUPPORTED',
      'several networks',
    ],
    [
      '(declare-network f (declare-input X Real [2]) (declare-output Y Real [1]))(assert (<= X[2] 1))',
      'PROPERTY_INVALID',
      'X[2] does not lie in [2]',
    ],
    [
      '(declare-network f (declare-input X Real [2]) (declare-output Y Real [1]))(assert (<= X 1))',
      'PROPERTY_INVALID',
      'X has 2 numbers: say which one, as in X[0]',
    ],
  ])('of version 2, %s', (text, code, message) => {
    expect(() => readVnnlib(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
    )
  })

  test('whatever is in the text', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '"',
      ';',
      '\n',
      ' ',
      'assert',
      'and',
      'or',
      '<=',
      'X_0',
      'Y_0',
      '1',
      '-',
      '*',
      '[0]',
      'declare-const',
      'Real',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), fc.boolean(), (all, spaced) => {
        expect(outcomeOf(`${declared(1, 1)}${all.join(spaced ? ' ' : '')}`)).toMatch(
          /^(read|PROPERTY_(INVALID|UNSUPPORTED))$/,
        )
      }),
      { numRuns: 1000, seed: 4 },
    )
  })
})

/** Benchmarks that name no licence are no part of this project. */
const benchmarks =
  process.env['OVERSHOOT_BENCHMARKS'] ?? fileURLToPath(new URL('../../../shared/benchmarks/acasxu', import.meta.url))

test('every property of the ACAS Xu benchmark is read: of five inputs, bounded, and five outputs', async ({ skip }) => {
  if (!existsSync(benchmarks)) skip(`no benchmarks in ${benchmarks}: set OVERSHOOT_BENCHMARKS`)
  const files = readdirSync(benchmarks, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.vnnlib(\.gz)?$/.test(name),
  )
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const { boxes, inputs, outputs } = await loadVnnlib(join(benchmarks, file))
    const isFull = boxes.every(({ box, unsafe }) => float32Box(box).empty === undefined && unsafe.flat().length > 0)
    const found = { file, sizes: [inputs[0]!.size, outputs[0]!.size], boxes: boxes.length, isFull }
    expect(found).toEqual({ file, sizes: [5, 5], boxes: file.includes('prop_6') ? 2 : 1, isFull: true })
  }
})
