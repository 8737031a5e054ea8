import { type Budget, spend } from '../budget.ts'
import { demand } from '../demand.ts'
import { next, type Range, range } from '../numeric/bounds.ts'
import { boundBox, boundsIn } from './boundBox.ts'
import { boundBelow, boundForms, formInterval } from './boundForms.ts'
import { newSpace, type Space } from './space.ts'
import type { Dense } from './readReluNetwork.ts'

/** A box of the input, and bounds that hold of it. */
export interface Part {
  readonly lo: Float32Array
  readonly hi: Float32Array
  readonly known: Float32Array | undefined
}

/** Of outputs that are the largest of several numbers: how much each of these counts in the bound from below. */
export type Weights = readonly { readonly output: number; readonly weights: Float64Array }[]

export interface DenseChecker {
  /** Bounds that hold of the part and of all that is in it; undefined where there are none. */
  bound(part: Part): Float32Array | undefined
  /** The least and the greatest output, if each of them shows it, in the part or in the parts that cutting it in halves `depth` times makes. */
  show(
    part: Part,
    shows: (one: Range) => boolean,
    weights: Weights,
    depth: number,
  ): readonly [lo: number, hi: number] | undefined
}

/** Bounds parts of the domain of one network, within the budget. */
export function newDenseChecker(dense: Dense, budget: Budget): DenseChecker {
  const space = newSpace(dense)
  const numbers = dense.layers.reduce((sum, { size }) => sum + size, 0)
  const pay = <Result>(result: Result): Result => {
    spend(budget, space.steps + 4 * numbers + 2 ** 8)
    space.steps = 0
    return result
  }
  const boundPart = ({ lo, hi, known }: Part): boolean => pay(boundBox(space, lo, hi, known))
  const show = (
    part: Part,
    shows: (one: Range) => boolean,
    weights: Weights,
    depth: number,
  ): readonly [number, number] | undefined => {
    if (!boundPart(part)) return undefined
    const known = depth > 0 ? boundsIn(space) : undefined
    const bounds = pay(boundOutputs(space, part, shows, weights))
    const halves = bounds || !known ? undefined : halve(space, part, known)
    const left = halves && show(halves[0], shows, weights, depth - 1)
    const right = left && show(halves![1], shows, weights, depth - 1)
    return bounds ?? (right && [Math.min(left![0], right[0]), Math.max(left![1], right[1])])
  }
  return { bound: (part) => (boundPart(part) ? boundsIn(space) : undefined), show }
}

/** The ends of all outputs where each shows it: backward passes are made for ends that stand in the way. */
function boundOutputs(
  space: Space,
  { lo, hi }: Part,
  shows: (one: Range) => boolean,
  weights: Weights,
): readonly [lo: number, hi: number] | undefined {
  const { outputs, isExact } = space.dense
  let [least, most] = [Infinity, -Infinity]
  for (const [i, forms] of outputs.entries()) {
    const ends = forms.map((form) => formInterval(space, form))
    let low = Math.max(...ends.map(([end]) => end))
    let high = Math.max(...ends.map(([, end]) => end))
    const isMet = (): boolean => shows([low, high, false])
    const [isLow, isHigh] = [shows([low, low, false]), shows([high, high, false])]
    // What counts in the bound may be given; else each number is tried.
    const asked = isMet() || isLow ? undefined : weights.find(({ output }) => output === i)
    demand(!asked || isMean(asked.weights, forms.length), 'its weights are not of what an output is the largest of')
    if (asked) low = Math.max(low, boundBelow(space, forms, asked.weights, lo, hi))
    if (!isMet() && (!isLow || isHigh)) low = Math.max(low, -Math.min(...boundForms(space, forms, -1, lo, hi)))
    if (!isMet() && (!isHigh || isLow)) high = Math.min(high, Math.max(...boundForms(space, forms, 1, lo, hi)))
    // A result that is a float32 lies within the float32 numbers between.
    if (!isExact) [low, high] = range(low, high)
    if (!isMet()) return undefined
    least = Math.min(least, low)
    most = Math.max(most, high)
  }
  return [least, most]
}

/** One weight for each number, none negative. */
function isMean(weights: Float64Array, count: number): boolean {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.length === count && weights.every((weight) => weight >= 0) && total > 0 && total < Infinity
}

/** The halves of a part, cut where the first form that was bounded last loses most. */
function halve({ rows, dense }: Space, { lo, hi }: Part, known: Float32Array): readonly [Part, Part] | undefined {
  const inputs = rows[dense.layers.length % 2]!
  let [widest, most] = [-1, -1]
  for (let i = 0; i < dense.width; i++) {
    const effect = Math.abs(inputs[i]!) * (hi[i]! - lo[i]!)
    if (lo[i]! < hi[i]! && effect > most) [widest, most] = [i, effect]
  }
  if (widest < 0) return undefined
  const at = Math.fround(lo[widest]! / 2 + hi[widest]! / 2)
  const cut = at < hi[widest]! ? Math.max(at, lo[widest]!) : lo[widest]!
  return [
    { lo, hi: hi.with(widest, cut), known },
    { lo: lo.with(widest, next(cut)), hi, known },
  ]
}
