import { onceFor } from '../../onceFor.ts'
import { type Layout, type Matrix, newLayout, rowAt } from '../rows/forms.ts'
import { type Kernel, newKernel, padded } from '../rows/kernel.ts'
import type { ReluNetwork } from './reluNetwork.ts'

/** Where bounds of a ReLU network are computed: a kernel's memory. What one region leaves is gone with the next. */
export interface ReluWorkspace {
  readonly kernel: Kernel
  readonly layers: readonly LayerWorkspace[]
  /** Two matrices of forms, taking turns, and where a constant for each form is. */
  readonly forms: readonly [Matrix, Matrix]
  readonly constants: number
  /** Lists of integers: 0, 8, 16 … as a list of columns; room for two more lists. */
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
  /** Weights, a row for each number that is read, and their magnitudes; and weights, a row for each result. */
  readonly weights: Matrix
  readonly magnitudes: Matrix
  readonly rows: Matrix
  /** Rows of active results, columns of active numbers that are read; and a list of where the rows begin. */
  readonly active: Matrix
  readonly activeRows: number
  /** Of what is read, a row each: middle, radius, largest size. */
  readonly read: Matrix
  /** Of the results, a row each: middle, radius, sum of sizes. */
  readonly sums: Matrix
  /** Of active results: biases, errors, and the relu's lines. */
  readonly offsets: number
  readonly errors: number
  readonly lines: number
  /** How each active result after its relu hangs on the inputs, a row each. */
  readonly influence: Matrix
}

/** Made once for each network. */
export const reluWorkspaceOf: (network: ReluNetwork) => ReluWorkspace = onceFor((network) => {
  const { layers, width, outputs } = network
  const layout = newLayout()
  const widest = Math.max(...layers.map(({ reads, size }) => Math.max(reads, size)))
  const forms = outputs.reduce((sum, output) => sum + output.length, 0)
  const rows = 2 * Math.max(widest, forms) + 1
  const stride = padded(widest)
  const places = {
    layers: layers.map((layer) => divideLayer(layout, layer, width)),
    forms: [layout.matrix(rows, stride), layout.matrix(rows, stride)] as const,
    constants: layout.take(8 * rows),
    everyColumn: layout.take(4 * stride),
    someColumns: layout.take(4 * stride),
    someRows: layout.take(4 * stride),
  }
  const kernel = newKernel(layout.bytes)
  for (let n = 0; n < stride; n++) kernel.integers[places.everyColumn / 4 + n] = 8 * n
  for (const [l, layer] of layers.entries()) loadWeights(layer, places.layers[l]!, kernel)
  return {
    ...places,
    kernel,
    bounds: layers.map(({ size }) => ({
      lo: new Float64Array(size),
      hi: new Float64Array(size),
      bends: new Int32Array(size),
    })),
    reads: [width, ...layers.map(({ size }) => size)].map((size) => ({
      places: Int32Array.from({ length: size }, (_, i) => i),
      count: size,
    })),
  }
})

type Layer = ReluNetwork['layers'][number]

function divideLayer({ take, matrix }: Layout, { reads, size }: Layer, width: number): LayerWorkspace {
  const [across, along] = [padded(reads), padded(size)]
  return {
    weights: matrix(reads, along),
    magnitudes: matrix(reads, along),
    rows: matrix(size, across),
    active: matrix(size, across),
    activeRows: take(4 * size),
    read: matrix(3, across),
    sums: matrix(3, along),
    offsets: take(8 * along),
    errors: take(8 * along),
    lines: take(4 * 8 * along),
    influence: matrix(size, padded(width)),
  }
}

function loadWeights({ reads, size, kernel }: Layer, own: LayerWorkspace, { numbers, integers }: Kernel): void {
  for (let f = 0; f < size; f++) {
    integers[own.activeRows / 4 + f] = 8 * rowAt(own.active, f)
    for (let k = 0; k < reads; k++) {
      const weight = kernel[k * size + f]!
      numbers[rowAt(own.weights, k) + f] = weight
      numbers[rowAt(own.magnitudes, k) + f] = Math.abs(weight)
      numbers[rowAt(own.rows, f) + k] = weight
    }
  }
}
