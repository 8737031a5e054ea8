import { ints } from '../../onnx/operators/composed/attributes.ts'
import { isInteger } from '../../onnx/numberTypes.ts'
import type { Known } from '../../onnx/reading/known.ts'
import { activated } from './activations.ts'
import { flag, inputOf, numbersOf, refused, type Step, type Translate, type Translations } from '../reading/step.ts'

const two =
  (type: string): Translate =>
  (step) => [step.run(type, [inputOf(step, 0), inputOf(step, 1)])]

/** tf.js divides whole numbers downwards. */
const divided: Translate = (step) => {
  const [a, b] = [inputOf(step, 0), inputOf(step, 1)]
  if (!isInteger(a.type) && !isInteger(b.type)) return [step.run('Div', [a, b])]
  // ONNX cuts, which is the same where nothing is negative.
  if (!numbersOf(step, 0).every((x) => x >= 0) || !numbersOf(step, 1).every((x) => x > 0))
    throw refused(step, 'a quotient of negative whole numbers')
  return [step.run('Div', [a, b])]
}

const floorDivided: Translate = (step) => {
  if (!isInteger(inputOf(step, 0).type)) throw refused(step, 'a quotient that is cut')
  return divided(step)
}

/** The difference may be a number that no kernel stores. */
const squaredDifference: Translate = (step) => {
  const difference = step.unsure(step.run('Sub', [inputOf(step, 0), inputOf(step, 1)]))
  return [step.run('Mul', [difference, difference])]
}

/** Matrices, turned first where that is said. */
function multiplied(step: Step): Known {
  const [a, b] = [inputOf(step, 0), inputOf(step, 1)]
  if (a.tensor.shape.length < 2 || a.tensor.shape.length !== b.tensor.shape.length)
    throw refused(step, 'a product of matrices that have not the same axes')
  const turned = (x: Known, name: string): Known => {
    if (!flag(step, name)) return x
    const order = x.tensor.shape.map((_, axis) => axis)
    const [row, column] = [order.length - 2, order.length - 1]
    return step.run('Transpose', [x], ints('perm', [...order.slice(0, -2), column, row]))
  }
  return step.run('MatMul', [turned(a, 'transposeA'), turned(b, 'transposeB')])
}

const summed: Translate = (step) => {
  const [first, ...rest] = step.inputs
  const { shape } = inputOf(step, 0).tensor
  if (rest.some(({ tensor }) => String(tensor.shape) !== String(shape)))
    throw refused(step, 'a sum of tensors of several shapes')
  return [rest.length === 0 ? first! : step.run('Sum', [...step.inputs])]
}

export const arithmetic: Translations = {
  Add: two('Add'),
  AddN: summed,
  AddV2: two('Add'),
  BatchMatMul: (step) => [multiplied(step)],
  BatchMatMulV2: (step) => [multiplied(step)],
  // Over the last axis whatever the file says, as for tf.js.
  BiasAdd: two('Add'),
  Div: divided,
  Equal: two('Equal'),
  FloorDiv: floorDivided,
  FloorMod: (step) => {
    if (!isInteger(inputOf(step, 0).type)) throw refused(step, 'a remainder')
    return two('Mod')(step)
  },
  Greater: two('Greater'),
  GreaterEqual: two('GreaterOrEqual'),
  Less: two('Less'),
  LessEqual: two('LessOrEqual'),
  LogicalAnd: two('And'),
  LogicalNot: (step) => [step.run('Not', [inputOf(step, 0)])],
  LogicalOr: two('Or'),
  MatMul: (step) => [multiplied(step)],
  Maximum: two('Max'),
  Minimum: two('Min'),
  Mul: two('Mul'),
  NotEqual: (step) => [step.run('Not', [step.run('Equal', [inputOf(step, 0), inputOf(step, 1)])])],
  RealDiv: divided,
  Square: (step) => [step.run('Mul', [inputOf(step, 0), inputOf(step, 0)])],
  SquaredDifference: squaredDifference,
  Sub: two('Sub'),
  _FusedMatMul: (step) => {
    // That kernel adds a bias to rows, not columns, where a matrix is turned that has other sides.
    const isTurned = flag(step, 'transposeA') || flag(step, 'transposeB')
    return step.faulty(isTurned ? ['wasm'] : [], () => [activated(step, multiplied(step))])
  },
}
