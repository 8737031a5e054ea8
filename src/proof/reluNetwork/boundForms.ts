import { clear, rowAt } from '../../forms/forms.ts'
import type { Side } from './reluNetworkGoal.ts'
import type { OutputForm } from './reluNetwork.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'
import { boundAt, formsIn, throughLayer, throughLayers } from './throughLayers.ts'

/**
 * Upper bounds of forms of the last layer's results, and linear forms of the input that are no less: coefficients, and
 * a constant.
 */
export interface BoundForm {
  readonly most: number
  readonly inputs: Float64Array
  readonly constant: number
}

/**
 * What float64 may lose of forms that are not float32's own, `size` being the sizes of all terms together: far more
 * than it ever does. And a margin of 0 may count as the least number above it.
 */
export function formError(size: number): number {
  return 2 ** -40 * size + 2 ** -1000
}

/** Bounds forms in one backward pass; `keep` see `throughLayers`. */
export function boundForms(
  relaxation: ReluRelaxation,
  forms: readonly OutputForm[],
  isExact: boolean,
  keep?: Float64Array[],
): BoundForm[] {
  const { space, network } = relaxation
  const { numbers } = space.kernel
  const last = network.layers.length - 1
  const { lo, hi } = space.bounds[last]!
  const constants = space.constants / 8
  const [into, from] = space.forms.map((matrix) => formsIn(relaxation, matrix, lo.length, forms.length))
  clear(from!)
  clear(into!)
  for (const [r, { coefficients, constant }] of forms.entries()) {
    let size = Math.abs(constant)
    for (let i = 0; i < coefficients.length; i++) size += Math.abs(coefficients[i]!) * Math.max(-lo[i]!, hi[i]!)
    numbers.set(coefficients, rowAt(from!, r))
    numbers[constants + r] = constant + (isExact ? formError(size) : 0)
  }
  throughLayer(relaxation, last, from!, into!)
  const inputs = throughLayers(relaxation, last - 1, forms.length, keep)
  return forms.map((_, r) => ({
    most: boundAt(relaxation, inputs, r),
    inputs: numbers.slice(rowAt(inputs, r), rowAt(inputs, r) + network.width),
    constant: numbers[constants + r]!,
  }))
}

/** Steps of the search for weights: most of what it finds it finds in them. */
const STEPS = 24

/**
 * Weights, none negative, 1 in all, with which the forms of a side add up to one whose bound is low: where all forms
 * are not below 0 at once, such a combination can be. By exponentiated gradient steps (Kivinen and Warmuth 1997) on the
 * linear forms of the input.
 */
export function combine({ box: { lo, hi } }: ReluRelaxation, forms: readonly BoundForm[]): Float64Array {
  const best = new Float64Array(forms.length)
  best[forms.reduce((least, { most }, k) => (most < forms[least]!.most ? k : least), 0)] = 1
  let lowest = Math.min(...forms.map(({ most }) => most))
  let weights = best.map((one) => (one + 0.25) / (1 + 0.25 * forms.length))
  const x = new Float64Array(lo.length)
  for (let step = 0; step < STEPS; step++) {
    let most = 0
    for (let i = 0; i < x.length; i++) {
      let c = 0
      for (const [k, { inputs }] of forms.entries()) c += weights[k]! * inputs[i]!
      x[i] = c > 0 ? hi[i]! : lo[i]!
      most += c * x[i]!
    }
    const values = forms.map(({ inputs, constant }) => inputs.reduce((sum, c, i) => sum + c * x[i]!, constant))
    for (const [k, { constant }] of forms.entries()) most += weights[k]! * constant
    if (most < lowest) {
      lowest = most
      best.set(weights)
    }
    const spread = Math.max(...values) - Math.min(...values)
    if (!(spread > 0)) break
    const rate = 3 / spread / (1 + step / 4)
    const least = Math.min(...values)
    const moved = weights.map((weight, k) => weight * Math.exp(-rate * (values[k]! - least)))
    const sum = moved.reduce((a, b) => a + b, 0)
    weights = moved.map((weight) => weight / sum)
  }
  return best
}

/** The forms of a side, weighed. */
export function combination({ forms }: Side, weights: Float64Array): OutputForm {
  const coefficients = new Float64Array(forms[0]!.coefficients.length)
  let constant = 0
  for (const [k, form] of forms.entries()) {
    constant += weights[k]! * form.constant
    for (let i = 0; i < coefficients.length; i++) coefficients[i]! += weights[k]! * form.coefficients[i]!
  }
  return { coefficients, constant }
}
