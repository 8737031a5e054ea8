/** Points in the units of a drawing; NaN where a row has none. */
export interface Points {
  readonly x: Float32Array
  readonly y: Float32Array
}

/** The point nearest to (x, y), or -1 if none is within `reach`. Ten thousand take some hundredths of a millisecond. */
export function nearest(points: Points, x: number, y: number, reach: number): number {
  let best = reach * reach
  let found = -1
  for (let i = 0; i < points.x.length; i++) {
    const dx = points.x[i]! - x
    const dy = points.y[i]! - y
    const distance = dx * dx + dy * dy
    // Not true of NaN.
    if (distance <= best) {
      best = distance
      found = i
    }
  }
  return found
}

/** The points that are there from the least to the greatest of these values; equal ones in their order. */
export function orderOf({ x }: Points, values: readonly number[]): Int32Array {
  const there = Int32Array.from(x.keys()).filter((i) => !Number.isNaN(x[i]!))
  return there.sort((a, b) => values[a]! - values[b]! || a - b)
}
