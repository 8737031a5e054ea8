import { floor32 } from '../../numeric/float32.ts'
import type { Target } from '../../claim/target.ts'
import type { ReluNetwork, OutputForm } from './reluNetwork.ts'

/**
 * One side of one output that has to be shown to stay within its limit: so does one of some linear forms of the last
 * layer's results.
 */
export interface Side {
  /** Of the network's outputs, and from above (1) or its negative (-1). */
  readonly output: number
  readonly sign: 1 | -1
  readonly forms: readonly OutputForm[]
  readonly limit: number
  /** Is the limit itself out? */
  readonly strict: boolean
  /** Are the forms results that float32 holds? */
  readonly isFloat32: boolean
}

/** A goal, side by side; undefined for goals of another kind, which are left to the general way. */
export function sidesOf({ outputs, isExact }: ReluNetwork, { set, side }: Target): Side[] | undefined {
  if (side !== 'inside') return undefined
  const sides: Side[] = []
  for (const [output, forms] of outputs.entries()) {
    const isFloat32 = !isExact
    if (set.lo > -Infinity)
      sides.push({ output, sign: -1, forms: forms.map(negative), limit: -set.lo + 0, strict: set.open.lo, isFloat32 })
    if (set.hi < Infinity) sides.push({ output, sign: 1, forms, limit: set.hi, strict: set.open.hi, isFloat32 })
  }
  // Of several forms all have to stay below, which no combination shows; and combinations have no other limit than 0.
  const isCombined = sides.some(({ forms, sign, limit }) => forms.length > 1 && (sign > 0 || limit !== 0))
  return isCombined ? undefined : sides
}

function negative({ coefficients, constant }: OutputForm): OutputForm {
  return { coefficients: coefficients.map((c) => -c), constant: -constant }
}

/** The bound of a side that follows from that of one of its forms. */
export function sideBound({ isFloat32 }: Side, most: number): number {
  return isFloat32 ? floor32(most) : most
}

/** Does this bound show it? */
export function isMet({ limit, strict }: Side, bound: number): boolean {
  return strict ? bound < limit : bound <= limit
}
