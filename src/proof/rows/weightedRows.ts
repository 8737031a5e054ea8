import { bytesOf } from '../../network/pack.ts'
import { addRowsModule } from './addRowsModule.ts'

/** A matrix whose rows are to be added up with weights, many times: the inner loop of all bounds. */
export interface Rows {
  /** Row by row, `length` numbers each. */
  readonly matrix: Float64Array
  readonly length: number
  /** Numbers from one row to the next in the kernel's memory: even. */
  readonly stride: number
  /** Where the kernel's memory holds a copy, in bytes, as long as `loaded` is the memory's own. */
  address: number
  loaded: number
}

export function rowsOf(matrix: Float64Array, length: number): Rows {
  return { matrix, length, stride: length + (length & 1), address: 0, loaded: -1 }
}

/** What is to be added next: the first `count` rows by their numbers, and their weights. Room for `MOST_ROWS`. */
export interface Terms {
  readonly rows: Int32Array
  readonly weights: Float64Array
}

/** Longer lists and longer rows are added up in plain JavaScript. */
const MOST_ROWS = 4096
const MOST_LENGTH = 4096
/** Bytes of the kernel's memory; matrices that are not in use make room for others. */
const MEMORY = 2 ** 25

interface Kernel {
  readonly numbers: Float64Array
  readonly integers: Int32Array
  addRows(into: number, length: number, rows: number, weights: number, count: number): void
  /** The first free byte. */
  free: number
  /** Counts how often all matrices were thrown out. */
  epoch: number
}

/** Bytes: sums, weights, addresses of rows, then matrices. */
const SUMS = 0
const WEIGHTS = MOST_LENGTH * 8
const ADDRESSES = WEIGHTS + MOST_ROWS * 8
const MATRICES = ADDRESSES + MOST_ROWS * 4

/** One for each thread; undefined on machines without the vector instructions, and in browsers without WebAssembly. */
const kernel: Kernel | undefined = startKernel()

/** The part of the global of this name that is used here; Node's types leave it out. */
interface WasmGlobal {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

function startKernel(): Kernel | undefined {
  const { WebAssembly } = globalThis as unknown as { WebAssembly?: WasmGlobal }
  const bytes = bytesOf(addRowsModule)
  if (!WebAssembly?.validate(bytes)) return undefined
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const { memory, ...functions } = exports as {
    memory: { grow(pages: number): void; readonly buffer: ArrayBuffer }
    addRows: Kernel['addRows']
  }
  memory.grow(MEMORY / 2 ** 16 - 1)
  const { buffer } = memory
  return {
    numbers: new Float64Array(buffer),
    integers: new Int32Array(buffer),
    addRows: functions.addRows,
    free: MATRICES,
    epoch: 0,
  }
}

/**
 * into[first + k] += sum over n < count of weights[n] * matrix[rows[n], k] for every k of a row, in float64, in an order of its own.
 * @param plain for tests: without vector instructions
 */
export function addRows(
  matrix: Rows,
  { rows, weights }: Terms,
  count: number,
  into: Float64Array,
  first: number,
  plain: boolean = false,
): void {
  const { length } = matrix
  if (kernel === undefined || plain || count > MOST_ROWS || length > MOST_LENGTH || !load(kernel, matrix)) {
    addPlainly(matrix, rows, weights, count, into, first)
    return
  }
  const { numbers, integers } = kernel
  const { address, stride } = matrix
  for (let n = 0; n < count; n++) {
    numbers[WEIGHTS / 8 + n] = weights[n]!
    integers[ADDRESSES / 4 + n] = address + rows[n]! * stride * 8
  }
  for (let k = 0; k < length; k++) numbers[SUMS / 8 + k] = into[first + k]!
  kernel.addRows(SUMS, stride, ADDRESSES, WEIGHTS, count)
  for (let k = 0; k < length; k++) into[first + k] = numbers[SUMS / 8 + k]!
}

/** Makes sure that the kernel's memory holds the matrix; false if it is too large. */
function load(to: Kernel, rows: Rows): boolean {
  if (rows.loaded === to.epoch) return true
  const { matrix, length, stride } = rows
  const count = matrix.length / length
  const bytes = count * stride * 8
  if (bytes > MEMORY - MATRICES) return false
  if (to.free + bytes > MEMORY) {
    to.free = MATRICES
    to.epoch++
  }
  const from = to.free / 8
  for (let row = 0; row < count; row++) {
    to.numbers.set(matrix.subarray(row * length, (row + 1) * length), from + row * stride)
    // What a shorter matrix before it left there could be infinite.
    if (stride > length) to.numbers[from + row * stride + length] = 0
  }
  rows.address = to.free
  rows.loaded = to.epoch
  to.free += bytes
  return true
}

function addPlainly(
  { matrix, length }: Rows,
  rows: Int32Array,
  weights: Float64Array,
  count: number,
  into: Float64Array,
  first: number,
): void {
  for (let n = 0; n < count; n++) {
    const weight = weights[n]!
    const row = rows[n]! * length
    for (let k = 0; k < length; k++) into[first + k]! += weight * matrix[row + k]!
  }
}
