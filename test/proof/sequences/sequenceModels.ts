import fc from 'fast-check'
import { tf } from '../../../src/backend/tf.ts'
import type { Network } from '../../../src/network/network.ts'
import { noise, uniform } from '../../network/randomModel.ts'
import type { InputBox, Region } from '../../../src/proof/region.ts'
import { lettersOf } from '../../../src/proof/sequences/letters.ts'
import type { ExactBounds, SequenceBounds } from '../../../src/proof/sequences/sequenceBounds.ts'

/** A small model of strings: convolution, activation, something linear, dense; and perhaps a wide part beside it. */
export interface SequenceModel {
  readonly length: number
  readonly alphabet: number
  readonly filters: number
  readonly kernelSize: number
  readonly padding: 'same' | 'valid'
  readonly steps: { readonly strides: number; readonly dilationRate: number }
  readonly hidden: (typeof hiddenActivations)[number]
  readonly isNormalized: boolean
  readonly head: 'average' | 'flatten' | 'pool'
  readonly units: number
  readonly output: 'linear' | 'sigmoid' | 'tanh' | 'softplus'
  /** Numbers beside the string: none, added to the output, added and squashed, or added to the logit and squashed. */
  readonly wide: 'none' | 'added' | 'wrapped' | 'inside'
  readonly scale: number
  /** Does the bias take away nearly all that a filter may add up to? Then it is mostly rounding that is left. */
  readonly cancels: boolean
  readonly seed: number
}

const hiddenActivations = [
  'relu',
  'linear',
  'sigmoid',
  'tanh',
  'relu6',
  'hardSigmoid',
  'softplus',
  'softsign',
  'elu',
  'selu',
  'swish',
  'gelu',
] as const

const side = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max })

export const sequenceModels: fc.Arbitrary<SequenceModel> = fc
  .record({
    size: fc.constantFrom([7, 2], [6, 3], [5, 4], [4, 4], [3, 5], [1, 4], [8, 1]),
    filters: side(3),
    kernelSize: side(4),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    steps: fc.constantFrom([1, 1], [1, 1], [2, 1], [3, 1], [1, 2]),
    hidden: fc.constantFrom(...hiddenActivations),
    isNormalized: fc.boolean(),
    head: fc.constantFrom('average' as const, 'flatten' as const, 'pool' as const),
    units: side(2),
    output: fc.constantFrom('linear' as const, 'sigmoid' as const, 'tanh' as const, 'softplus' as const),
    wide: fc.constantFrom('none' as const, 'added' as const, 'wrapped' as const, 'inside' as const),
    scale: fc.constantFrom(0.5, 0.5, 1, 3, 0.01, 1e-20),
    cancels: fc.constantFrom(false, false, false, true),
    seed: fc.integer(),
  })
  .map(({ size: [length, alphabet], steps: [strides, dilationRate], kernelSize, ...rest }) => ({
    ...rest,
    // Whatever else is added would drown the rounding.
    ...(rest.cancels && {
      hidden: 'relu' as const,
      isNormalized: false,
      output: 'linear' as const,
      wide: 'none' as const,
    }),
    length: length!,
    alphabet: alphabet!,
    kernelSize: Math.min(kernelSize, Math.floor((length! - 1) / dilationRate!) + 1),
    steps: { strides: strides!, dilationRate: dilationRate! },
  }))

/** The model, with random weights; the inputs are `sequence` and, unless there is no wide part, `numbers`. */
export function buildModel(model: SequenceModel): tf.LayersModel {
  const { layers } = tf
  const { length, alphabet, filters, kernelSize, padding, steps, hidden, units, output, wide } = model
  const sequence = tf.input({ shape: [length, alphabet], name: 'sequence' })
  const apply = (x: tf.SymbolicTensor, layer: tf.layers.Layer): tf.SymbolicTensor => layer.apply(x) as tf.SymbolicTensor
  let x = apply(sequence, layers.conv1d({ filters, kernelSize, padding, ...steps }))
  if (model.isNormalized) x = apply(x, layers.batchNormalization())
  x = apply(x, layers.activation({ activation: hidden }))
  if (model.head === 'average') x = apply(x, layers.globalAveragePooling1d({}))
  else {
    if (model.head === 'pool') x = apply(x, layers.averagePooling1d({ poolSize: 2, strides: 1, padding: 'same' }))
    x = apply(x, layers.flatten())
  }
  const activation = output
  x = apply(x, layers.dense({ units, useBias: !model.cancels }))
  if (wide === 'none') x = apply(x, layers.activation({ activation }))
  const inputs = [sequence]
  if (wide !== 'none') {
    const numbers = tf.input({ shape: [2], name: 'numbers' })
    inputs.push(numbers)
    const beside = apply(numbers, layers.dense({ units }))
    const deep = wide === 'inside' ? x : apply(x, layers.activation({ activation }))
    x = layers.add().apply([beside, deep]) as tf.SymbolicTensor
    if (wide === 'inside') x = apply(x, layers.activation({ activation }))
    if (wide === 'wrapped') x = apply(x, layers.activation({ activation: 'sigmoid' }))
  }
  const made = tf.model({ inputs, outputs: x })
  const random = uniform(model.seed)
  for (const layer of made.layers) {
    const isNormalization = layer.getClassName() === 'BatchNormalization'
    const weights = layer.getWeights().map((weight, i) => {
      // A variance is not negative.
      const value = (): number => (isNormalization && i === 3 ? random() * 4 : noise(random, model.scale))
      return tf.tensor(Float32Array.from({ length: weight.size }, value), weight.shape)
    })
    layer.setWeights(weights)
    tf.dispose(weights)
    if (model.cancels && layer.getClassName() === 'Conv1D') cancel(layer)
  }
  return made
}

/** Sets each filter's bias so that little is left of the most that its weights can add up to. */
function cancel(layer: tf.layers.Layer): void {
  tf.tidy(() => {
    const [kernel] = layer.getWeights() as [tf.Tensor3D]
    layer.setWeights([kernel, tf.sum(tf.max(kernel, 1), 0).mul(-1 + 2 ** -18)])
  })
}

/** Any strings; or, by a seed, with some letters ruled out and some rows fixed. Numbers from -2 to 3. */
export function stringRegion(network: Network, alphabet: number, seed?: number): Region {
  const random = uniform(seed ?? 0)
  const boxes = network.inputs.map(({ name, size }): InputBox => {
    if (name !== 'sequence') return { lo: new Float32Array(size).fill(-2), hi: new Float32Array(size).fill(3) }
    const [lo, hi] = [new Float32Array(size), new Float32Array(size).fill(1)]
    if (seed === undefined) return { lo, hi, letters: alphabet }
    for (let first = 0; first < size; first += alphabet) {
      const kept = first + Math.floor(random() * alphabet)
      for (let i = first; i < first + alphabet; i++) if (i !== kept && random() < 0.4) hi[i] = 0
      if (random() < 0.2) lo[kept] = 1
    }
    return { lo, hi, letters: alphabet }
  })
  return { boxes, phases: [] }
}

/** Every input of the region whose numbers are all at one end of their box or the other, strings all of them. */
export function everyRow(network: Network, region: Region): Float32Array[][] {
  const letters = lettersOf(network, region)
  if (typeof letters === 'string') throw new Error(letters)
  const strings = letters.allowed.reduce<number[][]>(
    (all, here) => all.flatMap((string) => here.map((letter) => [...string, letter])),
    [[]],
  )
  return strings.flatMap((string) => {
    const row = new Float32Array(string.length * letters.alphabet)
    for (const [i, letter] of string.entries()) row[i * letters.alphabet + letter] = 1
    return network.inputs.length === 1 ? [[row]] : corners(region.boxes[1]!).map((numbers) => [row, numbers])
  })
}

function corners({ lo, hi }: InputBox): Float32Array[] {
  return [...lo]
    .reduce<number[][]>(
      (all, low, i) =>
        all.flatMap((one) => [
          [...one, low],
          [...one, hi[i]!],
        ]),
      [[]],
    )
    .map((one) => Float32Array.from(one))
}

/** The bounds, which have to be exact. */
export function exact(bounds: SequenceBounds): ExactBounds {
  if (bounds.kind === 'none') throw new Error(bounds.reason)
  return bounds
}
