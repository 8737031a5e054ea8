import { elementwiseFunctions } from '../../functions/index.ts'
import { nextDown, nextUp } from '../../numeric/outward.ts'
import { isNumbers } from '../fields.ts'
import { joined, total } from '../reads.ts'
import type { Rules } from '../rules.ts'
import { outward, type Slopes } from '../slopes.ts'
import type { Elementwise, ElementwiseOperation } from './elementwiseOperation.ts'
import { boundElementwise } from './intervals.ts'
import { substituteElementwise } from './substitute.ts'

export const elementwise: Rules<ElementwiseOperation> = {
  fits: ({ name, parameter, size }, sizes) =>
    Object.hasOwn(elementwiseFunctions, name) &&
    size === total(sizes) &&
    (isNumbers(parameter, 1) || isNumbers(parameter, size)),
  evaluate({ name, parameter }, reads) {
    const { value } = elementwiseFunctions[name]
    return joined(reads).map((one, i) => value(one, parameter.length === 1 ? parameter[0]! : parameter[i]!))
  },
  place({ name, parameter }, { tf }) {
    const { kernel } = elementwiseFunctions[name]
    return ([x]) => kernel(x!, parameter, tf)
  },
  bound: (operation, read, { backend }) => boundElementwise(operation, read, backend),
  isLinear: false,
  substitute: substituteElementwise,
  recede: recedeElementwise,
  multiplications: () => 0,
  functions: ({ name }) => [name],
  addsUp: () => false,
}

/** As the two straight lines that the function tends to. */
function recedeElementwise({ name, parameter, size }: Elementwise, x: Slopes, into: Slopes): void {
  const { ends } = elementwiseFunctions[name]
  for (let i = 0; i < size; i++) {
    const lines = ends(parameter[parameter.length === 1 ? 0 : i]!)
    if (lines === undefined) {
      into.lo[i] = -Infinity
      into.hi[i] = Infinity
      continue
    }
    const [left, right] = lines
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
