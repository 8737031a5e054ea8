import type { Kernel } from './kernel.ts'

/**
 * A matrix in a kernel's memory, row by row. All addresses are in bytes, as kernels want them, of numbers that are
 * multiples of 8.
 */
export interface Matrix {
  /** Where it begins. */
  readonly address: number
  /** From one row to the next. */
  readonly stride: number
}

/** Linear forms of the results of one operation: a matrix of coefficients, a form a row. */
export interface Forms extends Matrix {
  /** The memory. */
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

/** Where row `r` begins, among the numbers of the memory. */
export function rowAt({ address, stride }: Matrix, r: number): number {
  return (address + r * stride) / 8
}

/** The coefficients of form `r`. */
export function row(forms: Forms, r: number): Float64Array {
  const first = rowAt(forms, r)
  return forms.numbers.subarray(first, first + forms.size)
}

/** Makes all coefficients 0, padding too. */
export function clear(forms: Forms): void {
  forms.numbers.fill(0, rowAt(forms, 0), rowAt(forms, forms.rows))
}

/** How much of a memory is taken, from its beginning. */
export interface Layout {
  bytes: number
}

/** Takes bytes of a memory; returns their address. */
export function takeBytes(layout: Layout, bytes: number): number {
  const address = layout.bytes
  layout.bytes += (bytes + 15) & ~15
  return address
}

/** Takes a matrix of rows that are so many numbers apart. */
export function takeMatrix(layout: Layout, rows: number, stride: number): Matrix {
  return { address: takeBytes(layout, 8 * rows * stride), stride: 8 * stride }
}
