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

type Shape = readonly (number | null)[]

/** The arguments of `tf.keras.experimental.LinearModel`, and the shapes that Keras learns from the first call. */
export interface LinearModelOptions {
  /** The shape of a row, or of a row of each input: `[1]`, or `[[1], [4]]` for two inputs. */
  inputShape: Shape | readonly Shape[]
  /** Names of the input layers. A single one is named after the model, several `<name>_1`, `<name>_2` … */
  inputNames?: readonly string[]
  /** Numbers in the output (1). */
  units?: number
  /** Applied to the sum (none). */
  activation?: Activation | null
  useBias?: boolean
  /** `zeros`: a fresh linear model's output is constant. */
  kernelInitializer?: Initializer
  biasInitializer?: Initializer
  /** Counts for the kernel of each input. */
  kernelRegularizer?: Regularizer | null
  biasRegularizer?: Regularizer | null
  name?: string
  /** Seeds initializers that are given by name. */
  seed?: number
}

const known: readonly (keyof LinearModelOptions)[] = [
  'inputShape',
  'inputNames',
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
 * The wide part of a wide & deep model, Keras' `LinearModel`: activation(sum over inputs of x_i kernel_i + bias).
 * Inputs [rows, ...inputShape], output [rows, units]. Its weights are the kernels in input order, then the bias.
 * Keras adds the bias to the sum, this model to the last product: with several inputs the two may differ by a rounding.
 * @throws ARGUMENT_INVALID
 */
export function linearModel(options: LinearModelOptions): KerasModel {
  const api = 'linearModel'
  checkOptions(api, options, known)
  const { inputShape, units = 1, useBias = true, seed } = options
  checkWhole(api, 'units', units, 1)
  const name = options.name ?? freshName('linear_model')
  const several = Array.isArray(inputShape) && inputShape.length > 0 && inputShape.every((item) => Array.isArray(item))
  const shapes = (several ? inputShape : [inputShape]) as readonly Shape[]
  for (const shape of shapes) checkShape(api, 'inputShape', shape)
  const names = options.inputNames ?? (shapes.length === 1 ? [name] : shapes.map((_, i) => `${name}_${i + 1}`))
  if (names.length !== shapes.length || new Set(names).size !== names.length)
    throw unexpected({ api, expected: `${shapes.length} different names`, name: 'inputNames', value: names })

  const inputs = shapes.map((shape, i) => tf.input({ shape: [...shape], name: names[i]! }))
  const last = inputs.length - 1
  const products = inputs.map((input, i) =>
    tf.layers
      .dense({
        units,
        name: `${names[i]}_linear`,
        useBias: useBias && i === last,
        kernelInitializer: initializer(options.kernelInitializer ?? 'zeros', subSeed(seed, i)),
        kernelRegularizer: regularizer(options.kernelRegularizer),
        biasInitializer: initializer(options.biasInitializer ?? 'zeros', subSeed(seed, inputs.length)),
        biasRegularizer: regularizer(options.biasRegularizer),
      })
      .apply(input),
  ) as tf.SymbolicTensor[]
  const sum = last === 0 ? products[0]! : tf.layers.add({ name: `${name}_sum` }).apply(products)
  const activation = activationName(options.activation)
  const output =
    activation === undefined ? sum : tf.layers.activation({ activation, name: `${name}_activation` }).apply(sum)
  return new KerasModel({ inputs, outputs: output as tf.SymbolicTensor, name })
}
