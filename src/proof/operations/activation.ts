import type { BackendName } from '../../backend/name.ts'
import {
  type ActivationName,
  type CurvedName,
  curvedFunctions,
  curvedMargin,
} from '../../network/activationFunctions.ts'
import { type Bounds, newBounds, setBounds, setUnknown } from '../bounds.ts'
import { measuredActivations } from '../measuredActivations.ts'
import { gamma } from '../rounding.ts'
import type { BoundsRule } from './rules.ts'

/** Sets the bounds of one result; `x` is not NaN. */
type SetActivation = (bounds: Bounds, i: number, x: { lo: number; hi: number }) => void

/** What a NaN becomes is in the range of the function, or NaN: it may be cut to a limit like any number. */
export const activation: BoundsRule<'activation'> = ({ name }, [x], backend) => {
  const [least, most, set] = rule(name, backend)
  const bounds = newBounds(x!.lo.length)
  for (let i = 0; i < bounds.lo.length; i++) {
    if (x!.nan[i] === 1) setUnknown(bounds, i, least, most)
    else set(bounds, i, { lo: x!.lo[i]!, hi: x!.hi[i]! })
  }
  return bounds
}

function rule(name: ActivationName, backend: BackendName): [least: number, most: number, SetActivation] {
  switch (name) {
    case 'relu':
      return [0, Infinity, (bounds, i, { lo, hi }) => setBounds(bounds, i, Math.max(0, lo), Math.max(0, hi))]
    case 'relu6':
      return [0, 6, (bounds, i, { lo, hi }) => setBounds(bounds, i, clip(lo, 0, 6), clip(hi, 0, 6))]
    case 'hardSigmoid':
      return [0, 1, setHardSigmoid]
    default:
      return curved(name, backend)
  }
}

/** clip(0.5 + 0.2 x): the float32 nearest to 0.2, one product and one sum, or both fused. */
function setHardSigmoid(bounds: Bounds, i: number, x: { lo: number; hi: number }): void {
  const error = gamma(4)
  const slope = Math.fround(0.2)
  // Far outside the clipped range nothing changes any more, and nothing overflows here.
  const low = slope * clip(x.lo, -1e6, 1e6)
  const high = slope * clip(x.hi, -1e6, 1e6)
  const lo = low + 0.5 - error * (Math.abs(low) + 0.5)
  const hi = high + 0.5 + error * (Math.abs(high) + 0.5)
  setBounds(bounds, i, clip(lo, 0, 1), clip(hi, 0, 1))
}

/**
 * The backend's function f and the real one F: |f(x) - F(x)| <= relative |F(x)| + absolute for every float32 x, as measured.
 * F is monotone, and so are F -+ (relative |F| + absolute): their ends bound f, which itself need not be monotone.
 */
function curved(name: CurvedName, backend: BackendName): [least: number, most: number, SetActivation] {
  const { relative, absolute, min, max } = measuredActivations[name][backend]
  const exact = curvedFunctions[name]
  // What is computed here has an error of its own.
  const error = relative + 4 * curvedMargin
  const set: SetActivation = (bounds, i, x) => {
    const low = exact(x.lo)
    const high = exact(x.hi)
    const lo = low * (low > 0 ? 1 - error : 1 + error) - absolute
    const hi = high * (high > 0 ? 1 + error : 1 - error) + absolute
    setBounds(bounds, i, clip(lo, min, max), clip(hi, min, max))
  }
  return [min, max, set]
}

function clip(x: number, lo: number, hi: number): number {
  return Math.min(hi, Math.max(lo, x))
}
