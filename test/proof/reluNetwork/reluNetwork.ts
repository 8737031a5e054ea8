import type { Network } from '../../../src/network/network.ts'
import type { Operation } from '../../../src/operations/index.ts'
import { integer, noise, pick, uniform } from '../../network/random.ts'
import { tf } from '../../../src/backend/tf.ts'
import type { InputBox } from '../../../src/proof/region.ts'
import { tapsOf } from '../../../src/operations/affine/taps.ts'

/** A small dense model with relus, `sizes` from input to output, and weights of very different sizes. */
export function denseModel(random: () => number): { model: tf.LayersModel; sizes: number[] } {
  const sizes = Array.from({ length: integer(random, 3, 6) }, () => integer(random, 3, 9))
  const model = tf.sequential({
    layers: sizes.slice(1).map((units, i) =>
      tf.layers.dense({
        units,
        useBias: random() < 0.9,
        ...(i < sizes.length - 2 && { activation: 'relu' as const }),
        ...(i === 0 && { inputShape: [sizes[0]!] }),
      }),
    ),
  })
  const scale = pick(random, [0.1, 1, 1, 1, 30, 1e6])
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape, size }) =>
        tf.tensor(
          Float32Array.from({ length: size }, () => noise(random, scale)),
          shape,
        ),
      ),
    ),
  )
  return { model, sizes }
}

/** A box of float32 numbers: of one point, a few float32 numbers wide, or wide. */
export function randomBox(random: () => number, size: number): InputBox {
  const radius = pick(random, [0, 1e-7, 1e-3, 0.1, 1, 100])
  const centre = Float32Array.from({ length: size }, () => noise(random, pick(random, [0, 1, 1, 100])))
  return { lo: centre.map((x) => x - random() * radius), hi: centre.map((x) => x + random() * radius) }
}

/** Rows of a box: corners, and anything between. */
export function rowsOf(random: () => number, { lo, hi }: InputBox, count: number): Float32Array[][] {
  return Array.from({ length: count }, (_, r) => {
    const isCorner = r % 2 === 0
    return [
      lo.map((low, i) => {
        const t = isCorner ? Math.round(random()) : random()
        return Math.min(hi[i]!, Math.max(low, low + (hi[i]! - low) * t))
      }),
    ]
  })
}

/**
 * Linear forms of the output's numbers and, for each clause, which of them: the largest of each clause is an output.
 */
export interface RandomClauses {
  readonly coefficients: readonly (readonly number[])[]
  readonly constants: readonly number[]
  readonly clauses: readonly (readonly number[])[]
}

export function randomClauses(random: () => number, width: number): RandomClauses {
  const count = integer(random, 1, 4)
  const coefficients = Array.from({ length: count }, () =>
    Array.from({ length: width }, () => pick(random, [-1, 0, 1, 1, 0.5, -3])),
  )
  // No form is 0.
  for (const form of coefficients) form[integer(random, 0, width - 1)] = pick(random, [1, -1])
  const clauses = Array.from({ length: integer(random, 1, 3) }, () => {
    const members = Array.from({ length: count }, (_, i) => i).filter(() => random() < 0.6)
    return members.length > 0 ? members : [0]
  })
  return { coefficients, constants: coefficients.map(() => pick(random, [0, 0, noise(random, 1)])), clauses }
}

/** The margins of a row of outputs, in float64. */
export function marginsAt({ coefficients, constants, clauses }: RandomClauses, y: ArrayLike<number>): number[] {
  const values = coefficients.map((form, i) => form.reduce((sum, c, k) => sum + c * y[k]!, constants[i]!))
  return clauses.map((members) => Math.max(...members.map((i) => values[i]!)))
}

/** The network with these margins as its outputs. */
export function withMargins(network: Network, { coefficients, constants, clauses }: RandomClauses): Network {
  const width = network.operations[network.output]!.size
  const size = coefficients.length
  const window = Math.max(...clauses.map(({ length }) => length))
  const taps = new Int32Array(window * clauses.length).fill(-1)
  for (const [i, members] of clauses.entries()) taps.set(members, i * window)
  const common = { layer: 'margins', faultyOn: [] }
  const forms: Operation = {
    ...common,
    kind: 'affine',
    taps: tapsOf(
      Int32Array.from({ length: width * size }, (_, i) => i % width),
      width,
    ),
    kernel: Float64Array.from(coefficients.flat()),
    bias: Float64Array.from(constants),
    positions: size,
    window: width,
    filters: 1,
    groups: size,
    rounding: { kind: 'exact', zeros: new Float64Array(size) },
    size,
    reads: [network.output],
  }
  const most: Operation = {
    ...common,
    kind: 'extremum',
    mode: 'max',
    taps,
    window,
    size: clauses.length,
    reads: [network.operations.length],
  }
  return { ...network, operations: [...network.operations, forms, most], output: network.operations.length + 1 }
}

export { uniform }
