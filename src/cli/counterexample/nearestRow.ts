import type { Claim } from '../../claim/claim.ts'
import type { Point } from '../../search/model.ts'
import type { Rows } from '../../report/module/claimsData.ts'

/**
 * The real row that a point is nearest to. Each input counts alike: a one-hot sequence by the share of its letters that
 * differ, numbers by their mean distance in units of the range that the data has there.
 */
export function nearestRow({ inputs }: Claim, rows: Rows, point: Point): number {
  const distances = new Float64Array(rows.count)
  rows.inputs.forEach((values, i) => {
    if (values === undefined) return
    const { size, kind } = inputs[i]!.domain
    const target = point[i]!
    // Two numbers differ for each letter that does; and a letter is one of `size / length` numbers.
    const unit = kind === 'oneHot' ? 2 / inputs[i]!.domain.shape[1]! : rangeOf(values)
    for (let row = 0; row < rows.count; row++) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += Math.abs(values[row * size + k]! - target[k]!)
      distances[row]! += sum / size / unit
    }
  })
  return distances.indexOf(distances.reduce((a, b) => (b < a ? b : a), Infinity))
}

/** From the least to the greatest; 1 where all are the same. */
function rangeOf(values: Float32Array): number {
  let lo = Infinity
  let hi = -Infinity
  for (const value of values) {
    lo = Math.min(lo, value)
    hi = Math.max(hi, value)
  }
  return hi > lo ? hi - lo : 1
}
