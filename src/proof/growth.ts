import type { Endless } from '../claim/domain.ts'
import type { Network } from '../network/network.ts'
import type { Operation } from '../operations/index.ts'
import { isLevel, newSlopes } from '../operations/slopes.ts'
import { checkTime } from '../timeUp.ts'
import { recession } from './recession.ts'

/**
 * `grows`: as number `element` of input `input` goes to `sign` * Infinity, the others staying where they are, output
 * number `output` goes on without limit in real arithmetic, its slope tending to a value within `slope`, which excludes
 * 0. `bounded`: in real arithmetic the outputs stay bounded however far any endless inputs go, together or alone.
 * `unknown`: neither is certain.
 */
export type Growth =
  | {
      readonly kind: 'grows'
      readonly input: number
      readonly element: number
      readonly sign: 1 | -1
      readonly output: number
      readonly slope: readonly [lo: number, hi: number]
    }
  | { readonly kind: 'bounded' }
  | { readonly kind: 'unknown' }

/**
 * Does the output grow without limit along the ray of some one input number, or not at all in any direction? Decided on
 * the network's recession function, lim f(t d) / t for t to infinity (Rockafellar 1970, Convex Analysis, section 8), in
 * float64 rounded outwards: slopes that exclude 0 are certain, and slopes that are exactly 0 for all directions mean
 * bounded outputs. It speaks of real arithmetic: in float32 everything ends somewhere, at a largest number or at
 * Infinity.
 * @throws TimeUp when it is past `until`
 */
export function growth(network: Network, endless: readonly Endless[], until: number = Infinity): Growth {
  if (!network.operations.every(hasFiniteWeights)) return { kind: 'unknown' }
  const slopes = network.inputs.map(({ size }) => newSlopes(size))
  for (const [input, { lo, hi }] of slopes.entries()) {
    for (let element = 0; element < lo.length; element++) {
      for (const sign of [1, -1] as const) {
        if (!(sign === 1 ? endless[input]!.hi : endless[input]!.lo)[element]) continue
        checkTime(until)
        lo[element] = hi[element] = sign
        const result = recession(network, slopes)
        lo[element] = hi[element] = 0
        const output = result.lo.findIndex((low, i) => low > 0 || result.hi[i]! < 0)
        if (output >= 0)
          return { kind: 'grows', input, element, sign, output, slope: [result.lo[output]!, result.hi[output]!] }
      }
    }
  }
  for (const [input, { lo, hi }] of slopes.entries()) {
    endless[input]!.lo.forEach((end, i) => (lo[i] = end ? -1 : 0))
    endless[input]!.hi.forEach((end, i) => (hi[i] = end ? 1 : 0))
  }
  return { kind: isLevel(recession(network, slopes)) ? 'bounded' : 'unknown' }
}

/** Real arithmetic knows no infinite weights. */
function hasFiniteWeights(operation: Operation): boolean {
  if (operation.kind === 'elementwise') return operation.parameter.every(Number.isFinite)
  if (operation.kind !== 'affine') return true
  return operation.kernel.every(Number.isFinite) && (operation.bias?.every(Number.isFinite) ?? true)
}
