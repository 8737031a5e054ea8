import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { Claim } from '../../claim/claim.ts'
import type { Target } from '../../claim/target.ts'
import { emptyBatch, type Batch, type Judged } from '../model.ts'
import { stepWidth } from './ascend.ts'
import { type Start, towards } from './starts.ts'

/** Rows that have children, the best ones; and how many each has a step. */
const [PARENTS, CHILDREN] = [8, 8]
/** Of the width of a box, the size of first steps; what a step that was better, and one that was not, do to it. */
const PACE = { first: 0.25, better: 1.6, worse: 0.88 }
/** Any seed: the same climb takes the same steps. */
const SEED = 0xc11b

/** A climb without gradients: how far each row has come, and how large its steps are. */
export class Evolution {
  readonly #claim: Claim
  readonly #objective: Target
  readonly #starts: readonly Start[]
  readonly #random: RandomGenerator = xoroshiro128plus(SEED)
  readonly #progress: number[]
  readonly #paces: number[]
  /** Places of the rows that have children. */
  readonly #parents: readonly number[]

  constructor(claim: Claim, objective: Target, starts: readonly Start[]) {
    this.#claim = claim
    this.#objective = objective
    this.#starts = starts
    this.#progress = starts.map(({ progress }) => progress)
    this.#paces = starts.map(() => PACE.first)
    this.#parents = [...starts.keys()].toSorted((a, b) => starts[b]!.progress - starts[a]!.progress).slice(0, PARENTS)
  }

  /** Children of the best rows of `batch`, one row after the other: some numbers, one as often as not, are moved. */
  offspring(batch: Batch): Batch {
    const children = emptyBatch(this.#claim, this.#parents.length * CHILDREN)
    for (const [input, { domain }] of this.#claim.inputs.entries()) {
      const { size } = domain
      for (let row = 0; row < children.rows; row++) {
        const parent = this.#parents[Math.floor(row / CHILDREN)]!
        const values = batch.inputs[input]!.slice(parent * size, (parent + 1) * size)
        if (domain.kind !== 'oneHot') this.#mutate(values, domain, this.#paces[parent]!)
        children.inputs[input]!.set(values, row * size)
      }
    }
    return children
  }

  /** Puts the best child in its parent's place where it is better, and learns how large steps should be. */
  select(batch: Batch, children: Batch, outputs: Judged): void {
    const width = outputs.length / children.rows
    for (const [k, parent] of this.#parents.entries()) {
      const { output, direction } = this.#starts[parent]!
      const first = k * CHILDREN
      const progress = (row: number): number => towards(this.#objective, direction, outputs[row * width + output]!)
      let best = first
      for (let row = first + 1; row < first + CHILDREN; row++) if (progress(row) > progress(best)) best = row
      const isBetter = progress(best) > this.#progress[parent]!
      this.#paces[parent]! *= isBetter ? PACE.better : PACE.worse
      if (!isBetter) continue
      this.#progress[parent] = progress(best)
      for (const [input, { domain }] of this.#claim.inputs.entries()) {
        const { size } = domain
        batch.inputs[input]!.set(children.inputs[input]!.subarray(best * size, (best + 1) * size), parent * size)
      }
    }
  }

  #mutate(
    values: Float32Array,
    { lo, hi }: { readonly lo: ArrayLike<number>; readonly hi: ArrayLike<number> },
    pace: number,
  ): void {
    const move = (i: number): void => {
      const width = stepWidth(values[i]!, lo[i]!, hi[i]!)
      const moved = Math.fround(values[i]! + (2 * this.#uniform() - 1) * width * pace)
      values[i] = Math.min(hi[i]!, Math.max(lo[i]!, moved))
    }
    // One number; a few; all.
    const share = this.#uniform()
    if (share < 0.5) move(Math.floor(this.#uniform() * values.length))
    else for (let i = 0; i < values.length; i++) if (share > 0.8 || this.#uniform() * values.length < 4) move(i)
  }

  #uniform(): number {
    return (this.#random.next() >>> 0) / 2 ** 32
  }
}
