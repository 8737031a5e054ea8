import type { Known } from '../../onnx/reading/known.ts'
import { FLOAT32_MAX } from '../../../numeric/float32.ts'
import { inputOf, number, numbersOf, refused, type Step, type Translate, type Translations } from '../reading/step.ts'

/** A function of each number that networks have, by its own name. */
const plain =
  (name: string): Translate =>
  (step) => [step.run(name, [inputOf(step, 0)])]

function clipped(step: Step, x: Known, lo: number, hi: number): Known {
  // What lies past these is taken for no limit at all.
  if (!(Math.abs(lo) < FLOAT32_MAX && Math.abs(hi) < FLOAT32_MAX)) throw refused(step, 'limits as large as floats are')
  return step.run('Clip', [x, step.known(Math.fround(lo)), step.known(Math.fround(hi))])
}

function leaky(step: Step, x: Known, alpha: number): Known {
  return step.run('LeakyRelu', [x], { alpha: { float: alpha } })
}

function withSlopes(step: Step, x: Known, slopes: Known): Known {
  if (slopes.tensor.kind !== 'constant') throw refused(step, 'slopes that are computed')
  return step.run('PRelu', [x, slopes])
}

/** What fused operators compute after their sum, by the name that tf.js gives it. */
const fused: Readonly<Record<string, (step: Step, x: Known) => Known>> = {
  elu: (step, x) => step.run('Elu', [x]),
  leakyrelu: (step, x) => leaky(step, x, number(step, 'leakyreluAlpha')),
  linear: (_step, x) => x,
  prelu: (step, x) => withSlopes(step, x, inputOf(step, 3)),
  relu: (step, x) => step.run('Relu', [x]),
  relu6: (step, x) => clipped(step, x, 0, 6),
  sigmoid: (step, x) => step.run('sigmoid', [x]),
}

/** A sum with what is fused to it: a bias, which is read here, and a function. */
export function activated(step: Step, sum: Known): Known {
  const operators = step.attributes['fusedOps']?.value
  const [first, name = 'linear', ...others] = Array.isArray(operators) ? (operators as unknown[]) : []
  const activation = typeof name === 'string' && Object.hasOwn(fused, name) ? fused[name] : undefined
  if (first !== 'biasadd' || activation === undefined || others.length > 0)
    throw refused(step, `operators ${String(operators)} in one`)
  const given = name === 'prelu' ? 4 : 3
  if (step.inputs.length !== given) throw refused(step, `${step.inputs.length} inputs of operators in one`)
  return activation(step, step.run('Add', [sum, inputOf(step, 2)]))
}

const clip: Translate = (step) => {
  const [[lo], [hi]] = [numbersOf(step, 1), numbersOf(step, 2)]
  if (lo === undefined || hi === undefined || !(lo <= hi)) throw refused(step, 'limits that leave nothing')
  return [clipped(step, inputOf(step, 0), lo, hi)]
}

/**
 * cpu rounds 1 / sqrt(x) once, wasm the root, too. On native it is an approximation that is refined: off by up to two
 * units in the last place, and infinite for subnormal numbers.
 */
const reciprocalRoot: Translate = (step) =>
  step.faulty(['native'], () => [step.run('Reciprocal', [step.unsure(step.run('sqrt', [inputOf(step, 0)]))])])

export const activations: Translations = {
  Abs: plain('Abs'),
  ClipByValue: clip,
  Cos: plain('cos'),
  Elu: plain('Elu'),
  Erf: plain('erf'),
  Exp: plain('exp'),
  LogSoftmax: (step) => [step.run('LogSoftmax', [inputOf(step, 0)], { axis: { int: -1 } })],
  LeakyRelu: (step) => [leaky(step, inputOf(step, 0), number(step, 'alpha'))],
  Log: plain('log'),
  Neg: plain('Neg'),
  Prelu: (step) => [withSlopes(step, inputOf(step, 0), inputOf(step, 1))],
  Relu: plain('Relu'),
  Relu6: (step) => [clipped(step, inputOf(step, 0), 0, 6)],
  Rsqrt: reciprocalRoot,
  Selu: plain('selu'),
  Sigmoid: plain('sigmoid'),
  Sin: plain('sin'),
  Softmax: (step) => [step.run('Softmax', [inputOf(step, 0)], { axis: { int: -1 } })],
  Softplus: plain('softplus'),
  Sqrt: plain('sqrt'),
  Tanh: plain('tanh'),
}
