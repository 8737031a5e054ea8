import type { BackendName } from '../../src/backend/name.ts'
import type { Network } from '../../src/network/network.ts'
import { setBounds } from '../../src/numeric/bounds.ts'
import { boundRegion } from '../../src/proof/branch/boundRegion.ts'
import { splitRegion } from '../../src/proof/branch/split.ts'
import { intervalBounds, type OutputBounds } from '../../src/proof/intervalBounds.ts'
import { linearBounds } from '../../src/proof/linear/linearBounds.ts'
import { optimizeSlopes } from '../../src/proof/linear/optimizeSlopes.ts'
import type { Region } from '../../src/proof/region.ts'
import { sequenceBounds } from '../../src/proof/sequences/sequenceBounds.ts'

/**
 * Whatever says that outputs lie within bounds: all of them go through the same tests. Undefined: nothing is in the
 * region, or it does not apply.
 */
export type Prover = (network: Network, region: Region, backend: BackendName) => OutputBounds | undefined

export const provers: Readonly<Record<string, Prover>> = {
  intervals: intervalBounds,
  'linear relaxation': (network, region, backend) => {
    const bounds = linearBounds(network, region, backend)?.bounds[network.output]
    return bounds && { lo: bounds.lo, hi: bounds.hi, nan: bounds.nan.includes(1) }
  },
  'optimized slopes': optimized,
  'branch and bound': inParts,
  sequences: (network, region, backend) => {
    const bounds = sequenceBounds(network, region, backend)
    const size = network.operations[network.output]!.size
    if (bounds.kind === 'none') return undefined
    return { lo: new Float64Array(size).fill(bounds.lo), hi: new Float64Array(size).fill(bounds.hi), nan: false }
  },
}

/** Every output number's two bounds with slopes and multipliers moved a few steps. */
function optimized(network: Network, region: Region, backend: BackendName): OutputBounds | undefined {
  const relaxation = linearBounds(network, region, backend)
  if (relaxation === undefined) return undefined
  const bounds = relaxation.bounds[network.output]!
  const L = (relaxation.coefficients[network.output] ??= new Float64Array(bounds.lo.length))
  for (let i = 0; i < bounds.lo.length; i++) {
    const side = (sign: 1 | -1): number => {
      L.fill(0)
      L[i] = sign
      return sign * optimizeSlopes(relaxation, network.output, { steps: 4 })
    }
    if (bounds.nan[i] === 0) setBounds(bounds, i, Math.max(bounds.lo[i]!, side(-1)), Math.min(bounds.hi[i]!, side(1)))
  }
  return { lo: bounds.lo, hi: bounds.hi, nan: bounds.nan.includes(1) }
}

/** The hull of the region's parts, split a few times as branch and bound does. */
function inParts(network: Network, region: Region, backend: BackendName): OutputBounds | undefined {
  const goal = { set: { lo: 0, hi: 0, open: { lo: true, hi: true }, description: 'nothing' }, side: 'inside' } as const
  const size = network.operations[network.output]!.size
  const hull = { lo: new Float64Array(size).fill(Infinity), hi: new Float64Array(size).fill(-Infinity), nan: false }
  let isEmpty = true
  const visit = (part: Region, depth: number): void => {
    const { split } = boundRegion(network, part, goal, backend, { steps: 2 })
    if (split !== undefined && depth > 0) {
      for (const half of splitRegion(part, split)) visit(half, depth - 1)
      return
    }
    const bounds = linearBounds(network, part, backend)?.bounds[network.output]
    if (bounds === undefined) return
    isEmpty = false
    hull.nan ||= bounds.nan.includes(1)
    for (let i = 0; i < size; i++) {
      hull.lo[i] = Math.min(hull.lo[i]!, bounds.lo[i]!)
      hull.hi[i] = Math.max(hull.hi[i]!, bounds.hi[i]!)
    }
  }
  visit(region, 2)
  return isEmpty ? undefined : hull
}
