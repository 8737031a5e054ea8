import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import type { AffineOperation } from './affineOperation.ts'
import { onceFor } from '../../onceFor.ts'
import { flushedSum } from '../../numeric/sum.ts'

/** What bounds need of an affine operation's weights again and again. Columns are the filters of all groups, flat. */
export interface KernelSizes {
  /** |bias| a column. */
  readonly biases: Float64Array
  /** What flushing results and reads to zero may take from a result, a column. */
  readonly flushed: Float64Array
  /** 1 for columns in which a weight is subnormal or not finite: those need all care. */
  readonly wild: Uint8Array
}

/** Computed once for each operation, whose weights must not change. */
export const kernelSizes: (operation: AffineOperation) => KernelSizes = onceFor(measure)

function measure({ kernel, bias, window, filters, groups }: AffineOperation): KernelSizes {
  const columns = groups * filters
  const sizes: KernelSizes = {
    biases: bias?.map(Math.abs) ?? new Float64Array(columns),
    flushed: new Float64Array(columns),
    wild: new Uint8Array(columns),
  }
  const isWild = (size: number): boolean => !(size <= FLOAT32_MAX) || (size > 0 && size < FLOAT32_MIN_NORMAL)
  const terms = window + (bias === null ? 0 : 1)
  for (let column = 0; column < columns; column++) {
    const [g, f] = [Math.floor(column / filters), column % filters]
    let sum = sizes.biases[column]!
    let wild = isWild(sum)
    for (let k = 0; k < window; k++) {
      const size = Math.abs(kernel[(g * window + k) * filters + f]!)
      sum += size
      wild ||= isWild(size)
    }
    sizes.wild[column] = wild ? 1 : 0
    // The last factor pays for adding up in float64.
    sizes.flushed[column] = flushedSum(terms) + sum * FLOAT32_MIN_NORMAL * (1 + 2 ** -30)
  }
  return sizes
}
