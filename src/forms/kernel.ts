import { bytesOf } from '../files/pack.ts'
import { kernelModule } from './kernelModule.ts'

/**
 * The inner loops of backward passes over several linear forms at once, on a memory of their own; `kernel.wat` says
 * what each does. All addresses and strides are in bytes, of numbers that are multiples of 8.
 */
export interface Kernel {
  /** The memory. */
  readonly numbers: Float64Array
  readonly integers: Int32Array
  multiply(
    sums: number,
    sumsStride: number,
    forms: number,
    formsStride: number,
    rows: number,
    columns: number,
    kernel: number,
    count: number,
    length: number,
  ): void
  absorb(
    constants: number,
    forms: number,
    stride: number,
    rows: number,
    length: number,
    offsets: number,
    errors: number,
  ): void
  throughLines(
    sums: number,
    sumsStride: number,
    forms: number,
    formsStride: number,
    rows: number,
    length: number,
    lines: number,
    constants: number,
  ): void
  weigh(y: number, columns: number, kernel: number, count: number, x: number, length: number): void
  gather(into: number, x: number, steps: number, count: number): void
  scatter(
    x: number,
    xStride: number,
    from: number,
    fromStride: number,
    rows: number,
    steps: number,
    count: number,
  ): void
}

/** A step that `gather` and `scatter` pass over. */
export const NOWHERE: number = -(2 ** 31)

/** Numbers in a row of a matrix, padding included. */
export function padded(length: number): number {
  return (length + 3) & ~3
}

/** The part of the global of this name that is used here; Node's types leave it out. */
interface WasmGlobal {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

/** With `bytes` of memory, and vector instructions where there are any. */
export function newKernel(bytes: number): Kernel {
  return vectorKernel(bytes) ?? plainKernel(bytes)
}

/**
 * With vector instructions, and `bytes` of memory; undefined on machines without them, and in browsers without
 * WebAssembly.
 */
export function vectorKernel(bytes: number): Kernel | undefined {
  const { WebAssembly } = globalThis as unknown as { WebAssembly?: WasmGlobal }
  const code = bytesOf(kernelModule)
  if (!WebAssembly?.validate(code)) return undefined
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code))
  const { memory, ...functions } = exports as Omit<Kernel, 'numbers' | 'integers'> & {
    memory: { grow(pages: number): void; readonly buffer: ArrayBuffer }
  }
  memory.grow(Math.ceil(bytes / 2 ** 16) - 1)
  return { ...functions, numbers: new Float64Array(memory.buffer), integers: new Int32Array(memory.buffer) }
}

/** The same in plain JavaScript, for memories that are larger than WebAssembly's, or where there is none. */
export function plainKernel(bytes: number): Kernel {
  const buffer = new ArrayBuffer(bytes)
  const numbers = new Float64Array(buffer)
  const integers = new Int32Array(buffer)
  return {
    numbers,
    integers,
    multiply(sums, sumsStride, forms, formsStride, rows, columns, kernel, count, length) {
      for (let r = 0; r < rows; r++) {
        const into = (sums + r * sumsStride) / 8
        for (let n = 0; n < count; n++) {
          const weight = numbers[(forms + r * formsStride + integers[columns / 4 + n]!) / 8]!
          const row = integers[kernel / 4 + n]! / 8
          for (let k = 0; k < length; k++) numbers[into + k]! += weight * numbers[row + k]!
        }
      }
    },
    absorb(constants, forms, stride, rows, length, offsets, errors) {
      for (let r = 0; r < rows; r++) {
        let sum = 0
        for (let k = 0; k < length; k++) {
          const c = numbers[(forms + r * stride) / 8 + k]!
          sum += c * numbers[offsets / 8 + k]! + Math.abs(c) * numbers[errors / 8 + k]!
        }
        numbers[constants / 8 + r]! += sum
      }
    },
    throughLines(sums, sumsStride, forms, formsStride, rows, length, lines, constants) {
      const at = lines / 8
      for (let r = 0; r < rows; r++) {
        let sum = 0
        for (let k = 0; k < length; k++) {
          const c = numbers[(forms + r * formsStride) / 8 + k]!
          const above = Math.max(c, 0)
          const below = Math.min(c, 0)
          numbers[(sums + r * sumsStride) / 8 + k]! += above * numbers[at + k]! + below * numbers[at + 2 * length + k]!
          sum += above * numbers[at + length + k]! + below * numbers[at + 3 * length + k]!
        }
        numbers[constants / 8 + r]! += sum
      }
    },
    weigh(y, columns, kernel, count, x, length) {
      for (let n = 0; n < count; n++) {
        const row = integers[kernel / 4 + n]! / 8
        let sum = 0
        for (let k = 0; k < length; k++) sum += numbers[row + k]! * numbers[x / 8 + k]!
        numbers[(y + integers[columns / 4 + n]!) / 8]! += sum
      }
    },
    gather(into, x, steps, count) {
      for (let k = 0; k < count; k++) {
        const step = integers[steps / 4 + k]!
        numbers[into / 8 + k] = step === NOWHERE ? 0 : numbers[x / 8 + step]!
      }
    },
    scatter(x, xStride, from, fromStride, rows, steps, count) {
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < count; k++) {
          const step = integers[steps / 4 + k]!
          if (step !== NOWHERE) numbers[(x + r * xStride) / 8 + step]! += numbers[(from + r * fromStride) / 8 + k]!
        }
    },
  }
}
