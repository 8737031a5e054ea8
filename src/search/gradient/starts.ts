import { pointAt, type Batch, type Judged, type Point } from '../model.ts'
import { progress } from '../objective.ts'
import type { Target } from '../../claim/target.ts'

/** A case worth climbing from, and which way its output has to go. */
export interface Start {
  readonly point: Point
  /** Which of the outputs, and whether it has to rise (1) or fall (-1). */
  readonly output: number
  readonly direction: 1 | -1
  /** Distance beyond the wanted bound: negative, or it would be a hit. */
  readonly progress: number
}

/** The best cases seen so far for each direction that leads to a hit, best first. */
export class Starts {
  readonly #objective: Target
  readonly #most: number
  readonly #lists: { readonly direction: 1 | -1; readonly starts: Start[] }[]

  constructor(objective: Target, most: number) {
    this.#objective = objective
    this.#most = most
    this.#lists = directions(objective).map((direction) => ({ direction, starts: [] }))
  }

  /** Looks through the outputs of a batch. */
  offer(batch: Batch, outputs: Judged, rows: number): void {
    const width = outputs.length / rows
    for (const { direction, starts } of this.#lists)
      for (let i = 0; i < outputs.length; i++) {
        const by = towards(this.#objective, direction, outputs[i]!)
        const worst = starts.length < this.#most ? -Infinity : starts[starts.length - 1]!.progress
        if (!(by > worst)) continue
        const at = starts.findIndex((start) => start.progress < by)
        const row = Math.floor(i / width)
        starts.splice(at < 0 ? starts.length : at, 0, {
          point: pointAt(batch, row),
          output: i % width,
          direction,
          progress: by,
        })
        if (starts.length > this.#most) starts.pop()
      }
  }

  /** At most about so many of them, as many for each direction, and one at least. */
  best(most: number = Infinity): Start[] {
    const each = Math.max(1, Math.floor(most / this.#lists.length))
    return this.#lists.flatMap(({ starts }) => starts.slice(0, each))
  }
}

/** How near an output is to a hit if it may go one way only. */
export function towards({ set, side }: Target, direction: 1 | -1, output: number): number {
  if (side === 'inside') return progress({ set, side }, output)
  return direction > 0 ? output - set.hi : set.lo - output
}

/** An output leaves a set over either finite bound; it enters one from either side. */
function directions({ set, side }: Target): (1 | -1)[] {
  const up = side === 'inside' ? set.lo > -Infinity : set.hi < Infinity
  const down = side === 'inside' ? set.hi < Infinity : set.lo > -Infinity
  return [...(up ? [1 as const] : []), ...(down ? [-1 as const] : [])]
}
