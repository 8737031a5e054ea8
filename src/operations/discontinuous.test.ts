import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backendNames } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import type { Bounds as Checked } from '../checker/numeric/bounds.ts'
import { rulesOf as checkedBy } from '../checker/operations/index.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { noise, pick, uniform } from '../../test/network/random.ts'
import { settingOn } from '../../test/operations/setting.ts'
import { substituteForm } from '../../test/operations/substitute.ts'
import { withinBounds } from '../../test/operations/withinBounds.ts'
import { numbersIn } from '../../test/proof/bounds.ts'
import { type ComputedOperation, type OperationKind, rulesOf } from './index.ts'
import { roundEven } from '../numeric/rounding.ts'

const kinds: readonly (readonly [kind: OperationKind, reads: number])[] = [
  ...(['less', 'lessOrEqual', 'equal'] as const).map((mode) => [{ kind: 'compare', mode }, 2] as const),
  ...(['floor', 'ceil', 'nearest', 'truncate'] as const).map((mode) => [{ kind: 'round', mode }, 1] as const),
  [{ kind: 'select' }, 3],
]
const operationOf = (kind: OperationKind, size: number, reads: number): ComputedOperation =>
  ({ ...kind, size, reads: Array.from({ length: reads }, (_, i) => i), layer: 's', faultyOn: [] }) as ComputedOperation

const split = (row: Float64Array, size: number): Float64Array[] =>
  Array.from({ length: row.length / size }, (_, i) => row.slice(i * size, (i + 1) * size))

const checkedOf = ({ lo, hi, nan }: Bounds): Checked[] => [...lo].map((low, i) => [low, hi[i]!, nan[i] === 1])

/** What the checker makes of the same bounds. */
function checkerBounds(operation: ComputedOperation, x: Bounds): readonly Checked[] {
  const given = { figures: [], box: undefined }
  const own = operation as unknown as Parameters<typeof checkedBy>[0]
  return checkedBy(own).bounds(own, checkedOf(x), given).bounds
}

const label = (kind: OperationKind): string => ('mode' in kind ? `${kind.kind}, ${kind.mode}` : kind.kind)

test.for(kinds.map(([kind, reads]) => ({ kind, reads, name: label(kind) })))(
  '$name: no result leaves its bounds, the checker’s, or a form that it is replaced by',
  ({ kind, reads }) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = uniform(seed)
        const size = 3
        const operation = operationOf(kind, size, reads)
        const { evaluate, bound, fits } = rulesOf(operation)
        expect(
          fits(
            operation,
            operation.reads.map(() => size),
          ),
        ).toBe(true)
        const { bounds: x, rows } = withinBounds(random, size * reads)
        const y = bound(operation, x, settingOn('cpu'))
        const checked = checkerBounds(operation, x)
        const L = Float64Array.from({ length: size }, () => pick(random, [0, 1, -1, noise(random, 2)]))
        const { into, constant } = substituteForm(operation, x, y, L)
        expect(constant).not.toBeNaN()
        for (const row of rows)
          for (const [i, value] of evaluate(operation, split(row, size)).entries()) {
            const ends = [y.lo[i]!, y.hi[i]!, ...checked[i]!.slice(0, 2)] as number[]
            expect({
              value,
              ends,
              isIn: [0, 2].every((k) => ends[k]! <= value && value <= ends[k + 1]!),
            }).toMatchObject({ isIn: true })
            const after = into.reduce((sum, c, k) => (c === 0 ? sum : sum + c * row[k]!), constant)
            const results = evaluate(operation, split(row, size))
            const before = L.reduce((sum, c, k) => (c === 0 ? sum : sum + c * results[k]!), 0)
            expect(before).toBeLessThanOrEqual(after)
          }
      }),
      { numRuns: 300 },
    )
  },
)

const numbers = (kind: OperationKind, x: Bounds): number[] => {
  const size = x.lo.length / kinds.find(([own]) => own.kind === kind.kind)![1]!
  const { lo, hi, nan } = rulesOf(operationOf(kind, size, 1)).bound(operationOf(kind, size, 1), x, settingOn('cpu'))
  expect(checkerBounds(operationOf(kind, size, 1), x)).toEqual(checkedOf({ lo, hi, nan }))
  return [lo[0]!, hi[0]!, nan[0]!]
}

test('comparisons are decided where ranges are apart, or both one number, subnormals aside', () => {
  const less = { kind: 'compare', mode: 'less' } as const
  expect(numbers(less, numbersIn([0, 1], [0.5, 2]))).toEqual([1, 1, 0])
  expect(numbers(less, numbersIn([0, 1], [1, 2]))).toEqual([0, 1, 0])
  expect(numbers(less, numbersIn([2, 1], [3, 2]))).toEqual([0, 0, 0])
  expect(numbers(less, numbersIn([2 ** -140, 2 ** -139], [2 ** -140, 2 ** -139]))).toEqual([0, 1, 0])
  expect(numbers(less, numbersIn([0, 1], [0.5, 2], [0]))).toEqual([0, 1, 0])
  expect(numbers({ kind: 'compare', mode: 'lessOrEqual' }, numbersIn([0, 1], [1, 2]))).toEqual([1, 1, 0])
  expect(numbers({ kind: 'compare', mode: 'lessOrEqual' }, numbersIn([1, 0], [2, 1]))).toEqual([0, 1, 0])
  const equal = { kind: 'compare', mode: 'equal' } as const
  expect(numbers(equal, numbersIn([1, 1], [1, 1]))).toEqual([1, 1, 0])
  expect(numbers(equal, numbersIn([1, 1], [1, 2]))).toEqual([0, 1, 0])
  expect(numbers(equal, numbersIn([1, 2], [1, 3]))).toEqual([0, 0, 0])
  expect(numbers(equal, numbersIn([2 ** -140, 2 ** -140], [2 ** -140, 2 ** -140]))).toEqual([0, 1, 0])
  expect(numbers(equal, numbersIn([Infinity, -Infinity], [Infinity, Infinity]))).toEqual([0, 1, 0])
})

test('what is chosen for sure is all that counts, NaN among what is not', () => {
  const select = { kind: 'select' } as const
  expect(numbers(select, numbersIn([1, 2, 5], [1, 3, 6], [2]))).toEqual([2, 3, 0])
  expect(numbers(select, numbersIn([0, 2, 5], [0, 3, 6], [1]))).toEqual([5, 6, 0])
  expect(numbers(select, numbersIn([0, 2, 5], [1, 3, 6], [1]))).toEqual([2, 6, 1])
  // What may count as 0, and NaN, choose nothing.
  expect(numbers(select, numbersIn([2 ** -140, 2, 5], [2 ** -140, 3, 6]))).toEqual([2, 6, 0])
  expect(numbers(select, numbersIn([1, 2, 5], [1, 3, 6], [0]))).toEqual([2, 6, 0])
})

test('rounding has the ends of what it reads, and reaches to 0 where that may count as it', () => {
  const of = (mode: 'floor' | 'ceil' | 'nearest' | 'truncate', lo: number, hi: number): number[] =>
    numbers({ kind: 'round', mode }, numbersIn([lo], [hi]))
  expect(of('floor', -0.5, 1.5)).toEqual([-1, 1, 0])
  expect(of('floor', -(2 ** -140), -(2 ** -140))).toEqual([-1, 0, 0])
  expect(of('ceil', 2 ** -140, 2 ** -140)).toEqual([0, 1, 0])
  expect(of('nearest', 0.5, 1.5)).toEqual([0, 2, 0])
  expect(of('nearest', -2.5, 2.5)).toEqual([-2, 2, 0])
  expect(of('truncate', -1.5, 1.5)).toEqual([-1, 1, 0])
  expect(of('floor', -Infinity, Infinity)).toEqual([-Infinity, Infinity, 0])
  expect([0.5, 1.5, -0.5, -1.5, 0.49999999999999994, 2 ** 53 - 1].map((x) => roundEven(x) + 0)).toEqual([
    0,
    2,
    0,
    -2,
    0,
    2 ** 53 - 1,
  ])
})

test.for(backendNames)('%s computes them so, and has gradients of them', async (backend, { skip }) => {
  await startOrSkip(backend, skip)
  const values = [-2.5, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.5, 3, 8388607.5, 16777215, -8388609, 1e30, -1e30]
  const size = values.length
  for (const [kind, reads] of kinds) {
    const operation = operationOf(kind, size, reads)
    const rows = Array.from({ length: reads }, (_, k) => values.map((_value, i) => values[(i + 4 * k) % size]!))
    const place = rulesOf(operation).place(operation, { tf, keep: (make) => make(), sizes: rows.map(() => size) })
    const [computed, slopes] = tf.tidy(() => {
      const given = rows.map((row) => tf.tensor2d([row]))
      const sum = (...all: tf.Tensor[]): tf.Tensor => tf.sum(place(all as tf.Tensor2D[]))
      return [
        place(given).dataSync(),
        tf
          .grads(sum)(given)
          .map((one) => [...one.dataSync()]),
      ]
    })
    const truth = rulesOf(operation).evaluate(
      operation,
      rows.map((row) => Float64Array.from(row, Math.fround)),
    )
    expect([...computed].map((x) => x + 0)).toEqual([...truth].map((x) => Math.fround(x) + 0))
    const isFirst = rows[0]!.map((x) => Number(x !== 0))
    expect(slopes).toEqual(
      kind.kind === 'round'
        ? [values.map(() => 1)]
        : kind.kind === 'compare'
          ? rows.map((row) => row.map(() => 0))
          : [values.map(() => 0), isFirst, isFirst.map((one) => 1 - one)],
    )
  }
})
