import { defined } from '../../defined.ts'
import { type Bounds, checkBounds, newBounds, setBounds } from '../../numeric/bounds.ts'
import { boundOperation } from '../intervals/boundOperation.ts'
import type { Place } from './readNumbers.ts'
import type { Setting } from './setting.ts'

/** Bounds of the output, given that the float32 number at `place` is within the real bounds [lo, hi]. */
export function boundsAbove(
  { network, region, backend, bounds }: Setting,
  place: Place,
  lo: number,
  hi: number,
): Bounds {
  const all = [...bounds]
  const [index, number] = place
  all[index] = tightened(bounds[index]!, number, lo, hi)
  const changed = new Set([index])
  for (let i = index + 1; i <= network.output; i++)
    if (network.operations[i]!.reads.some((read) => changed.has(read))) {
      all[i] = intersection(boundOperation(network, i, all, region, backend), bounds[i]!, network.operations[i]!.layer)
      changed.add(i)
    }
  return all[network.output]!
}

function tightened(bounds: Bounds, i: number, lo: number, hi: number): Bounds {
  const own = newBounds(1, bounds.exact)
  setBounds(own, 0, lo, hi)
  const result = {
    ...defined({ exact: bounds.exact }),
    lo: bounds.lo.slice(),
    hi: bounds.hi.slice(),
    nan: bounds.nan.slice(),
  }
  result.lo[i] = Math.max(result.lo[i]!, own.lo[0]!)
  result.hi[i] = Math.min(result.hi[i]!, own.hi[0]!)
  result.nan[i] = 0
  checkBounds(result, 'a sum over windows')
  return result
}

function intersection(a: Bounds, b: Bounds, layer: string): Bounds {
  const both = {
    ...defined({ exact: a.exact }),
    lo: a.lo.map((lo, i) => Math.max(lo, b.lo[i]!)),
    hi: a.hi.map((hi, i) => Math.min(hi, b.hi[i]!)),
    nan: a.nan.map((nan, i) => nan & b.nan[i]!),
  }
  checkBounds(both, layer)
  return both
}
