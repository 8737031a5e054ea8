import { maximize } from '../linear/maximize.ts'
import { clear, type Forms, type Matrix, rowAt } from '../../forms/forms.ts'
import { padded } from '../../forms/kernel.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'

/*
 * Backward passes by the same kernel, on matrices of the same kind, as those of `linear/backward.ts`, whose
 * `substitute` goes operation by operation. These stay apart for speed, a region of an ACAS Xu network taking a quarter
 * of the time: coefficients are of active neurons alone, and weights, lines and errors lie side by side in the kernel's
 * memory from when a layer was relaxed on, where `substitute` has them written there in each pass. Objects are made
 * field by field: to spread a matrix into forms took more time than a pass.
 */

/** The first `rows` forms in a matrix, of so many numbers. */
export function formsIn({ space }: ReluRelaxation, matrix: Matrix, size: number, rows: number): Forms {
  const { address, stride } = matrix
  return { address, stride, numbers: space.kernel.numbers, size, rows }
}

/**
 * Replaces forms of the active results of layer `l` after its relu by forms of the input that are no less. They are in
 * the first of the workspace's two matrices before, their constants in `constants`; returns those of the input. `keep`
 * takes the coefficients of the first form at each layer's results after the relu.
 */
export function throughLayers(relaxation: ReluRelaxation, l: number, rows: number, keep?: Float64Array[]): Forms {
  const { space, network } = relaxation
  const { kernel, constants } = space
  const [from, into] = space.forms
  for (let j = l; j >= 0; j--) {
    const { count } = space.reads[j + 1]!
    const after = formsIn(relaxation, from, count, rows)
    if (keep !== undefined) keep[j] = kernel.numbers.slice(rowAt(after, 0), rowAt(after, 0) + count)
    if (rows === 0 || count === 0) {
      clear(after)
      break
    }
    const before = formsIn(relaxation, into, count, rows)
    clear(before)
    const { lines } = space.layers[j]!
    kernel.throughLines(
      before.address,
      before.stride,
      after.address,
      after.stride,
      rows,
      padded(count),
      lines,
      constants,
    )
    clear(after)
    throughLayer(relaxation, j, before, after)
  }
  return formsIn(relaxation, from, network.width, rows)
}

/** Adds forms of a layer's active results before its relu to those of what it reads. */
export function throughLayer({ space }: ReluRelaxation, l: number, from: Forms, into: Matrix): void {
  const { kernel, constants, everyColumn, reads } = space
  const { offsets, errors, activeRows } = space.layers[l]!
  const { count } = reads[l + 1]!
  const { address, stride, rows } = from
  kernel.absorb(constants, address, stride, rows, padded(count), offsets, errors)
  const across = padded(reads[l]!.count)
  kernel.multiply(into.address, into.stride, address, stride, rows, everyColumn, activeRows, count, across)
}

/** The largest value of form `r` of the input on the box, its constant added; Infinity where that is no number. */
export function boundAt({ space, box }: ReluRelaxation, inputs: Forms, r: number): number {
  const { numbers } = space.kernel
  const bound = maximize(box, numbers, rowAt(inputs, r)) + numbers[space.constants / 8 + r]!
  return Number.isFinite(bound) ? bound : Infinity
}
