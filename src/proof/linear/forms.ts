import type { Network } from '../../network/network.ts'
import type { Matrix, Workspace } from './workspace.ts'

/** Linear forms of the results of one operation: a matrix of coefficients in a workspace, a form a row. */
export interface Forms extends Matrix {
  readonly numbers: Float64Array
  /** Coefficients in a row, padding left out. */
  readonly size: number
  readonly rows: number
}

/** The first `rows` forms of an operation. */
export function formsOf({ kernel, matrices }: Workspace, network: Network, index: number, rows: number): Forms {
  const { address, stride } = matrices[index]!
  return { address, stride, numbers: kernel.numbers, size: network.operations[index]!.size, rows }
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
