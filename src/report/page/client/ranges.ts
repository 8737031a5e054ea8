import type { BackendName } from '../../../backend/name.ts'
import { linearBounds } from '../../../proof/linear/linearBounds.ts'
import type { InputBox, Region } from '../../../proof/region.ts'
import { sequenceBounds } from '../../../proof/sequences/sequenceBounds.ts'
import { codePoints } from '../codePoints.ts'
import type { PlaygroundInput } from '../reportData.ts'
import type { Model } from './models.ts'
import { rowOf, type Values } from './values.ts'

/** Sound bounds of a model's float32 output; NaN is ruled out unless `nan`. */
export interface Certified {
  readonly lo: number
  readonly hi: number
  readonly nan: boolean
}

/** Inputs of which kind may be anything that the controls allow; the others are as they are set. */
export type Free = PlaygroundInput['kind']

/** Ranges over one kind of input mean something where a model reads both. */
export function canFree({ inputs }: Model): boolean {
  return inputs.some(({ kind }) => kind === 'number') && inputs.some(({ kind }) => kind === 'letters')
}

/** Bounds by linear relaxation: quick. */
export function quickRange(model: Model, values: Values, free: Free, backend: BackendName): Certified {
  const { network } = model
  // Without phases a region is not empty.
  const { lo, hi, nan } = linearBounds(network, regionOf(model, values, free), backend)!.bounds[network.output]!
  return { lo: lo[0]!, hi: hi[0]!, nan: nan[0] === 1 }
}

/** The range over all strings, exact but for rounding; undefined where the model is not of the kind that allows it. */
export function exactRange(model: Model, values: Values, backend: BackendName): Certified | undefined {
  const range = sequenceBounds(model.network, regionOf(model, values, 'letters'), backend)
  return range.kind === 'exact' ? { lo: range.lo, hi: range.hi, nan: false } : undefined
}

function regionOf({ inputs }: Model, values: Values, free: Free): Region {
  return { boxes: inputs.map((input) => boxOf(input, values[input.name]!, input.kind === free)), phases: [] }
}

function boxOf(input: PlaygroundInput, value: number | string, isFree: boolean): InputBox {
  const row = rowOf(input, value)
  const letters = input.kind === 'letters' ? { letters: codePoints(input.alphabet).length } : {}
  if (!isFree) return { lo: row, hi: row, ...letters }
  if (input.kind === 'number') return { lo: Float32Array.of(input.lo), hi: Float32Array.of(input.hi) }
  return { lo: new Float32Array(row.length), hi: new Float32Array(row.length).fill(1), ...letters }
}
