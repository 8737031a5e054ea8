import type { BackendName } from '../backend/name.ts'
import type { CertifiedBounds } from '../proof/certify.ts'
import type { Stretch } from '../claim/stretch.ts'
import type { Network } from '../network/network.ts'
import { intervalBounds } from '../proof/intervalBounds.ts'
import type { ProofResult } from '../proof/prove.ts'
import type { Region } from '../proof/region.ts'
import type { ProofSubject } from '../proof/subject.ts'
import { exhaust, type ExhaustOptions, freeNumber } from '../search/exhaust.ts'
import { countFloats } from '../search/floatPlaces.ts'
import type { Point } from '../search/model.ts'
import type { Target } from '../claim/target.ts'
import { type Case, tellProgress } from './decision.ts'

/** What came of trying every float32 of the one free number where bounds had left the goal open. */
export interface AllFloatsResult {
  readonly cases: number
  readonly flaky: number
  /** Was there no time for all of them? */
  readonly isCutShort?: boolean
  readonly hit?: Point
  /** Bounds of all outputs, if the goal holds, and what was computed of each part that was left. */
  readonly shown?: {
    readonly certified: Pick<CertifiedBounds, 'lo' | 'hi' | 'nan'>
    readonly record: readonly (readonly Stretch[])[]
  }
}

/**
 * Decides what bounds have left open of a claim with one free number, see `freeNumber`, by trying all of its floats
 * there; nothing is tried where they are more than the cases that were asked for, of which `used` were tried before.
 */
export async function tryAllFloats(
  subject: Case,
  objective: Target,
  { left, closed }: Pick<ProofResult, 'left' | 'closed'>,
  used: number,
): Promise<AllFloatsResult> {
  const { claim, proof, observed, options } = subject
  const { input, element } = freeNumber(claim)!
  const ranges = left.map(({ boxes }) => [boxes[input]!.lo[element]!, boxes[input]!.hi[element]!] as const)
  const of = ranges.reduce((sum, range) => sum + countFloats(range), 0)
  if (options.areCasesGiven && of > options.cases - used) return { cases: 0, flaky: 0 }
  const tried = await exhaust(claim, objective, ranges, observed, {
    deadline: options.times.prove,
    signal: options.signal,
    batchSize: options.batchSize,
    slack: slackIn(proof!, input, element),
    onProgress: (done) => tellProgress(subject, 'search', done.cases),
  })
  const { complete, cases, flaky, hit, undecided, reach, extremes, record } = tried
  if (hit) return { cases, flaky, hit }
  if (!complete || undecided.length > 0) return { cases, flaky, isCutShort: !complete }
  const [lo, hi] = reach
  return {
    cases,
    flaky,
    shown: {
      certified: { lo: Math.min(lo, closed.lo), hi: Math.max(hi, closed.hi), nan: closed.nan || extremes.nan },
      record,
    },
  }
}

/** Where an output depends on its batch, bounds say how far apart two of them may be. */
function slackIn({ network, region, backend }: ProofSubject, input: number, element: number): ExhaustOptions['slack'] {
  if (computesAlike(network, backend)) return () => 0
  return (lo, hi) => {
    const bounds = intervalBounds(network, between(region, input, element, lo, hi), backend)
    return bounds.nan ? Infinity : Math.max(...bounds.hi.map((high, i) => high - bounds.lo[i]!))
  }
}

/**
 * Does a row come to the same bits in every batch? On native it depends on its place in the batch; wasm has one kernel
 * for the product of two matrices and another for those of several rows at once, which add up in other orders.
 */
function computesAlike({ operations }: Network, backend: BackendName): boolean {
  return backend === 'cpu' || (backend === 'wasm' && !operations.some(({ kind }) => kind === 'bilinear'))
}

/** The region with one of its numbers from `lo` to `hi`. */
function between({ boxes, phases }: Region, input: number, element: number, lo: number, hi: number): Region {
  const put = (values: Float32Array, value: number): Float32Array => values.with(element, value)
  return {
    boxes: boxes.map((box, i) => (i === input ? { ...box, lo: put(box.lo, lo), hi: put(box.hi, hi) } : box)),
    phases,
  }
}
