import { onceFor } from '../../onceFor.ts'
import { type Kernel, padded, plainKernel, vectorKernel } from '../rows/kernel.ts'
import type { ReluNetwork } from './reluNetwork.ts'

/** Where bounds of a ReLU network are computed: a kernel's memory. All places count float64 numbers; what one region leaves is gone with the next. */
export interface ReluWorkspace {
  readonly kernel: Kernel
  readonly layers: readonly LayerWorkspace[]
  /** Two matrices of forms, taking turns, of `rows` rows that are `stride` apart, and a constant for each. */
  readonly forms: readonly [number, number]
  readonly stride: number
  readonly rows: number
  readonly constants: number
  /** Bytes: 0, 8, 16 … as a list of columns; room for two more lists. */
  readonly everyColumn: number
  readonly someColumns: number
  readonly someRows: number
  /** Of each layer: bounds of its results before the relu. */
  readonly bounds: readonly LayerBounds[]
  /** Of each layer the numbers that it reads which may be other than 0, and after the last one all results. */
  readonly reads: readonly Places[]
}

export interface LayerBounds {
  readonly lo: Float64Array
  readonly hi: Float64Array
  /** Room for a list of results. */
  readonly bends: Int32Array
}

export interface Places {
  readonly places: Int32Array
  count: number
}

export interface LayerWorkspace {
  /** Numbers that it reads, and results, up to multiples of 4. */
  readonly across: number
  readonly along: number
  /** Weights [reads, along], their magnitudes, and weights [size, across]. */
  readonly weights: number
  readonly magnitudes: number
  readonly rows: number
  /** Rows of active results, columns of active numbers that are read: `across` apart; and bytes of a list of where they begin. */
  readonly compact: number
  readonly compactRows: number
  /** Of what is read: middle, radius, largest size, `across` each. */
  readonly read: number
  /** Of the results: middle, radius, sum of sizes, `along` each. */
  readonly sums: number
  /** Of active results: biases, errors, and the relu's lines. */
  readonly offsets: number
  readonly errors: number
  readonly lines: number
  /** How each active result after its relu hangs on the inputs, a row each. */
  readonly influence: number
}

/** Made once for each network. */
export const reluWorkspaceOf: (network: ReluNetwork) => ReluWorkspace = onceFor((network) => {
  let free = 0
  const take = (numbers: number): number => {
    const at = free
    free += padded(numbers)
    return at
  }
  const layers = network.layers.map(({ reads, size }): LayerWorkspace => {
    const [across, along] = [padded(reads), padded(size)]
    return {
      across,
      along,
      weights: take(reads * along),
      magnitudes: take(reads * along),
      rows: take(size * across),
      compact: take(size * across),
      compactRows: take(size) * 8,
      read: take(3 * across),
      sums: take(3 * along),
      offsets: take(along),
      errors: take(along),
      lines: take(4 * along),
      influence: take(size * padded(network.width)),
    }
  })
  const widest = Math.max(...network.layers.map(({ reads, size }) => Math.max(reads, size)))
  const forms = network.outputs.reduce((sum, output) => sum + output.length, 0)
  const rows = padded(2 * Math.max(widest, forms) + 1)
  const stride = padded(widest)
  const space = {
    layers,
    forms: [take(rows * stride), take(rows * stride)] as const,
    stride,
    rows,
    constants: take(rows),
    everyColumn: take(widest) * 8,
    someColumns: take(widest) * 8,
    someRows: take(widest) * 8,
  }
  const bounds = network.layers.map(({ size }) => ({
    lo: new Float64Array(size),
    hi: new Float64Array(size),
    bends: new Int32Array(size),
  }))
  const reads = [network.width, ...network.layers.map(({ size }) => size)].map((size) => ({
    places: Int32Array.from({ length: size }, (_, i) => i),
    count: size,
  }))
  const kernel = vectorKernel(8 * free) ?? plainKernel(8 * free)
  fill(network, space, kernel)
  return { ...space, kernel, bounds, reads }
})

function fill(
  network: ReluNetwork,
  { layers, everyColumn, stride }: Pick<ReluWorkspace, 'layers' | 'everyColumn' | 'stride'>,
  kernel: Kernel,
): void {
  const { numbers, integers } = kernel
  for (let n = 0; n < stride; n++) integers[everyColumn / 4 + n] = 8 * n
  for (const [l, { reads, size, kernel: weights }] of network.layers.entries()) {
    const at = layers[l]!
    for (let f = 0; f < size; f++) {
      integers[at.compactRows / 4 + f] = 8 * (at.compact + f * at.across)
      for (let k = 0; k < reads; k++) {
        const weight = weights[k * size + f]!
        numbers[at.weights + k * at.along + f] = weight
        numbers[at.magnitudes + k * at.along + f] = Math.abs(weight)
        numbers[at.rows + f * at.across + k] = weight
      }
    }
  }
}
