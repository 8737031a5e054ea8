import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { type Claim, widthOf } from '../claim/claim.ts'
import { OvershootError } from '../errors.ts'
import type { Network } from '../network/network.ts'
import type { Operation } from '../operations/index.ts'
import { originalOf, strangerNote } from '../network/own/adopt.ts'
import { intervalBounds, type OutputBounds } from '../proof/intervalBounds.ts'
import { type ProofSubject, unknownSubject } from '../proof/subject.ts'
import { computeTogether, type Point } from '../search/model.ts'
import { inTime } from '../timeUp.ts'

/** What trying a model came to: what proofs may rest on, and what a verdict should tell. */
export interface TrialResult {
  readonly proof: ProofSubject | undefined
  /**
   * Was there too little time to hold what runs against what was read? Then there is nothing that proofs may rest on.
   */
  readonly isLate?: true
  readonly warnings: readonly string[]
}

/** Any seed: what is tried is no case. */
const SEED = 0x5eed
/** Rows that are tried. */
const ROWS = 5
/** Past so many products a row, bounds of one point are enough. */
const MUCH = 1e8
/**
 * How far a row that no bounds are known of may be off in a batch of another size, relative to its largest number,
 * where that is above 1: sums in another order are off by a few 2^-24 for each layer.
 */
const MARGIN = 2 ** -10

/**
 * Computes a few inputs of a claim alone and in batches, before anything rests on what the model computes. Each must
 * get the same outputs whatever its neighbours are, and those must be within the bounds of that one point: if they are
 * not, the network is not what runs (code that reading did not see, a kernel that is broken), and nothing more is said
 * of it by proof.
 * @param until on the clock of `performance.now()`: past it no bounds are computed, and no proof may rest on the model
 * @throws MODEL_INVALID for a model that fails; OUTPUT_UNSTABLE where the same batch is computed otherwise the second
 * time; ROWS_DEPENDENT where a row depends on others
 */
export function tryModel(claim: Claim, proof: ProofSubject | undefined, until: number = Infinity): TrialResult {
  const points = drawPoints(claim)
  const { run, alone, batch, turned } = computeSteadily(claim, points)
  const width = alone.length
  const original = originalOf(claim.model)
  if (original !== undefined && proof !== undefined) {
    const theirs = computeRows({ ...claim, model: original }, points.slice(0, 3))
    if (batch.some((row, i) => !isSame(row, theirs.subarray(i * width, (i + 1) * width)))) return distrust(claim, proof)
  }
  const note = strangerNote(claim.model)
  const warnings = note === undefined ? [] : [note]
  const computed = [
    [alone, batch[0]!, turned[2]!],
    [run([1])[0]!, batch[1]!, turned[0]!],
  ]
  const checkClose = (): void => {
    for (const [first, ...rest] of computed)
      if (rest.some((row) => !isClose(first!, row)))
        throw dependent(claim, 'on the size of the batch or its place in it')
  }
  if (proof === undefined || proof.opaque.length > 0) {
    checkClose()
    return { proof, warnings }
  }
  for (const [i, [first, ...rest]] of computed.entries()) {
    if (i > 0 && productsOf(proof.model) > MUCH) continue
    const bounds = inTime(() => boundsAt(proof, points[i]!, until))
    if (bounds === undefined) {
      checkClose()
      return { proof: undefined, isLate: true, warnings }
    }
    if (!isWithin(bounds, first!)) return distrust(claim, proof)
    if (rest.some((row) => !isWithin(bounds, row))) throw dependent(claim, 'on the batch that it is in')
  }
  return { proof, warnings: [] }
}

/** Rows that were computed alone, in a batch, and in the same one turned by a place. */
interface Computed {
  readonly run: (places: readonly number[]) => Float32Array[]
  readonly alone: Float32Array
  readonly batch: readonly Float32Array[]
  readonly turned: readonly Float32Array[]
}

/** Computes points in several batches. @throws where the same is not computed alike */
function computeSteadily(claim: Claim, points: readonly Point[]): Computed {
  const alone = computeRows(claim, [points[0]!])
  const width = alone.length
  const told = widthOf(claim.model)
  if (told !== undefined && told !== width) throw untrue(claim, told, width)
  const run = (places: readonly number[]): Float32Array[] => {
    const some = places.map((place) => points[place]!)
    const outputs = computeRows(claim, some)
    if (outputs.length !== places.length * width)
      throw dependent(claim, `in number: ${places.length} rows give ${outputs.length} outputs`)
    return places.map((_, i) => outputs.subarray(i * width, (i + 1) * width))
  }
  if (!isSame(alone, run([0])[0]!)) throw unstable(claim)
  const [batch, turned] = [run([0, 1, 2]), run([1, 2, 0])]
  if (run([0, 1, 2]).some((row, i) => !isSame(row, batch[i]!))) throw unstable(claim)
  // In the same place of a batch of the same size kernels do the same, to the bit: in the first, in the middle and in
  // the last.
  const [after, around] = [run([0, 3, 4]), run([3, 1, 0])]
  const isAlike = isSame(batch[0]!, after[0]!) && isSame(batch[1]!, around[1]!) && isSame(turned[2]!, around[2]!)
  if (!isAlike) throw dependent(claim, 'on the other rows')
  return { run, alone, batch, turned }
}

function distrust(claim: Claim, proof: ProofSubject): TrialResult {
  const why = `${claim.model.name} on ${proof.backend}, which computes something else than its layers say`
  const warning = `no proof was tried: an output of ${why}: it is outside of the bounds for its one input`
  return { proof: unknownSubject(proof, claim, why), warnings: [warning] }
}

function drawPoints({ inputs }: Claim): Point[] {
  const random = xoroshiro128plus(SEED)
  return Array.from({ length: ROWS }, () =>
    inputs.map(({ domain }) => {
      const row = new Float32Array(domain.size)
      domain.sample(random, row, 0)
      return row
    }),
  )
}

function computeRows(claim: Claim, points: readonly Point[]): Float32Array {
  const inputs = claim.inputs.map(({ domain }, i) => {
    const values = new Float32Array(points.length * domain.size)
    for (const [row, point] of points.entries()) values.set(point[i]!, row * domain.size)
    return values
  })
  // In one pass, or their neighbours could be none. What a backend returns may be its own memory.
  return computeTogether(claim, claim.model, { rows: points.length, inputs }).slice()
}

function boundsAt({ model, backend }: ProofSubject, point: Point, until: number): OutputBounds {
  const boxes = point.map((values) => ({ lo: values, hi: values }))
  return intervalBounds(model, { boxes, phases: [] }, backend, until)
}

function isWithin({ lo, hi, nan }: OutputBounds, row: Float32Array): boolean {
  return (
    row.length === lo.length &&
    row.every((value, i) => (Number.isNaN(value) ? nan : lo[i]! <= value && value <= hi[i]!))
  )
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, i) => Object.is(value, b[i]))
}

function isClose(a: Float32Array, b: Float32Array): boolean {
  const scale = a.reduce((most, value, i) => Math.max(most, finite(value), finite(b[i]!)), 1)
  return a.every((value, i) => Object.is(value, b[i]) || Math.abs(value - b[i]!) <= MARGIN * scale)
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 0
}

function productsOf({ operations }: Network): number {
  const products = (operation: Operation): number =>
    'filters' in operation ? operation.positions * operation.window * operation.filters : operation.size
  return operations.reduce((sum, operation) => sum + products(operation), 0)
}

function untrue({ name }: Claim, told: number, width: number): OvershootError {
  return new OvershootError(
    'MODEL_INVALID',
    `claim "${name}": its model gives ${width} numbers for a row, and its layers say ${told}: one of them does not compute the shape that it tells`,
  )
}

function unstable({ name }: Claim): OvershootError {
  return new OvershootError(
    'OUTPUT_UNSTABLE',
    `claim "${name}": its model does not compute the same batch alike twice: it draws random numbers or remembers what came before, ` +
      'and nothing it computes once decides a claim',
  )
}

function dependent({ name }: Claim, how: string): OvershootError {
  return new OvershootError(
    'ROWS_DEPENDENT',
    `claim "${name}": its model does not compute each row of a batch by itself; a row's outputs depend ${how}. A claim speaks of single ` +
      'rows: make a model of which each row is a whole batch',
  )
}
