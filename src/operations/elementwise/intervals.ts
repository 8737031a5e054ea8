import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { marginAt, valueMargin } from '../../functions/elementwiseFunction.ts'
import { elementwiseFunctions } from '../../functions/index.ts'
import { type Bounds, newBounds, setBounds, setUnknown } from '../../numeric/bounds.ts'
import type { Elementwise } from './elementwiseOperation.ts'

/**
 * The backend's function f and the real one F: |f(x) - F(x)| <= relative |F(x)| + absolute. Over an interval F is
 * largest and least at its ends, or where it turns; F -+ (relative |F| + absolute) rises with F, so its ends bound f,
 * which itself need not be monotone. What a NaN becomes is in the range of the function, or NaN: it may be cut to a
 * limit like any number.
 */
export function boundElementwise({ name, parameter, size }: Elementwise, read: Bounds, backend: BackendName): Bounds {
  if (name === 'relu') return cut(read, backend, Infinity)
  if (name === 'clippedRelu' && parameter.length === 1 && isPlainLimit(parameter[0]!))
    return cut(read, backend, parameter[0]!)
  const f = elementwiseFunctions[name]
  const { value, turns, error } = f
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    const a = parameter[parameter.length === 1 ? 0 : i]!
    if (read.nan[i] === 1) {
      const { min, max } = error(a, backend, -Infinity, Infinity)
      setBounds(bounds, i, min, max)
      bounds.nan[i] = 1
      continue
    }
    const low = read.lo[i]!
    const high = read.hi[i]!
    const { relative, absolute, min, max, nan } = error(a, backend, low, high)
    // With an error as large as itself F - relative |F| need not rise.
    if (absolute === Infinity || !(relative < 0.5)) setBounds(bounds, i, min, max)
    else {
      const falls = value(low, a) > value(high, a)
      let bottom = falls ? high : low
      let top = falls ? low : high
      for (const x of turns(low, high, a)) {
        if (value(x, a) < value(bottom, a)) bottom = x
        if (value(x, a) > value(top, a)) top = x
      }
      const least = value(bottom, a)
      const most = value(top, a)
      // What is computed here has an error of its own.
      const slack = relative + 4 * valueMargin
      const lo = least * (least > 0 ? 1 - slack : 1 + slack) - absolute - marginAt(f, bottom)
      const hi = most * (most > 0 ? 1 + slack : 1 - slack) + absolute + marginAt(f, top)
      setBounds(bounds, i, clip(lo, min, max), clip(hi, min, max))
    }
    if (nan) bounds.nan[i] = 1
  }
  return bounds
}

/** Is it a float32 number that no kernel rounds or flushes? */
function isPlainLimit(limit: number): boolean {
  return limit >= FLOAT32_MIN_NORMAL && Math.fround(limit) === limit
}

/**
 * Cut at 0 and at a limit. Ends stay float32 numbers, and reach to zero where a subnormal may be flushed. Native may
 * pass on a negative one, see `functions/relu.ts`.
 */
function cut({ lo, hi, nan }: Bounds, backend: BackendName, limit: number): Bounds {
  const bounds: Bounds = { lo: lo.slice(), hi: hi.slice(), nan: nan.slice() }
  const { lo: least, hi: most } = bounds
  for (let i = 0; i < least.length; i++) {
    const passes = backend === 'native' && hi[i]! > -FLOAT32_MIN_NORMAL
    if (!(least[i]! > 0)) least[i] = passes ? Math.max(least[i]!, -FLOAT32_MIN_NORMAL) + 0 : 0
    else if (least[i]! > limit) least[i] = limit
    if (!(most[i]! > 0)) most[i] = 0
    else if (most[i]! > limit) most[i] = limit
    if (nan[i] === 1) setUnknown(bounds, i, backend === 'native' ? -FLOAT32_MIN_NORMAL : 0, limit)
  }
  return bounds
}

function clip(x: number, lo: number, hi: number): number {
  return Math.min(hi, Math.max(lo, x))
}
