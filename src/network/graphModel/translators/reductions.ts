import { int } from '../../onnx/operators/composed/attributes.ts'
import { isInteger } from '../../onnx/numberTypes.ts'
import type { Known } from '../../onnx/reading/known.ts'
import {
  axisFrom,
  flag,
  inputOf,
  refused,
  type Step,
  type Translate,
  type Translations,
  wholeNumbersOf,
} from '../reading/step.ts'

/** Over axes that are known. */
const reduced =
  (type: string): Translate =>
  (step: Step): readonly Known[] => {
    const x = inputOf(step, 0)
    const rank = x.tensor.shape.length
    const axes = [...new Set(wholeNumbersOf(step, 1).map((axis) => axisFrom(step, axis, rank)))]
    // Backends take no axes at all for none, or for all.
    if (axes.length === 0) throw refused(step, 'a reduction over no axes')
    return [step.run(type, [x, step.known(axes, 'int64')], int('keepdims', Number(flag(step, 'keepDims'))))]
  }

/** Of whole numbers that are known: products of floats hang on the order in which they are multiplied. */
const product: Translate = (step) => {
  if (!isInteger(inputOf(step, 0).type)) throw refused(step, 'a product of floats')
  return reduced('ReduceProd')(step)
}

export const reductions: Translations = {
  Max: reduced('ReduceMax'),
  Mean: reduced('ReduceMean'),
  Min: reduced('ReduceMin'),
  Prod: product,
  Sum: reduced('ReduceSum'),
}
