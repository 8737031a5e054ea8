import { readers } from '../layers/index.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { ComposeLayer, Composers } from './compose.ts'
import { stacked, stepOf } from './recurrent.ts'

/** A layer for each step, by `composers`. */
export const timeDistributed =
  (composers: Composers): ComposeLayer =>
  (layer, calls, [x], output) => {
    const inner = layer.part('layer')
    const [, length, ...rest] = x!.tensor.shape as [number, number]
    if (inner === undefined || !(length >= 1)) return undefined
    // Of all steps at once the same.
    if (inner.className === 'Dense') {
      const parts = readers.get('Dense')!(inner, [[length, ...rest]], output)
      return parts && calls.apply(parts, [x!], [1, ...output])
    }
    const own = output.slice(1)
    const one = (step: Known): Known | undefined => {
      calls.checkTime()
      const composed = composers[inner.className]?.(inner, calls, [step], own)
      if (composed !== undefined) return composed
      const parts = readers.get(inner.className)?.(inner, [rest], own)
      return parts && calls.apply(parts, [step], [1, ...own])
    }
    const steps: Known[] = []
    for (let t = 0; t < length; t++) {
      const made = one(stepOf(calls, x!, t))
      if (made === undefined) return undefined
      steps.push(made)
    }
    return stacked(calls, steps)
  }
