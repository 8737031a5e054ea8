import type { BackendName } from '../backend/name.ts'
import { currentBackend } from '../backend/useBackend.ts'
import type { Claim } from '../claim/claim.ts'
import { reluNetworkOf } from '../proof/reluNetwork/reluNetwork.ts'
import { regionWork } from '../proof/branch/regionWork.ts'
import type { ProofSubject } from '../proof/subject.ts'
import { costOfRow, rowsPerPass } from '../search/rowsPerPass.ts'

/**
 * How much is tried before a claim is left open: counts, not seconds, so that the same claim comes to the same verdict
 * on any day.
 */
export interface Effort {
  /** Cases in all, but for those of an exhaustion that was not bounded. */
  readonly cases: number
  /** Of them, random ones that are drawn before anything that costs more. */
  readonly drawn: number
  /** Were cases asked for? Then all of them are tried, and none beyond. */
  readonly areCasesGiven: boolean
  /** Regions, where they were asked for. */
  readonly regions: number | undefined
  /** Rows a forward pass. */
  readonly batchSize: number
}

/** Random cases where none are asked for, and how many times as many may be tried in all. */
const CASES = { drawn: 10_000, least: 64, times: 10 }

/** Of cases that were asked for, at most so many are kept for climbing and for what bounds point at. */
const KEPT = 2 ** 13

/** Multiplications that drawing cases may take by default: seconds of work. */
const DRAWING: Readonly<Record<BackendName, number>> = { native: 2e10, wasm: 2e10, cpu: 4e8, onnxruntime: 2e10 }

/**
 * Multiplications that bounds may take by default, half a minute's work at most; and those of a first look, of ReLU
 * networks a longer one.
 */
const BOUNDING = { all: 4e10, glance: 1e9, glanceAtRelus: 2e10 }

/** Regions where none are asked for. */
const REGIONS = 10_000

/** Rows a forward pass, however small they are. */
const ROWS = 4096

/** What is tried of a claim: what was asked for, or what is worth it. */
export function effortFor(
  claim: Claim,
  { cases, regions, batchSize }: { cases?: number; regions?: number; batchSize?: number },
): Effort {
  const { multiplications } = costOfRow(claim)
  const affordable = Math.floor(DRAWING[currentBackend()] / Math.max(1, multiplications))
  const drawn = Math.max(CASES.least, Math.min(CASES.drawn, affordable))
  const rowSize = claim.inputs.reduce((sum, { domain }) => sum + domain.size, 0)
  const rows = Math.max(1, Math.min(ROWS, Math.floor(2 ** 20 / rowSize), rowsPerPass(claim)))
  return {
    cases: cases ?? CASES.times * drawn,
    drawn: cases === undefined ? drawn : Math.min(drawn, Math.max(Math.ceil(cases / 2), cases - KEPT)),
    areCasesGiven: cases !== undefined,
    regions,
    batchSize: batchSize ?? rows,
  }
}

/** What branch and bound goes over. */
type Bounded = Pick<ProofSubject, 'network' | 'region'>

/** Regions that branch and bound may bound. */
export function regionsFor(proof: Bounded, { regions }: Pick<Effort, 'regions'>): number {
  return regions ?? worth(proof, BOUNDING.all, REGIONS)
}

/**
 * Regions that are worth a look before cases are climbed from: most of what bounds can show they show at once, or in a
 * few.
 */
export function regionsAtAGlance(proof: Bounded, effort: Pick<Effort, 'regions'>): number {
  const multiplications = reluNetworkOf(proof.network) ? BOUNDING.glanceAtRelus : BOUNDING.glance
  return worth(proof, multiplications, regionsFor(proof, effort))
}

function worth(proof: Bounded, multiplications: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(multiplications / workOf(proof))))
}

/** Multiplications that a region takes, and as many as its bookkeeping takes the time of. */
function workOf({ network, region }: Bounded): number {
  return regionWork(network, region) + 1e5
}

/**
 * Multiplications that climbing is worth, beside those of its cases: of small models most of the time goes elsewhere.
 */
const CLIMBING = 1e9
/** Of the work, what climbing may be. */
const SHARE = 0.25

/** After how many regions it is time to climb again, from the best of `cases` cases. */
export function regionsPerClimb(claim: Claim, proof: Bounded, cases: number): number {
  const work = CLIMBING + cases * costOfRow(claim).multiplications
  return Math.ceil(work / (SHARE * workOf(proof)))
}
