import { type Corners, halve, widest } from '../bounds/box.ts'
import { type Budget, spend } from '../budget.ts'
import { demand } from '../demand.ts'
import { type Bounds, float32Bounds } from '../numeric/bounds.ts'
import { isMean } from '../operations/extremum.ts'
import { boundBox, boundsIn } from './boundBox.ts'
import { boundBelow, boundForms, formInterval } from './boundForms.ts'
import type { Form, ReluNetwork } from './readReluNetwork.ts'
import { newSpace, type Space } from './space.ts'

/** A box of the input, and bounds that hold of it. */
export interface Part extends Corners {
  readonly known: Float32Array | undefined
}

/** Of outputs that are the largest of several numbers: how much each of these counts in the bound from below. */
export type Weights = readonly { readonly output: number; readonly weights: Float64Array }[]

export interface BoxChecker {
  /** Bounds that hold of the part and of all that is in it; undefined where there are none. */
  bound(part: Part): Float32Array | undefined
  /**
   * The least and the greatest output, if each of them shows it, in the part or in the parts that cutting it in halves
   * `depth` times makes.
   */
  show(
    part: Part,
    shows: (one: Bounds) => boolean,
    weights: Weights,
    depth: number,
  ): readonly [lo: number, hi: number] | undefined
}

/** Bounds parts of the domain of one network, within the budget. */
export function newBoxChecker(network: ReluNetwork, budget: Budget): BoxChecker {
  const space = newSpace(network)
  const numbers = network.layers.reduce((sum, { size }) => sum + size, 0)
  const pay = <Result>(result: Result): Result => {
    spend(budget, space.steps + 4 * numbers + 2 ** 8)
    space.steps = 0
    return result
  }
  const boundPart = ({ lo, hi, known }: Part): boolean => pay(boundBox(space, lo, hi, known))
  const show = (
    part: Part,
    shows: (one: Bounds) => boolean,
    weights: Weights,
    depth: number,
  ): readonly [number, number] | undefined => {
    if (!boundPart(part)) return undefined
    const known = depth > 0 ? boundsIn(space) : undefined
    const bounds = pay(boundOutputs(space, part, shows, weights))
    const halves = bounds || !known ? undefined : halvesOf(space, part, known)
    const left = halves && show(halves[0], shows, weights, depth - 1)
    const right = left && show(halves![1], shows, weights, depth - 1)
    return bounds ?? (right && [Math.min(left![0], right[0]), Math.max(left![1], right[1])])
  }
  return { bound: (part) => (boundPart(part) ? boundsIn(space) : undefined), show }
}

/** The ends of all outputs where each shows it. */
function boundOutputs(
  space: Space,
  part: Part,
  shows: (one: Bounds) => boolean,
  weights: Weights,
): readonly [lo: number, hi: number] | undefined {
  let [least, most] = [Infinity, -Infinity]
  for (const [i, forms] of space.network.outputs.entries()) {
    const asked = weights.find(({ output }) => output === i)?.weights
    const [low, high] = boundOutput(space, part, forms, shows, asked)
    if (!shows([low, high, false])) return undefined
    least = Math.min(least, low)
    most = Math.max(most, high)
  }
  return [least, most]
}

/** The ends of one output, the largest of some forms: intervals, and backward passes for ends that stand in the way. */
function boundOutput(
  space: Space,
  { lo, hi }: Part,
  forms: readonly Form[],
  shows: (one: Bounds) => boolean,
  asked: Float64Array | undefined,
): readonly [low: number, high: number] {
  const ends = forms.map((form) => formInterval(space, form))
  let low = Math.max(...ends.map(([end]) => end))
  let high = Math.max(...ends.map(([, end]) => end))
  const isOpen = (): boolean => !shows([low, high, false])
  const [isLow, isHigh] = [shows([low, low, false]), shows([high, high, false])]
  // What counts in the bound may be given; else each number is tried.
  if (asked && isOpen() && !isLow) {
    demand(isMean(asked, forms.length), 'its weights are not of what an output is the largest of')
    low = Math.max(low, boundBelow(space, forms, asked, lo, hi))
  }
  if (isOpen() && (!isLow || isHigh)) low = Math.max(low, -Math.min(...boundForms(space, forms, -1, lo, hi)))
  if (isOpen() && (!isHigh || isLow)) high = Math.min(high, Math.max(...boundForms(space, forms, 1, lo, hi)))
  // A result that is a float32 lies within the float32 numbers between.
  const [from, to] = space.network.isExact ? [low, high] : float32Bounds(low, high)
  return [from, to]
}

/** The halves of a part, cut where the first form that was bounded last loses most. */
function halvesOf({ rows, network }: Space, part: Part, known: Float32Array): readonly [Part, Part] | undefined {
  const inputs = rows[network.layers.length % 2]!
  const [index] = widest(part, (i) => inputs[i]!)
  if (index < 0) return undefined
  const [left, right] = halve(part, index)
  return [
    { ...left, known },
    { ...right, known },
  ]
}
