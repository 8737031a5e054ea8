import { padded } from '../rows/kernel.ts'
import type { ReluRelaxation } from './relaxReluNetwork.ts'

/**
 * Replaces the first `rows` forms, of the active results of layer `l` after its relu, by forms of the input that are no less. Their
 * coefficients are in the first of the space's two matrices before, constants in `constants`; returns where those of the input are.
 * `keep` takes the coefficients of the first form at each layer's results after the relu.
 */
export function substitute(relaxation: ReluRelaxation, l: number, rows: number, keep?: Float64Array[]): number {
  const { space, network } = relaxation
  const { kernel, stride } = space
  let [forms, next] = space.forms
  for (let j = l; j >= 0; j--) {
    const { lines } = space.layers[j]!
    const { count } = space.reads[j + 1]!
    if (keep !== undefined) keep[j] = kernel.numbers.slice(forms, forms + count)
    if (rows === 0 || count === 0) {
      kernel.numbers.fill(0, forms, forms + rows * stride)
      for (let r = 0; r < rows; r++) kernel.numbers.fill(0, forms + r * stride, forms + r * stride + network.width)
      return forms
    }
    kernel.numbers.fill(0, next, next + rows * stride)
    const length = padded(count)
    kernel.throughLines(8 * next, 8 * stride, 8 * forms, 8 * stride, rows, length, 8 * lines, 8 * space.constants)
    kernel.numbers.fill(0, forms, forms + rows * stride)
    throughLayer(relaxation, j, rows, next, forms)
  }
  return forms
}

/** Forms of a layer's active results before its relu, to what it reads. */
export function throughLayer({ space }: ReluRelaxation, l: number, rows: number, from: number, to: number): void {
  const { kernel, stride, constants, everyColumn } = space
  const { offsets, errors, compactRows } = space.layers[l]!
  const { count } = space.reads[l + 1]!
  const across = padded(space.reads[l]!.count)
  const length = padded(count)
  kernel.absorb(8 * constants, 8 * from, 8 * stride, rows, length, 8 * offsets, 8 * errors)
  kernel.multiply(8 * to, 8 * stride, 8 * from, 8 * stride, rows, everyColumn, compactRows, count, across)
}

/** The largest value of form `r` of the input on the box, as `maximize`, its constant added; Infinity where that is no number. */
export function bound({ space, box: { lo, hi } }: ReluRelaxation, inputs: number, r: number): number {
  const { numbers } = space.kernel
  const at = inputs + r * space.stride
  let sum = 0
  let size = 0
  for (let i = 0; i < lo.length; i++) {
    const c = numbers[at + i]!
    const term = c > 0 ? c * hi[i]! : c * lo[i]!
    sum += term
    size += Math.abs(term)
  }
  const most = sum + (lo.length + 4) * 2 ** -52 * size + numbers[space.constants + r]!
  return Number.isFinite(most) ? most : Infinity
}
