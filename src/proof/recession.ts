import { elementwiseFunctions } from '../functions/index.ts'
import type { AffineOperation, Network, Operation, OperationOf } from '../network/network.ts'
import { nextDown, nextUp } from '../numeric/outward.ts'

/** Bounds of the slopes of a tensor's numbers. */
export interface Slopes {
  readonly lo: Float64Array
  readonly hi: Float64Array
}

/**
 * Bounds of the slopes of the output of a network whose inputs have the given slopes: with inputs s t + O(1), as t goes to
 * infinity, it is s' t + O(1), O(1) being what stays bounded. So biases vanish, what is bounded has slope 0, affine operations
 * and maxima act on slopes as on numbers, and functions of one number as the two straight lines that they tend to. What
 * is not known has slopes of any size.
 */
export function recession(network: Network, inputs: readonly Slopes[]): Slopes {
  const all: Slopes[] = []
  for (const operation of network.operations) {
    const slopes = newSlopes(operation.size)
    if (operation.kind === 'input') copySlopes(inputs[operation.input]!, slopes, 0)
    else (rules[operation.kind] as Rule<Kind>)(operation, join(operation, all), slopes)
    all.push(slopes)
  }
  return all[network.output]!
}

function newSlopes(size: number): Slopes {
  return { lo: new Float64Array(size), hi: new Float64Array(size) }
}

function copySlopes(from: Slopes, into: Slopes, at: number): void {
  into.lo.set(from.lo, at)
  into.hi.set(from.hi, at)
}

/** The slopes of all reads, one after the other. */
function join({ reads }: Operation, all: readonly Slopes[]): Slopes {
  const joined = newSlopes(reads.reduce((sum, read) => sum + all[read]!.lo.length, 0))
  let at = 0
  for (const read of reads) {
    copySlopes(all[read]!, joined, at)
    at += all[read]!.lo.length
  }
  return joined
}

/** Writes the slopes of one operation's result, zeros so far. */
type Rule<K extends Kind> = (operation: OperationOf<K>, x: Slopes, into: Slopes) => void
type Kind = Exclude<Operation['kind'], 'input'>

const unknownUnlessBounded = (_: Operation, x: Slopes, into: Slopes): void => {
  if (!x.lo.every((low, i) => low === 0 && x.hi[i] === 0)) setUnknown(into)
}

/** A kind without a rule does not compile: what has none would be taken for bounded. */
const rules: { readonly [K in Kind]: Rule<K> } = {
  affine: weigh,
  elementwise: bend,
  extremum: choose,
  gather: ({ taps }, x, into) => {
    for (const [i, tap] of taps.entries()) {
      if (tap < 0) continue
      into.lo[i] = x.lo[tap]!
      into.hi[i] = x.hi[tap]!
    }
  },
  // Bounded whatever it reads.
  softmax: () => undefined,
  // Products of what is bounded are.
  bilinear: unknownUnlessBounded,
  product: unknownUnlessBounded,
  opaque: (_operation, _x, into) => setUnknown(into),
}

function setUnknown(slopes: Slopes): void {
  slopes.lo.fill(-Infinity)
  slopes.hi.fill(Infinity)
}

function weigh(
  { taps, kernel, positions, window, filters, groups, rounding }: AffineOperation,
  x: Slopes,
  into: Slopes,
): void {
  // Weights that were computed are rounded themselves.
  const slack = rounding.kind === 'sum' ? 0 : 2 ** -50
  for (let p = 0; p < positions; p++) {
    for (let k = 0; k < window; k++) {
      const tap = taps[p * window + k]!
      if (tap < 0 || (x.lo[tap] === 0 && x.hi[tap] === 0)) continue
      const row = ((p % groups) * window + k) * filters
      for (let f = 0; f < filters; f++) addScaled(into, p * filters + f, kernel[row + f]!, slack, x, tap)
    }
  }
}

/** Adds `weight * (1 -+ slack) * x` at `from` to `into` at `to`, rounded outwards; nothing is added for a zero, which is exact. */
function addScaled(into: Slopes, to: number, weight: number, slack: number, x: Slopes, from: number): void {
  if (weight === 0) return
  const low = weight < 0 ? x.hi[from]! : x.lo[from]!
  const high = weight < 0 ? x.lo[from]! : x.hi[from]!
  if (!Number.isFinite(weight) || !Number.isFinite(low) || !Number.isFinite(high)) {
    into.lo[to] = -Infinity
    into.hi[to] = Infinity
    return
  }
  // Zero is exact, and has to stay so.
  if (low !== 0) into.lo[to] = nextDown(into.lo[to]! + outward(weight * low, -slack, nextDown))
  if (high !== 0) into.hi[to] = nextUp(into.hi[to]! + outward(weight * high, slack, nextUp))
}

function outward(value: number, slack: number, next: (value: number) => number): number {
  return next(next(value) + slack * Math.abs(value))
}

function bend({ name, parameter, size }: OperationOf<'elementwise'>, x: Slopes, into: Slopes): void {
  const { ends } = elementwiseFunctions[name]
  for (let i = 0; i < size; i++) {
    const [left, right] = ends(parameter[parameter.length === 1 ? 0 : i]!)
    const at = (slope: number): number => {
      const end = slope < 0 ? left : right
      if (end === 0 || slope === 0) return 0
      // Zero would say that it is bounded.
      return end * slope || Math.sign(end) * Math.sign(slope) * Number.MIN_VALUE
    }
    const low = x.lo[i]!
    const high = x.hi[i]!
    // Between slopes of both signs lies 0, which stays 0.
    const within = low < 0 && high > 0 ? 0 : at(low)
    const [least, most] = [Math.min(at(low), at(high), within), Math.max(at(low), at(high), within)]
    into.lo[i] = least === 0 || least === low ? least : outward(least, -(2 ** -50), nextDown)
    into.hi[i] = most === 0 || most === high ? most : outward(most, 2 ** -50, nextUp)
  }
}

function choose({ mode, taps, window, size }: OperationOf<'extremum'>, x: Slopes, into: Slopes): void {
  const most = mode === 'max' ? Math.max : Math.min
  for (let i = 0; i < size; i++) {
    const own = taps.subarray(i * window, (i + 1) * window).filter((tap) => tap >= 0)
    // Of an empty window nobody knows what a kernel makes.
    into.lo[i] = own.length === 0 ? -Infinity : own.reduce((slope, tap) => most(slope, x.lo[tap]!), x.lo[own[0]!]!)
    into.hi[i] = own.length === 0 ? Infinity : own.reduce((slope, tap) => most(slope, x.hi[tap]!), x.hi[own[0]!]!)
  }
}
