import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { tf as Tensors } from '../../backend/tf.ts'
import type { Tf } from '../../functions/elementwiseFunction.ts'

/** A kernel that adds up products, on numbers that tell float32 from less. */
export interface SumTrial {
  readonly kernel: 'matMul' | 'conv2d' | 'depthwiseConv2d' | 'avgPool'
  /** What it computes, by a backend's kernels. */
  compute(tf: Tf): Tensors.Tensor
  /** The terms of result number `i`: factors in turn, so many numbers. */
  terms(i: number): readonly number[]
  /** Numbers in the result. */
  readonly size: number
}

/**
 * Trials of small and large tensors, as kernels differ between them. Numbers are positive and of all sizes from 2^-20
 * to 2^20: a factor rounded to fewer bits shows, as nothing cancels; and so does a formula that adds up other numbers
 * of a tile than the result's own, as those of Winograd (1980) and Strassen (1969) do.
 */
export function sumTrials(largest: 'large' | 'small'): SumTrial[] {
  const random = xoroshiro128plus(7)
  const trials = [
    matMul(random, 1, 96, 1),
    matMul(random, 3, 7, 5),
    matMul(random, 64, 33, 17),
    conv2d(random, { rows: 1, side: 6, channels: 3, filters: 5, window: 3 }),
    conv2d(random, { rows: 2, side: 9, channels: 8, filters: 8, window: 1 }),
    depthwise(random, { rows: 1, side: 7, channels: 5, window: 3 }),
    avgPool(random, { rows: 2, side: 8, channels: 3, window: 2 }),
  ]
  if (largest === 'small') return trials
  return [
    ...trials,
    matMul(random, 128, 256, 64),
    matMul(random, 1, 1024, 512),
    // Where formulas with fewer multiplications pay.
    conv2d(random, { rows: 2, side: 14, channels: 64, filters: 64, window: 3 }),
    conv2d(random, { rows: 1, side: 28, channels: 32, filters: 32, window: 3 }),
    conv2d(random, { rows: 4, side: 12, channels: 16, filters: 32, window: 5 }),
    depthwise(random, { rows: 2, side: 16, channels: 64, window: 3 }),
  ]
}

interface Windowed {
  readonly rows: number
  readonly side: number
  readonly channels: number
  readonly window: number
}

function matMul(random: RandomGenerator, m: number, k: number, n: number): SumTrial {
  const [a, b] = [numbers(random, m * k), numbers(random, k * n)]
  return {
    kernel: 'matMul',
    size: m * n,
    compute: (tf) => tf.matMul(tf.tensor2d(a, [m, k]), tf.tensor2d(b, [k, n])),
    terms: (i) =>
      Array.from({ length: 2 * k }, (_, t) =>
        t % 2 === 0 ? a[Math.floor(i / n) * k + t / 2]! : b[((t - 1) / 2) * n + (i % n)]!,
      ),
  }
}

/** No padding, stride 1. */
function conv2d(random: RandomGenerator, { filters, ...sizes }: Windowed & { readonly filters: number }): SumTrial {
  const { rows, side, channels, window } = sizes
  const x = numbers(random, rows * side * side * channels)
  const kernel = numbers(random, window * window * channels * filters)
  const across = side - window + 1
  return {
    kernel: 'conv2d',
    size: rows * across * across * filters,
    compute: (tf) =>
      tf.conv2d(
        tf.tensor4d(x, [rows, side, side, channels]),
        tf.tensor4d(kernel, [window, window, channels, filters]),
        1,
        'valid',
      ),
    terms: (i) => {
      const f = i % filters
      const found: number[] = []
      for (const [w, at] of windowOf(sizes, Math.floor(i / filters)).entries())
        for (let c = 0; c < channels; c++) found.push(x[at + c]!, kernel[(w * channels + c) * filters + f]!)
      return found
    },
  }
}

function depthwise(random: RandomGenerator, sizes: Windowed): SumTrial {
  const { rows, side, channels, window } = sizes
  const x = numbers(random, rows * side * side * channels)
  const kernel = numbers(random, window * window * channels)
  const across = side - window + 1
  return {
    kernel: 'depthwiseConv2d',
    size: rows * across * across * channels,
    compute: (tf) =>
      tf.depthwiseConv2d(
        tf.tensor4d(x, [rows, side, side, channels]),
        tf.tensor4d(kernel, [window, window, channels, 1]),
        1,
        'valid',
      ),
    terms: (i) => {
      const c = i % channels
      return windowOf(sizes, Math.floor(i / channels)).flatMap((at, w) => [x[at + c]!, kernel[w * channels + c]!])
    },
  }
}

function avgPool(random: RandomGenerator, sizes: Windowed): SumTrial {
  const { rows, side, channels, window } = sizes
  const x = numbers(random, rows * side * side * channels)
  const across = side - window + 1
  return {
    kernel: 'avgPool',
    size: rows * across * across * channels,
    compute: (tf) => tf.avgPool(tf.tensor4d(x, [rows, side, side, channels]), window, 1, 'valid'),
    terms: (i) =>
      windowOf(sizes, Math.floor(i / channels)).flatMap((at) => [x[at + (i % channels)]!, 1 / (window * window)]),
  }
}

/** Where the numbers of a window's places begin, row by row, for result position `p`. */
function windowOf({ side, channels, window }: Windowed, p: number): number[] {
  const across = side - window + 1
  const [row, y, x] = [Math.floor(p / (across * across)), Math.floor(p / across) % across, p % across]
  return Array.from({ length: window * window }, (_, w) => {
    const [dy, dx] = [Math.floor(w / window), w % window]
    return ((row * side + y + dy) * side + x + dx) * channels
  })
}

/** Float32 numbers with 24 random bits, of random sizes. */
function numbers(random: RandomGenerator, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const bits = (random.next() >>> 8) | 0x80_00_01
    return bits * 2 ** (((random.next() >>> 8) % 41) - 43)
  })
}
