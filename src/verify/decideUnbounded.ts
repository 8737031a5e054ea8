import type { Claim } from '../claim/claim.ts'
import { FLOAT32_MAX } from '../numeric/float32.ts'
import { above } from '../claim/set.ts'
import { growth, type Growth } from '../proof/growth.ts'
import { exampleWith, partsOf } from '../search/example.ts'
import { compute, computeAlone, emptyBatch, pointAt, type Point } from '../search/model.ts'
import { observe } from '../search/observed.ts'
import type { Target } from '../claim/target.ts'
import { inTime } from '../timeUp.ts'
import { atOnce, type Case, type Decision } from './decision.ts'
import type { Falsification } from './falsify.ts'

/** Random cases beside the witness, so that `observed` says something of the whole domain. */
const CASES = 1000

/** What a search beside the witness looks for: nothing. */
export const nothing: Target = { set: { ...above(Infinity), description: 'none' }, side: 'inside' }

/**
 * Decides `unbounded()`: a ray of growth and the farthest float32 on it prove it, bounds however far inputs go refute
 * it.
 */
export async function decideUnbounded(subject: Case, falsification: Falsification): Promise<Decision> {
  const { claim, proof, certified, observed, options } = subject
  const { times } = options
  await falsification.draw(Math.min(options.drawn, CASES), times.draw)
  const { cases } = falsification.counts
  const endless = claim.inputs.map(({ domain }) => domain.endless)
  const grown = proof && inTime(() => growth(proof.network, endless, times.prove))
  const goesNowhere = grown?.kind === 'bounded' || !endless.some(({ lo, hi }) => lo.includes(true) || hi.includes(true))
  if (goesNowhere && Number.isFinite(certified.lo) && Number.isFinite(certified.hi) && !certified.nan)
    return {
      status: 'refuted',
      by: 'bounds',
      reason: `no output leaves [${certified.lo}, ${certified.hi}]`,
      evidence: atOnce,
      cases,
      flaky: 0,
    }
  const ray = grown?.kind === 'grows' ? grown : undefined
  const far = ray && farthest(claim, ray, observed, options.cases - cases)
  const walked = far?.cases ?? 0
  falsification.leave(walked)
  if (ray && far?.point !== undefined) return witnessed(claim, ray, { ...far, point: far.point }, cases + walked)
  // All that were asked for, though none of them decides: they are observed.
  if (options.areCasesGiven) await falsification.draw(Infinity, times.end)
  return survived(subject, falsification, walked, proof !== undefined && grown === undefined)
}

function survived(subject: Case, { counts }: Falsification, walked: number, isGrowthUnknown: boolean): Decision {
  const { signal, times } = subject.options
  const isLate = subject.isCutShort || counts.isCutShort || isGrowthUnknown || performance.now() > times.end
  return {
    status: 'survived',
    by: 'search',
    reason: 'neither growth nor a bound was found',
    stopped: signal?.aborted ? 'signal' : isLate ? 'time' : 'cases',
    cases: counts.cases + walked,
    flaky: 0,
  }
}

function witnessed(claim: Claim, ray: Ray, far: Far & { readonly point: Point }, cases: number): Decision {
  const { input, element, sign } = ray
  // One number away from the simplest input, and that input itself shows no growth: there is no simpler witness.
  const witness = exampleWith(claim, far.output, { point: far.point, minimal: true, distance: 1 })
  const reason =
    `along ${claim.inputs[input]!.name} the output grows by ${steepness(ray)} a unit without limit; ` +
    `where float32 inputs end it is ${witness.output}`
  return {
    status: 'proved',
    by: 'witness',
    reason,
    witness,
    ray: { input, element, sign, at: far.at },
    parts: partsOf(claim, far.point),
    cases,
    flaky: 0,
  }
}

type Ray = Extract<Growth, { kind: 'grows' }>

/** The least slope that is certain. */
function steepness({ slope: [lo, hi] }: Ray): number {
  return Math.min(Math.abs(lo), Math.abs(hi))
}

/** The farthest that was computed on a ray, and how many cases that took. */
interface Far {
  readonly cases: number
  readonly point?: Point
  readonly output: number
  /** How far out growth shows best. */
  readonly at: number
}

/**
 * The point on the ray with the largest output in magnitude, computed alone; none if the float32 that runs does not
 * follow the growth of real arithmetic (a weight so small that the backend takes it for zero). Takes `most` cases at
 * most.
 */
function farthest(claim: Claim, ray: Ray, observed: Case['observed'], most: number): Far {
  const { lo, hi } = claim.inputs[ray.input]!.domain
  const powers = Array.from({ length: 256 }, (_, k) => Math.fround(FLOAT32_MAX * 2 ** -k) * ray.sign)
  const distances = powers
    .filter((distance) => distance >= lo[ray.element]! && distance <= hi[ray.element]!)
    .slice(0, Math.max(0, most))
  const none = { cases: distances.length, output: Number.NaN, at: Number.NaN }
  if (distances.length === 0) return none
  const batch = emptyBatch(claim, distances.length)
  claim.inputs.forEach(({ domain }, i) => {
    for (let row = 0; row < batch.rows; row++) {
      batch.inputs[i]!.set(domain.simplest, row * domain.size)
      if (i === ray.input) batch.inputs[i]![row * domain.size + ray.element] = distances[row]!
    }
  })
  const outputs = compute(claim, batch)
  observe(observed, outputs)
  const width = outputs.length / batch.rows
  const size = (row: number) => Math.abs(outputs[row * width + ray.output]!)
  const rows = distances.map((_, row) => row).filter((row) => !Number.isNaN(size(row)))
  if (rows.length === 0) return none
  const best = rows.reduce((a, b) => (size(b) > size(a) ? b : a))
  const point = pointAt(batch, best)
  const alone = computeAlone(claim, point)
  observe(observed, alone)
  const output = alone[ray.output]!
  const half = (row: number): number => (steepness(ray) * Math.abs(distances[row]!)) / 2
  if (!(Math.abs(output) >= half(best))) return none
  const shows = distances.map((_, row) => size(row) < Infinity && size(row) >= half(row))
  return { ...none, point, output, at: distances[middleOf(shows) ?? best]! }
}

/**
 * The middle of the first run of what shows growth: further out numbers overflow, also some on the way to outputs and
 * sums in another order, and further in other numbers count for as much.
 */
function middleOf(shows: readonly boolean[]): number | undefined {
  const first = shows.indexOf(true)
  if (first < 0) return undefined
  const end = shows.indexOf(false, first)
  return Math.floor((first + (end < 0 ? shows.length : end) - 1) / 2)
}
