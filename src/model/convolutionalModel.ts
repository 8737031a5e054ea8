import { tf } from '../backend/tf.ts'
import { checkOptions, unexpected } from '../errors.ts'
import {
  type Activation,
  activationName,
  type Initializer,
  initializer,
  type Regularizer,
  regularizer,
} from './initializers.ts'
import { KerasModel } from './kerasModel.ts'
import { freshName } from './names.ts'
import { checkShape, checkWhole } from './options.ts'
import { subSeed } from './seeds.ts'

const api = 'convolutionalModel'

/** The arguments of the question's Conv1D, Dropout and Dense layers; defaults are the question's, then Keras'. */
export interface ConvolutionalModelOptions {
  /** Steps and channels: `[60, 4]`. */
  inputShape: readonly [steps: number | null, channels: number]
  filters?: number
  kernelSize?: number
  strides?: number
  /** `same` (default) or `valid`. */
  padding?: 'same' | 'valid'
  dilationRate?: number
  /** Of the convolution (`relu`). */
  hiddenActivation?: Activation | null
  /** The share of averages that a training step drops (0.6). */
  dropout?: number
  /** Numbers in the output (1). */
  units?: number
  /** Of the output (`sigmoid`); null leaves a logit. */
  activation?: Activation | null
  /** Whether both layers have a bias (true). */
  useBias?: boolean
  /** Of both kernels (`glorotUniform`). */
  kernelInitializer?: Initializer
  biasInitializer?: Initializer
  kernelRegularizer?: Regularizer | null
  biasRegularizer?: Regularizer | null
  name?: string
  /** Seeds initializers that are given by name. Dropout is seeded by `fit`. */
  seed?: number
}

const known: readonly (keyof ConvolutionalModelOptions)[] = [
  'inputShape',
  'filters',
  'kernelSize',
  'strides',
  'padding',
  'dilationRate',
  'hiddenActivation',
  'dropout',
  'units',
  'activation',
  'useBias',
  'kernelInitializer',
  'biasInitializer',
  'kernelRegularizer',
  'biasRegularizer',
  'name',
  'seed',
]

/**
 * The question's deep part: Conv1D, GlobalAveragePooling1D, Dropout, Dense. Input [rows, steps, channels], named after
 * the model; output [rows, units]. Weights: convolution kernel [kernelSize, channels, filters] and bias, dense kernel
 * and bias.
 * @throws ARGUMENT_INVALID
 */
export function convolutionalModel(options: ConvolutionalModelOptions): KerasModel {
  checkOptions(api, options, known)
  const { inputShape, filters = 20, kernelSize = 8, strides = 1, padding = 'same', dilationRate = 1 } = options
  const { dropout = 0.6, units = 1, useBias = true, seed } = options
  check({ inputShape, filters, kernelSize, strides, padding, dilationRate, dropout, units })

  const name = options.name ?? freshName('convolutional_model')
  const start = (layer: number): object => ({
    useBias,
    kernelInitializer: initializer(options.kernelInitializer ?? 'glorotUniform', subSeed(seed, layer, 0)),
    biasInitializer: initializer(options.biasInitializer ?? 'zeros', subSeed(seed, layer, 1)),
    kernelRegularizer: regularizer(options.kernelRegularizer),
    biasRegularizer: regularizer(options.biasRegularizer),
  })
  const layers = [
    tf.layers.conv1d({
      filters,
      kernelSize,
      strides,
      padding,
      dilationRate,
      activation: activationName(options.hiddenActivation === undefined ? 'relu' : options.hiddenActivation),
      name: `${name}_conv`,
      ...start(0),
    }),
    tf.layers.globalAveragePooling1d({ name: `${name}_average` }),
    tf.layers.dropout({ rate: dropout, name: `${name}_dropout` }),
    tf.layers.dense({
      units,
      activation: activationName(options.activation === undefined ? 'sigmoid' : options.activation),
      name: `${name}_dense`,
      ...start(1),
    }),
  ]
  const input = tf.input({ shape: [...inputShape], name })
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input)
  return new KerasModel({ inputs: input, outputs: output, name })
}

type Checked = 'inputShape' | 'filters' | 'kernelSize' | 'strides' | 'padding' | 'dilationRate' | 'dropout' | 'units'

function check({ inputShape, padding, dropout, ...sizes }: Required<Pick<ConvolutionalModelOptions, Checked>>): void {
  const refuse = (expected: string, name: string, value: unknown) => unexpected({ api, expected, name, value })
  checkShape(api, 'inputShape', inputShape)
  if (inputShape.length !== 2) throw refuse('[steps, channels]', 'inputShape', inputShape)
  for (const [name, value] of Object.entries(sizes)) checkWhole(api, name, value, 1)
  const { strides, dilationRate } = sizes
  if (strides > 1 && dilationRate > 1) throw refuse('1 where strides are above 1', 'dilationRate', dilationRate)
  if (padding !== 'same' && padding !== 'valid') throw refuse("'same' or 'valid'", 'padding', padding)
  if (!(dropout >= 0 && dropout < 1)) throw refuse('a share from 0 to below 1', 'dropout', dropout)
}
