import type { Claim } from '../../claim/claim.ts'
import type { Target } from '../../claim/target.ts'
import { OvershootError } from '../../errors.ts'
import { gradientsOf } from '../gradient/ascend.ts'
import { towards } from '../gradient/starts.ts'
import { computeAlone } from '../model.ts'
import { bestOutput } from '../objective.ts'
import { moved, toBaseline } from './candidates.ts'
import type { Space } from './space.ts'
import { type Bench, firstTaken } from './tryChanges.ts'

/** Shares of the numbers that are left, which one pass puts to the simplest point. */
const SHARES = [1, 15 / 16, 7 / 8, 3 / 4, 1 / 2, 1 / 4, 1 / 8]

/**
 * Puts most numbers of a large input to the simplest point, those first that help the hit least: where the gradient
 * says that the output would be about as far without them, or farther. It goes on while there are more numbers than one
 * pass tries, and as long as a share of them can go; a model without gradients stays as it is.
 */
export async function dropLeastInfluential(
  claim: Claim,
  objective: Target,
  { space, bench }: { readonly space: Space; readonly bench: Bench },
  start: Float64Array,
  stop: () => boolean,
): Promise<Float64Array> {
  let current = start
  for (let left = moved(space, current); left.length > bench.capacity && !stop(); left = moved(space, current)) {
    const influence = influenceOf(claim, objective, { space, bench }, current)
    if (influence === undefined) break
    left.sort((a, b) => influence[a]! - influence[b]!)
    const changes = SHARES.map((share) => toBaseline(space, left.slice(0, Math.ceil(share * left.length))))
    const hits = (await bench.tryAll(current, changes)).filter(({ hit }) => hit)
    const next = firstTaken(bench, current, hits)
    if (next === undefined) break
    current = next
  }
  return current
}

/** About how much nearer the output would be without each number; 0 for letters. Undefined where nobody knows. */
function influenceOf(
  claim: Claim,
  objective: Target,
  { space, bench }: { readonly space: Space; readonly bench: Bench },
  current: Float64Array,
): Float64Array | undefined {
  const point = bench.point(current)
  const outputs = computeAlone(claim, point)
  const output = bestOutput(objective, outputs, 0, outputs.length)
  const direction = ([1, -1] as const).find((way) => towards(objective, way, outputs[output]!) > 0)
  const moving = claim.inputs.flatMap(({ domain }, i) => (domain.kind === 'oneHot' ? [] : [i]))
  if (direction === undefined || moving.length === 0) return undefined
  try {
    const starts = [{ point, output, direction, progress: 0 }]
    const gradients = gradientsOf(claim, { rows: 1, inputs: point }, starts, moving)
    return current.map((value, c) => {
      const { input, index } = space.place(c)
      const gradient = gradients[moving.indexOf(input)]?.[index] ?? 0
      return Number.isFinite(gradient) ? gradient * (value - space.baseline[c]!) : 0
    })
  } catch (error) {
    if (error instanceof OvershootError) throw error
    return undefined
  }
}
