import type { Claim } from '../../claim/claim.ts'
import type { Target } from '../../claim/target.ts'
import { OvershootError, reasonOf } from '../../errors.ts'
import type { Batch, Judged } from '../model.ts'
import { ascend } from './ascend.ts'
import { Evolution } from './evolve.ts'
import type { Start } from './starts.ts'

/** How cases are computed, and whether so many more may be. */
export interface Trial {
  look(batch: Batch): Promise<Judged>
  isUsedUp(rows: number): boolean
}

/**
 * Steps uphill of numbers: along gradients, or by children of the best where there are none. tf.js has none of some
 * operations, and nobody of a model that cannot be read.
 */
export class Steps {
  /** Why there are no gradients. */
  warning: string | undefined
  readonly #claim: Claim
  readonly #objective: Target
  readonly #starts: readonly Start[]
  #evolution: Evolution | undefined

  constructor(claim: Claim, objective: Target, starts: readonly Start[]) {
    this.#claim = claim
    this.#objective = objective
    this.#starts = starts
  }

  /** Moves each row of `batch`, and computes what came out; false where no more cases may be computed. */
  async take(batch: Batch, memory: Batch, step: number, { look, isUsedUp }: Trial): Promise<boolean> {
    if (this.#evolution === undefined && isUsedUp(batch.rows)) return false
    if (this.#evolution === undefined && this.#ascend(batch, memory, step)) {
      await look(batch)
      return true
    }
    this.#evolution ??= new Evolution(this.#claim, this.#objective, this.#starts)
    const children = this.#evolution.offspring(batch)
    if (isUsedUp(children.rows)) return false
    this.#evolution.select(batch, children, await look(children))
    return true
  }

  #ascend(batch: Batch, memory: Batch, step: number): boolean {
    try {
      ascend(this.#claim, batch, this.#starts, memory, step)
      return true
    } catch (error) {
      if (error instanceof OvershootError) throw error
      this.warning = `not searched along gradients: ${reasonOf(error)}`
      return false
    }
  }
}
