import type { Example } from '../claim/verdict.ts'
import { defined } from '../defined.ts'
import { OvershootError } from '../errors.ts'
import { decidingOf, exampleOf, exampleWith, partsOf } from '../search/example.ts'
import type { Point } from '../search/model.ts'
import type { Target } from '../claim/target.ts'
import { moved } from '../search/shrink/candidates.ts'
import { shrink, type ShrinkResult } from '../search/shrink/shrink.ts'
import { spaceOf } from '../search/shrink/space.ts'
import { type Look, tellProgress } from './decision.ts'
import { keepUnshrunk } from './keep.ts'

/** A hit made as simple as it can be. */
export interface SimplifyResult {
  readonly example: Example
  readonly parts: Record<string, number> | undefined
  readonly shrunk: ShrinkResult
  /** The example as it was found, where a corpus has it until the simpler one takes its place. */
  readonly unshrunk?: string | undefined
  /** What went wrong on the way: the hit itself is the example then. */
  readonly warnings: readonly string[]
}

/**
 * The simplest case that is a hit too. What was found is in the corpus before anything else is tried, and stands if
 * that fails.
 */
export async function simplify(look: Look, objective: Target, hit: Point, cases: number): Promise<SimplifyResult> {
  const { claim, observed, options } = look
  const space = spaceOf(claim)
  const { output, outputs } = decidingOf(claim, objective, hit)
  const distance = moved(space, space.read(hit)).length
  const itself: ShrinkResult = {
    point: hit,
    minimal: false,
    distance,
    forwardPasses: 1,
    path: [{ distance, output }],
    matters: [],
  }
  const found = { ...exampleWith(claim, output, itself), ...defined({ outputs }) }
  const unshrunk = await keepUnshrunk(look, { example: found, shrunk: itself, cases })
  tellProgress(look, 'shrink', cases)
  try {
    const shrunk = await shrink(claim, objective, hit, observed, {
      deadline: options.times.shrink,
      signal: options.signal,
    })
    const example = exampleOf(claim, objective, shrunk)
    return { example, parts: partsOf(claim, shrunk.point), shrunk, unshrunk, warnings: [] }
  } catch (error) {
    if (!(error instanceof OvershootError) || error.code === 'INTERNAL') throw error
    const warnings = [`not made simpler: ${error.message}`]
    return { example: found, parts: undefined, shrunk: itself, unshrunk, warnings }
  }
}
