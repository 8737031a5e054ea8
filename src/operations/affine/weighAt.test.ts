import fc from 'fast-check'
import { expect, test } from 'vitest'
import { integer, noise, pick, uniform } from '../../../test/network/random.ts'
import { padded, plainKernel, vectorKernel } from '../../forms/kernel.ts'
import type { AffineOperation } from './affineOperation.ts'
import { weigh } from './evaluate.ts'
import { tapsOf } from './taps.ts'
import { weighAt } from './weighAt.ts'

const MEMORY = 2 ** 16
const kernels = [vectorKernel(MEMORY)!, plainKernel(MEMORY)]

function randomOperation(random: () => number, inputs: number): AffineOperation {
  const [positions, window, filters] = [integer(random, 1, 5), integer(random, 1, 9), integer(random, 1, 9)]
  const groups = pick(random, [1, positions])
  // Runs of numbers in order, and others.
  const list = Array.from({ length: positions }, () => {
    const first = integer(random, 0, inputs - window)
    const isRun = random() < 0.5
    return Array.from({ length: window }, (_, k) => (isRun ? first + k : integer(random, -1, inputs - 1)))
  })
  const weights = (count: number): Float64Array => Float64Array.from({ length: count }, () => noise(random, 1))
  return {
    kind: 'affine',
    taps: tapsOf(Int32Array.from(list.flat()), window),
    kernel: weights(groups * window * filters),
    bias: random() < 0.7 ? weights(groups * filters) : null,
    positions,
    window,
    filters,
    groups,
    rounding: { kind: 'sum' },
  }
}

test('in a kernel’s memory a point comes to what it comes to outside', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const inputs = integer(random, 9, 20)
      const operation = randomOperation(random, inputs)
      const { groups, filters, window, taps, kernel: weights } = operation
      const point = Float64Array.from({ length: inputs }, () => noise(random, 1))
      const expected = weigh(operation, point)
      for (const kernel of kernels) {
        // What others left there must not matter.
        kernel.numbers.fill(NaN)
        const [x, y, rows, steps] = [0, 1024, 8192, 32768]
        kernel.numbers.fill(0, 0, padded(inputs) + 4)
        kernel.numbers.set(point)
        kernel.numbers.fill(0, rows / 8, rows / 8 + groups * filters * padded(window))
        for (let g = 0; g < groups; g++)
          for (let f = 0; f < filters; f++)
            for (let k = 0; k < window; k++)
              kernel.numbers[rows / 8 + (g * filters + f) * padded(window) + k] =
                weights[(g * window + k) * filters + f]!
        kernel.integers.set(taps.steps, steps / 4)
        const sums = { address: 2048, stride: 1024 }
        const scratch = { kernel, sums, constants: 3072, lines: 4096, columns: 5120, addresses: 6144 }
        weighAt(operation, scratch, { rows, steps }, { x, y })
        const found = kernel.numbers.slice(y / 8, y / 8 + expected.length)
        expect(found.every((one, i) => Math.abs(one - expected[i]!) <= 1e-12)).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})
