import { UNDERFLOW } from '../numeric/slack.ts'
import { backward, largest } from './backward.ts'
import { type Form, roundingShare } from './readReluNetwork.ts'
import type { Space } from './space.ts'

/** How large forms of the last layer's results may be, together with all their terms. */
function sizeOf(space: Space, { coefficients, constant }: Form): number {
  const { lo, hi } = space.layers.at(-1)!
  return coefficients.reduce((sum, c, j) => sum + Math.abs(c) * Math.max(-lo[j]!, hi[j]!), Math.abs(constant))
}

/** An interval of a form, by those of the last layer's results. */
export function formInterval(space: Space, form: Form): readonly [lo: number, hi: number] {
  const { lo, hi } = space.layers.at(-1)!
  let [least, most] = [form.constant, form.constant]
  for (const [j, c] of form.coefficients.entries()) {
    if (c === 0) continue
    least += c * (c > 0 ? lo[j]! : hi[j]!)
    most += c * (c > 0 ? hi[j]! : lo[j]!)
  }
  const lost = lostIn(space, sizeOf(space, form))
  return [least - lost, most + lost]
}

/**
 * What float64 may lose of sums of this size, and what a margin of 0 may count for; errors of sums of float32 pay for
 * both.
 */
function lostIn({ network }: Space, size: number): number {
  return network.isExact ? roundingShare(network) * size + UNDERFLOW : 0
}

/**
 * What `side` times each of these forms is no more than on a box that was bounded before. Where a form is made of
 * larger numbers than its own, `size` says how large they are.
 */
export function boundForms(
  space: Space,
  forms: readonly Form[],
  side: 1 | -1,
  lo: Float32Array,
  hi: Float32Array,
  size?: number,
): number[] {
  const { rows, stride, constants, layers } = space
  for (const [r, form] of forms.entries()) {
    for (let j = 0; j < form.coefficients.length; j++) rows[0][r * stride + j] = side * form.coefficients[j]!
    constants[r] = side * form.constant + lostIn(space, size ?? sizeOf(space, form))
  }
  const inputs = backward(space, layers.length - 1, forms.length, true)
  return forms.map((_, r) => largest(space, inputs, r, lo, hi))
}

/**
 * What the largest of `forms` is no less than, as `weights`, none negative, count each of them: max x >= sum w x / sum
 * w. It is the largest of all that pays for a sum of w / sum w that float64 makes other than 1.
 */
export function boundBelow(
  space: Space,
  forms: readonly Form[],
  weights: Float64Array,
  lo: Float32Array,
  hi: Float32Array,
): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = weights.map((weight) => weight / total)
  const size = 2 * Math.max(...forms.map((form) => sizeOf(space, form)))
  const coefficients = forms[0]!.coefficients.map((_, j) =>
    forms.reduce((sum, form, k) => sum + shares[k]! * form.coefficients[j]!, 0),
  )
  const constant = forms.reduce((sum, form, k) => sum + shares[k]! * form.constant, 0)
  return -boundForms(space, [{ coefficients, constant }], -1, lo, hi, size)[0]!
}
