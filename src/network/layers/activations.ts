import { LEAK } from '../../model/keras/layers/functions.ts'
import { elementwiseFunctions, type ElementwiseName } from '../../functions/index.ts'
import { type LayerView, oneAxis, type Part, type Readers, type Shape, sizeOf } from './layer.ts'

/** tf.js' activations of one number, by name: the function, and the parameter that the name stands for. */
const elementwiseActivations: ReadonlyMap<unknown, readonly [name: ElementwiseName, parameter: number]> = new Map(
  Object.entries(elementwiseFunctions).flatMap(([name, { activations: known }]) =>
    Object.entries(known).map(([activation, parameter]) => [activation, [name as ElementwiseName, parameter]] as const),
  ),
)

/** The same of those of Keras that this package has: see `model/keras/layers`. */
const kerasActivations: ReadonlyMap<unknown, readonly [name: ElementwiseName, parameter: number]> = new Map([
  ['exponential', ['exp', 0]],
  ['leakyRelu', ['leakyRelu', LEAK]],
])

/** The operations behind a layer's activation: none if linear. */
export function activationOf(layer: LayerView, output: Shape): Part[] {
  const name = layer.activation
  const size = sizeOf(output)
  if (name === 'linear') return []
  if (name === 'softmax') return [{ kind: 'softmax', size, group: output.at(-1)! }]
  const known = elementwiseActivations.get(name) ?? kerasActivations.get(name)
  if (known !== undefined) return [elementwise(size, known[0], [known[1]])]
  return [{ kind: 'opaque', size, layer: `${layer.description}, activation ${name ?? 'of its own'}` }]
}

function elementwise(size: number, name: ElementwiseName, parameter: ArrayLike<number>): Part {
  return { kind: 'elementwise', size, name, parameter: Float64Array.from(parameter) }
}

export const activations: Readers = {
  Activation: (layer, _inputs, output) => activationOf(layer, output),
  ELU: ({ config: { alpha } }, _inputs, output) =>
    alpha === 1 ? [elementwise(sizeOf(output), 'elu', [1])] : undefined,
  LeakyReLU: ({ config: { alpha } }, _inputs, output) =>
    typeof alpha === 'number' && Number.isFinite(Math.fround(alpha))
      ? [elementwise(sizeOf(output), 'leakyRelu', [alpha])]
      : undefined,
  PReLU: (layer, [input], output) => {
    const { sharedAxes } = layer.config
    // Shared axes have one slope for all: the slopes' shape has a 1 there. Axis 1 is the first after the batch
    // dimension.
    const shared = input!.map((_, axis) => Array.isArray(sharedAxes) && sharedAxes.includes(axis + 1))
    const alpha = layer.weight(
      'alpha',
      input!.map((dimension, axis) => (shared[axis]! ? 1 : dimension)),
    )
    if (!alpha?.every(Number.isFinite)) return undefined
    const slopes = Array.from({ length: sizeOf(output) }, (_, i) => slopeOf(i, input!, shared))
    const parameter = slopes.map((at) => alpha[at]!)
    return [elementwise(sizeOf(output), 'leakyRelu', parameter)]
  },
  ReLU: ({ config: { maxValue } }, _inputs, output) => {
    const size = sizeOf(output)
    if (maxValue === undefined || maxValue === null || maxValue === Infinity) return [elementwise(size, 'relu', [0])]
    // Kernels clip at the float32 next to the limit, or round to it what they clipped.
    const limit = typeof maxValue === 'number' ? Math.fround(maxValue) : NaN
    return limit >= 0 && limit < Infinity ? [elementwise(size, 'clippedRelu', [limit])] : undefined
  },
  Softmax: ({ config: { axis } }, _inputs, output) => {
    const given = oneAxis(axis)
    // tf.js takes the last axis only; Keras counts the batch dimension.
    return given === -1 || given === output.length
      ? [{ kind: 'softmax', size: sizeOf(output), group: output.at(-1)! }]
      : undefined
  },
}

/** Which of a PReLU's slopes belongs to number `index`. */
function slopeOf(index: number, shape: Shape, shared: readonly boolean[]): number {
  let rest = index
  let slope = 0
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const dimension = shape[axis]!
    if (!shared[axis]) {
      slope += (rest % dimension) * stride
      stride *= dimension
    }
    rest = Math.floor(rest / dimension)
  }
  return slope
}
