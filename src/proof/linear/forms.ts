import type { Kernel } from '../rows/kernel.ts'

/** A matrix of coefficients in a kernel's memory, in bytes: where it begins, and from one row to the next. */
export interface Matrix {
  readonly address: number
  readonly stride: number
}

/** Linear forms of the results of one operation: a matrix of coefficients, a form a row. */
export interface Forms extends Matrix {
  readonly numbers: Float64Array
  /** Coefficients in a row, padding left out. */
  readonly size: number
  readonly rows: number
}

/** Room to work in, in a kernel's memory: addresses in bytes. */
export interface Scratch {
  readonly kernel: Kernel
  /** A number for each form: what is added up of constants. */
  readonly constants: number
  /** Lines, or offsets and errors, of the largest operation. */
  readonly lines: number
  /** Two lists of as many integers. */
  readonly columns: number
  readonly addresses: number
  /** The sums of one window. */
  readonly sums: Matrix
}

/** The coefficients of form `r`. */
export function row({ numbers, address, stride, size }: Forms, r: number): Float64Array {
  const first = (address + r * stride) / 8
  return numbers.subarray(first, first + size)
}

/** Makes all coefficients 0, padding too. */
export function clear({ numbers, address, stride, rows }: Forms): void {
  numbers.fill(0, address / 8, (address + rows * stride) / 8)
}
