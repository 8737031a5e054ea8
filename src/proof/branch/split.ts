import { FLOAT32_MAX, nextUp32 } from '../../numeric/float32.ts'
import type { InputBox, Region } from '../region.ts'

/** How a region is cut in two; together the halves hold all of it. */
export type Split =
  /** One number of an input: left up to and with `at`, right from the next float32 on. */
  | { readonly kind: 'number'; readonly input: number; readonly index: number; readonly at: number }
  /** A one-hot row of an input: left the letters given, right the other ones that are allowed. */
  | { readonly kind: 'letters'; readonly input: number; readonly row: number; readonly letters: readonly number[] }
  /**
   * By the phase of an elementwise operation, what it reads: left >= 0, right <= 0. It must not be NaN anywhere in the
   * region.
   */
  | { readonly kind: 'phase'; readonly operation: number; readonly index: number }

export function splitRegion(region: Region, split: Split): [left: Region, right: Region] {
  const { boxes, phases } = region
  if (split.kind === 'phase') {
    const { operation, index } = split
    const half = (sign: 1 | -1): Region => ({ boxes, phases: [...phases, { operation, index, sign }] })
    return [half(1), half(-1)]
  }
  const box = boxes[split.input]!
  const [left, right] = split.kind === 'number' ? cutNumber(box, split) : cutRow(box, split)
  const put = (half: InputBox): Region => ({ boxes: boxes.map((one, i) => (i === split.input ? half : one)), phases })
  return [put(left), put(right)]
}

function cutNumber({ lo, hi, ...rest }: InputBox, { index, at }: { index: number; at: number }): [InputBox, InputBox] {
  const left = { ...rest, lo, hi: hi.slice() }
  const right = { ...rest, lo: lo.slice(), hi }
  left.hi[index] = at
  right.lo[index] = nextUp32(at)
  return [left, right]
}

function cutRow(box: InputBox, { row, letters }: { row: number; letters: readonly number[] }): [InputBox, InputBox] {
  const width = box.letters!
  const half = (keeps: (letter: number) => boolean): InputBox => {
    const lo = box.lo.slice()
    const hi = box.hi.slice()
    for (let letter = 0; letter < width; letter++)
      if (!keeps(letter)) lo[row * width + letter] = hi[row * width + letter] = 0
    const left = allowed({ lo, hi, letters: width }, row)
    if (left.length === 1) lo[row * width + left[0]!] = 1
    return { lo, hi, letters: width }
  }
  return [half((letter) => letters.includes(letter)), half((letter) => !letters.includes(letter))]
}

/** The letters that a one-hot row may have. */
export function allowed({ hi, letters }: InputBox, row: number): number[] {
  const all: number[] = []
  for (let letter = 0; letter < letters!; letter++) if (hi[row * letters! + letter] === 1) all.push(letter)
  return all
}

/**
 * Where to cut the bounds of a number, lo < hi: in the middle; where they span orders of magnitude, in the middle of
 * the orders, so that small numbers are reached too. Always less than hi.
 */
export function cutPoint(lo: number, hi: number): number {
  const middle = Math.fround(lo / 2 + hi / 2)
  const wide = 2 ** 20
  let at = middle
  if (lo < 0 && hi > 0 && hi - lo > wide) at = 0
  else if (lo >= 0 && hi > wide * Math.max(lo, 1)) at = Math.fround(Math.sqrt(Math.max(lo, 1)) * Math.sqrt(hi))
  else if (hi <= 0 && lo < wide * Math.min(hi, -1)) at = -Math.fround(Math.sqrt(Math.max(-hi, 1)) * Math.sqrt(-lo))
  if (!(at >= lo && at < hi)) at = middle < hi ? Math.max(lo, middle) : lo
  return Math.max(-FLOAT32_MAX, at)
}
