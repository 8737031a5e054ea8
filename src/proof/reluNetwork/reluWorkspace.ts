import { onceFor } from '../../onceFor.ts'
import { type Layout, type Matrix, rowAt, takeBytes, takeMatrix } from '../../forms/forms.ts'
import { type Kernel, newKernel, padded } from '../../forms/kernel.ts'
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
  const layout: Layout = { bytes: 0 }
  const widest = Math.max(...layers.map(({ reads, size }) => Math.max(reads, size)))
  const outputForms = outputs.reduce((sum, output) => sum + output.length, 0)
  const rows = 2 * Math.max(widest, outputForms) + 1
  const stride = padded(widest)
  const own = layers.map((layer) => divideLayer(layout, layer, width))
  const forms = [takeMatrix(layout, rows, stride), takeMatrix(layout, rows, stride)] as const
  const constants = takeBytes(layout, 8 * rows)
  const everyColumn = takeBytes(layout, 4 * stride)
  const someColumns = takeBytes(layout, 4 * stride)
  const someRows = takeBytes(layout, 4 * stride)
  const kernel = newKernel(layout.bytes)
  for (let n = 0; n < stride; n++) kernel.integers[everyColumn / 4 + n] = 8 * n
  for (const [l, layer] of layers.entries()) loadWeights(layer, own[l]!, kernel)
  const bounds = layers.map(({ size }) => ({
    lo: new Float64Array(size),
    hi: new Float64Array(size),
    bends: new Int32Array(size),
  }))
  const reads = [width, ...layers.map(({ size }) => size)].map((size) => ({
    places: Int32Array.from({ length: size }, (_, i) => i),
    count: size,
  }))
  // One literal: spread together, it has another hidden class for each network, and what reads it is compiled anew.
  return { kernel, layers: own, forms, constants, everyColumn, someColumns, someRows, bounds, reads }
})

type Layer = ReluNetwork['layers'][number]

function divideLayer(layout: Layout, { reads, size }: Layer, width: number): LayerWorkspace {
  const [across, along] = [padded(reads), padded(size)]
  return {
    weights: takeMatrix(layout, reads, along),
    magnitudes: takeMatrix(layout, reads, along),
    rows: takeMatrix(layout, size, across),
    active: takeMatrix(layout, size, across),
    activeRows: takeBytes(layout, 4 * size),
    read: takeMatrix(layout, 3, across),
    sums: takeMatrix(layout, 3, along),
    offsets: takeBytes(layout, 8 * along),
    errors: takeBytes(layout, 8 * along),
    lines: takeBytes(layout, 4 * 8 * along),
    influence: takeMatrix(layout, size, padded(width)),
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
