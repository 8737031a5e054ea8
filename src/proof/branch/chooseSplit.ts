import type { Network } from '../../network/network.ts'
import type { Relaxation } from '../linear/backward.ts'
import type { InputBox, Region } from '../region.ts'
import { allowed, cutPoint, type Split } from './split.ts'

/** With at most so many numbers and letters free, splitting inputs is worth more than splitting relus. */
const FEW = 32

/**
 * Where to split a region after a backward pass: of few free inputs the one with the widest effect on the bound,
 * |coefficient| times width; of many the relu whose lines lose most of it. Undefined if the region is one point.
 */
export function chooseSplit(relaxation: Relaxation): Split | undefined {
  const { network, region } = relaxation
  if (countFree(region) === 0) return undefined
  const byPhase = isSplitByPhase(network, region) ? widestRelu(relaxation) : undefined
  return byPhase ?? widestInput(relaxation)
}

/** Is it by phases that a region is split, as long as there are any? */
export function isSplitByPhase({ operations }: Network, region: Region): boolean {
  return countFree(region) > FEW && operations.some((one) => one.kind === 'elementwise' && one.name === 'relu')
}

function countFree(region: Region): number {
  let free = 0
  for (const box of region.boxes) {
    if (box.letters === undefined) for (let i = 0; i < box.lo.length; i++) free += box.lo[i]! < box.hi[i]! ? 1 : 0
    else for (let r = 0; r < box.lo.length / box.letters; r++) free += allowed(box, r).length > 1 ? 1 : 0
  }
  return free
}

/**
 * The relu whose upper line loses most of the bound. Lower lines have slopes that were optimized: what they lose says
 * little of what splitting gains, and counts where no upper line loses anything.
 */
function widestRelu({ network, region, bounds, lines, coefficients }: Relaxation): Split | undefined {
  const split = new Set(region.phases.map(({ operation, index }) => `${operation} ${index}`))
  const most = { upper: 0, lower: 0 }
  const widest: { upper?: Split; lower?: Split } = {}
  for (const [operation, { kind, reads, ...rest }] of network.operations.entries()) {
    const L = coefficients[operation]
    if (kind !== 'elementwise' || !('name' in rest) || rest.name !== 'relu' || L === undefined) continue
    const { lo, hi, nan } = bounds[reads[0]!]!
    const { lower, upper } = lines[operation]!
    for (let i = 0; i < L.length; i++) {
      if (L[i] === 0 || !(lo[i]! < 0 && hi[i]! > 0) || nan[i] === 1) continue
      const alpha = lower.slope[i]!
      const gap = L[i]! > 0 ? upper.intercept[i]! : Math.max((1 - alpha) * hi[i]!, -alpha * lo[i]!)
      const loss = Math.abs(L[i]!) * gap
      const side = L[i]! > 0 ? 'upper' : 'lower'
      if (loss <= most[side] || split.has(`${operation} ${i}`)) continue
      most[side] = loss
      widest[side] = { kind: 'phase', operation, index: i }
    }
  }
  return widest.upper ?? widest.lower
}

/**
 * What an input does through operations that are bounded by constants has no coefficient: each counts as if it had this
 * share of the largest one, so that none is left whole for ever.
 */
const SHARE = 2 ** -7

function widestInput({ network, region, coefficients }: Relaxation): Split | undefined {
  let widest: Split | undefined
  let most = -1
  const inputs = [...network.operations.entries()].filter(([, { kind }]) => kind === 'input')
  const largest = inputs.reduce(
    (greatest, [index]) => coefficients[index]?.reduce((a, c) => Math.max(a, Math.abs(c)), greatest) ?? greatest,
    2 ** -900,
  )
  const least = SHARE * largest
  for (const [index, operation] of inputs) {
    if (operation.kind !== 'input') continue
    const box = region.boxes[operation.input]!
    const L = coefficients[index] ?? new Float64Array(operation.size)
    const consider = (effect: number, split: () => Split): void => {
      if (effect <= most) return
      most = effect
      widest = split()
    }
    if (box.letters !== undefined) {
      for (let row = 0; row < box.lo.length / box.letters; row++)
        considerRow(box, L, { input: operation.input, row, least }, consider)
      continue
    }
    for (let i = 0; i < L.length; i++) {
      const [lo, hi] = [box.lo[i]!, box.hi[i]!]
      if (lo < hi)
        consider(Math.max(Math.abs(L[i]!), least) * (hi - lo), () => ({
          kind: 'number',
          input: operation.input,
          index: i,
          at: cutPoint(lo, hi),
        }))
    }
  }
  return widest
}

/** The better half of a row's letters apart from the others. */
function considerRow(
  box: InputBox,
  L: Float64Array,
  { least, ...at }: { input: number; row: number; least: number },
  consider: (effect: number, split: () => Split) => void,
): void {
  const effect = (letter: number): number => L[at.row * box.letters! + letter]!
  const letters = allowed(box, at.row).toSorted((a, b) => effect(b) - effect(a))
  if (letters.length < 2) return
  consider(Math.max(effect(letters[0]!) - effect(letters.at(-1)!), least), () => ({
    kind: 'letters',
    ...at,
    letters: letters.slice(0, letters.length >> 1),
  }))
}
