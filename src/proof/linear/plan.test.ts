import { expect, test } from 'vitest'
import type { Network } from '../../network/network.ts'
import type { Operation } from '../../operations/index.ts'
import { planOf } from './plan.ts'
import { inOrder } from '../../operations/affine/taps.ts'

/** An input of two numbers, `size` functions of their differences, and the sum of those. */
function wide(size: number): Network {
  const sum = { kind: 'affine', taps: inOrder(1), bias: null, groups: 1, rounding: { kind: 'sum' } } as const
  const own = { layer: '', faultyOn: [], kernel: new Float64Array() }
  const operations: Operation[] = [
    { ...own, kind: 'input', input: 0, size: 2, reads: [] },
    { ...own, ...sum, size: 2, reads: [0], positions: 1, window: 2, filters: 2 },
    { ...own, ...sum, size, reads: [1], positions: 1, window: 2, filters: size },
    { ...own, kind: 'elementwise', name: 'relu', parameter: Float64Array.of(0), size, reads: [2] },
    { ...own, ...sum, size: 1, reads: [3], positions: 1, window: size, filters: 1 },
  ]
  return { inputs: [{ name: 'x', size: 2 }], operations, output: 4, opaque: [] }
}

test('what bends is tightened, and the output, where memory allows', () => {
  expect(planOf(wide(100)).tighten).toEqual([false, false, true, false, true])
  expect(planOf(wide(3_000_000)).tighten).toEqual([false, false, false, false, true])
  expect(planOf(wide(5_000_000)).tighten).toEqual([false, false, false, false, false])
})
