import fc from 'fast-check'
import { expect, test } from 'vitest'
import { integer, uniform } from '../../test/network/random.ts'
import { type Kernel, NOWHERE, padded, plainKernel, vectorKernel } from './kernel.ts'

/** Bytes of the memories compared. */
const MEMORY = 2 ** 16
const vector = vectorKernel(MEMORY)!
const plain = plainKernel(MEMORY)

/** Sums in float64 of `count` terms may differ by their order: by at most so much of the sum of sizes. */
const share = (count: number): number => (count + 2) * 2 ** -52

interface Problem {
  readonly random: () => number
  readonly rows: number
  readonly length: number
  /** Takes room for so many numbers, of either sign and some of them 0; returns its address. */
  readonly take: (count: number) => number
}

/**
 * Does the same with three copies of the same memory: vector instructions, plain JavaScript, and plain JavaScript on
 * sizes, which bound the rounding errors of both. Nothing else than what is meant may change.
 */
function checkKernels(seed: number, run: (problem: Problem) => (kernel: Kernel) => void): void {
  const random = uniform(seed)
  let free = 0
  const start = new Float64Array(MEMORY / 8)
  const take = (count: number): number => {
    const address = free
    for (let i = 0; i < count; i++) start[address / 8 + i] = random() < 0.2 ? 0 : random() - 0.5
    // A gap that must stay as it is.
    free += 8 * (count + integer(random, 0, 3))
    start[free / 8] = 77
    free += 8
    return address
  }
  const apply = run({ random, rows: integer(random, 0, 9), length: padded(integer(random, 1, 40)), take })
  vector.numbers.set(start)
  plain.numbers.set(start)
  apply(vector)
  apply(plain)
  const [fast, slow] = [vector.numbers.slice(), plain.numbers.slice()]
  plain.numbers.set(start.map(Math.abs))
  apply(plain)
  const wrong = []
  for (let i = 0; i < free / 8; i++) {
    const isRight = Object.is(slow[i], start[i])
      ? Object.is(fast[i], start[i])
      : Math.abs(fast[i]! - slow[i]!) <= share(200) * plain.numbers[i]!
    if (!isRight) wrong.push({ at: i, fast: fast[i], slow: slow[i] })
  }
  expect(wrong).toEqual([])
}

const seeds = fc.integer()

test('multiplies as plain JavaScript does, whatever the shapes', () => {
  fc.assert(
    fc.property(seeds, (seed) =>
      checkKernels(seed, ({ random, rows, length, take }) => {
        const [all, count] = [integer(random, 1, 30), integer(random, 0, 30)]
        const strides = [length + 4 * integer(random, 0, 2), all + integer(random, 0, 3)] as const
        const [sums, forms, weights] = [take(rows * strides[0]), take(rows * strides[1]), take(all * length)]
        const [columns, addresses] = [take(16), take(16)]
        const chosen = Array.from({ length: count }, () => integer(random, 0, all - 1))
        return (kernel) => {
          for (const [n, column] of chosen.entries()) {
            kernel.integers[columns / 4 + n] = 8 * column
            kernel.integers[addresses / 4 + n] = weights + 8 * length * column
          }
          kernel.multiply(sums, 8 * strides[0], forms, 8 * strides[1], rows, columns, addresses, count, length)
          kernel.numbers.fill(0, columns / 8, columns / 8 + 16)
          kernel.numbers.fill(0, addresses / 8, addresses / 8 + 16)
        }
      }),
    ),
    { numRuns: 150 },
  )
})

test('absorbs offsets and errors as plain JavaScript does', () => {
  fc.assert(
    fc.property(seeds, (seed) =>
      checkKernels(seed, ({ rows, length, take }) => {
        const [constants, forms, offsets, errors] = [take(rows), take(rows * (length + 4)), take(length), take(length)]
        return (kernel) => kernel.absorb(constants, forms, 8 * (length + 4), rows, length, offsets, errors)
      }),
    ),
    { numRuns: 100 },
  )
})

test('goes through lines as plain JavaScript does', () => {
  fc.assert(
    fc.property(seeds, (seed) =>
      checkKernels(seed, ({ rows, length, take }) => {
        const stride = length + 4
        const [sums, forms, lines, constants] = [take(rows * stride), take(rows * stride), take(4 * length), take(rows)]
        return (kernel) => kernel.throughLines(sums, 8 * stride, forms, 8 * stride, rows, length, lines, constants)
      }),
    ),
    { numRuns: 100 },
  )
})

test('weighs numbers as plain JavaScript does', () => {
  fc.assert(
    fc.property(seeds, (seed) =>
      checkKernels(seed, ({ random, length, take }) => {
        const [all, count] = [integer(random, 1, 30), integer(random, 0, 30)]
        const [y, weights, x] = [take(all), take(all * length), take(length)]
        const [columns, addresses] = [take(16), take(16)]
        const chosen = Array.from({ length: count }, () => integer(random, 0, all - 1))
        return (kernel) => {
          for (const [n, column] of chosen.entries()) {
            kernel.integers[columns / 4 + n] = 8 * column
            kernel.integers[addresses / 4 + n] = weights + 8 * length * column
          }
          kernel.weigh(y, columns, addresses, count, x, length)
          kernel.numbers.fill(0, columns / 8, columns / 8 + 16)
          kernel.numbers.fill(0, addresses / 8, addresses / 8 + 16)
        }
      }),
    ),
    { numRuns: 150 },
  )
})

test('gathers and scatters as plain JavaScript does, and passes over steps to nowhere', () => {
  fc.assert(
    fc.property(seeds, (seed) =>
      checkKernels(seed, ({ random, rows, take }) => {
        const [size, count] = [integer(random, 1, 30), integer(random, 1, 30)]
        const [x, from, into] = [take(rows * size), take(rows * count), take(count)]
        const [list, start] = [take(16), integer(random, 0, size - 1)]
        const steps = Array.from({ length: count }, () =>
          random() < 0.2 ? NOWHERE : integer(random, 0, size - 1) - start,
        )
        return (kernel) => {
          kernel.integers.set(steps, list / 4)
          kernel.scatter(x + 8 * start, 8 * size, from, 8 * count, rows, list, count)
          if (rows > 0) kernel.gather(into, x + 8 * start, list, count)
          kernel.numbers.fill(0, list / 8, list / 8 + 16)
        }
      }),
    ),
    { numRuns: 150 },
  )
})

test('a NaN or an infinity times zero shows in what it adds up to', () => {
  for (const kernel of [vector, plain])
    for (const wild of [NaN, Infinity]) {
      kernel.numbers.fill(0)
      kernel.numbers[10] = wild
      kernel.absorb(0, 80, 32, 1, 4, 160, 200)
      kernel.throughLines(400, 32, 80, 32, 1, 4, 480, 8)
      expect([kernel.numbers[0], kernel.numbers[1], kernel.numbers[50]]).toEqual([NaN, NaN, NaN])
    }
})
