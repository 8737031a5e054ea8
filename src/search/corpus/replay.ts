import type { BackendName } from '../../backend/name.ts'
import type { Claim } from '../../claim/claim.ts'
import { describeQuantifier } from '../../claim/quantifier.ts'
import { defined } from '../../defined.ts'
import { fingerprint } from '../../network/fingerprint.ts'
import { decidingOf } from '../example.ts'
import type { Point } from '../model.ts'
import { isHit } from '../objective.ts'
import { observe, type Observed } from '../observed.ts'
import { moved } from '../shrink/candidates.ts'
import { spaceOf } from '../shrink/space.ts'
import { pointFor } from './pointFor.ts'
import type { StoredCounterexample } from './storedCounterexample.ts'

/** What a stored counterexample comes to now. */
export interface Replay {
  readonly stored: StoredCounterexample
  readonly point: Point
  /** The output number that decides, or the margin, computed alone at batch size 1 on the current backend. */
  readonly output: number
  /** All output numbers, where `output` is a margin. */
  readonly outputs?: readonly number[]
  /** Is it still a counterexample? */
  readonly fails: boolean
  /** Coordinates that differ from the simplest point of the domains as they are now. */
  readonly distance: number
  /** Is it known that no simpler one lies next to it? Only where nothing has changed since that was seen. */
  readonly minimal: boolean
  /** Is the model another one than it was found on? */
  readonly modelChanged: boolean
}

/**
 * Computes a stored counterexample of a claim anew; what comes out goes into `observed`. Says why where that is
 * impossible.
 */
export function replay(
  claim: Claim,
  stored: StoredCounterexample,
  observed: Observed,
  backend: BackendName,
): Replay | { readonly misfit: string } {
  if (claim.holds.kind !== 'always') return { misfit: 'the claim is not about all inputs any more' }
  const point = pointFor(claim, stored)
  if ('misfit' in point) return point
  const objective = { set: claim.holds.set, side: 'outside' as const }
  const { output, outputs, judged } = decidingOf(claim, objective, point)
  observe(observed, judged)
  const space = spaceOf(claim)
  const modelChanged = stored.model !== fingerprint(claim.model)
  const domains = claim.inputs.map(({ name, domain }) => `${name} ${domain.description}`).join()
  const unchanged =
    !modelChanged &&
    stored.backend === backend &&
    stored.holds === describeQuantifier(claim.holds) &&
    domains === stored.inputs.map(({ name, domain }) => `${name} ${domain}`).join()
  return {
    stored,
    point,
    output,
    ...defined({ outputs }),
    fails: isHit(objective, output),
    distance: moved(space, space.read(point)).length,
    minimal: stored.minimal && unchanged,
    modelChanged,
  }
}
