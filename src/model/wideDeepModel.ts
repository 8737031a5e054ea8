import { tf } from '../backend/tf.ts'
import { checkOptions, OvershootError, unexpected } from '../errors.ts'
import { type Activation, activationName } from './initializers.ts'
import type { CompileOptions } from './compileOptions.ts'
import { KerasModel } from './kerasModel.ts'
import { areDisposed, inKerasOrder } from './kerasWeights.ts'
import { freshName } from './names.ts'
import { isPair, OptimizerPair } from './optimizerPair.ts'
import { optimizerOf } from './optimizers.ts'
import { reapply } from './reapply.ts'
import { layersBehind, type Parts, partsOf } from './parts.ts'

/** What `wideDeepModel` takes besides the parts. */
export interface WideDeepModelOptions {
  /** Applied to the sum of both outputs (none). */
  activation?: Activation | null
  name?: string
  /**
   * `separate` (default): the linear model's inputs, then the deep one's. `shared`: the deep model's one input feeds
   * both.
   */
  inputs?: 'separate' | 'shared'
}

/** What tfjs' constructor takes, and the parts: models on tensors of the same graph. */
interface WideDeepArguments {
  inputs: tf.SymbolicTensor[]
  outputs: tf.SymbolicTensor
  name: string
  linear: tf.LayersModel
  deep: tf.LayersModel
}

/**
 * Keras' `WideDeepModel`: activation(linear output + deep output). A flat model built on the parts' own layers, so
 * training it trains them, and they stay usable. Its weights are the linear model's, then the deep one's.
 */
export class WideDeepModel extends KerasModel {
  /** The wide part. */
  readonly linear: tf.LayersModel
  readonly deep: tf.LayersModel

  constructor({ linear, deep, ...args }: WideDeepArguments) {
    super(args)
    this.linear = linear
    this.deep = deep
    this.setUserDefinedMetadata({})
  }

  override get weights(): tf.LayerVariable[] {
    return inKerasOrder([this.linear, this.deep] as unknown as tf.layers.Layer[])
  }

  /** A pair of optimizers: the first trains the linear model's weights, the second the deep one's. */
  protected override optimizerFor(choice: CompileOptions['optimizer'], made: tf.Optimizer[]): tf.Optimizer {
    const api = 'compile'
    if (Array.isArray(choice) && choice.length !== 2)
      throw unexpected({
        api,
        expected: 'one optimizer or a pair [wide, deep]',
        name: 'optimizer.length',
        value: choice.length,
      })
    const optimizer = Array.isArray(choice)
      ? new OptimizerPair(optimizerOf(api, choice[0], made), optimizerOf(api, choice[1], made))
      : optimizerOf(api, choice, made)
    if (isPair(optimizer)) optimizer.bind(inKerasOrder(this.linear.layers))
    return optimizer
  }

  /**
   * A caller's own metadata; which layers are the parts' outputs is kept beside it, so that a loaded model has parts
   * again.
   */
  override setUserDefinedMetadata(metadata: object): void {
    const part = (model: tf.LayersModel): object => ({ name: model.name, output: model.outputs[0]!.sourceLayer.name })
    const wideDeep = { linear: part(this.linear), deep: part(this.deep) }
    super.setUserDefinedMetadata({ ...metadata, wideDeep })
  }

  /** Frees the parts' weights too: they are the same. */
  protected override disposeLayers(): ReturnType<tf.LayersModel['dispose']> {
    const parts = [this.linear, this.deep].filter((part) => !areDisposed(part))
    const numDisposedVariables = parts.reduce((sum, part) => sum + part.dispose().numDisposedVariables, 0)
    return { refCountAfterDispose: 0, numDisposedVariables }
  }

  /** The model that `config` (of `getConfig`) describes, with fresh weights and with its parts. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const plain = tf.LayersModel.fromConfig(tf.LayersModel as never, config) as tf.LayersModel
    return new cls(wideDeepArguments(plain, partsOf(plain)))
  }
}

/**
 * Adds a linear and a deep model's outputs: see `WideDeepModel`. Both may be any `tf.LayersModel` with one output, of
 * the same shape.
 * @throws MODEL_INVALID where the parts do not go together; ARGUMENT_INVALID
 */
export function wideDeepModel(
  linear: tf.LayersModel,
  deep: tf.LayersModel,
  options: WideDeepModelOptions = {},
): WideDeepModel {
  const api = 'wideDeepModel'
  checkOptions(api, options, ['activation', 'name', 'inputs'])
  const { inputs: wiring = 'separate' } = options
  if (wiring !== 'separate' && wiring !== 'shared')
    throw unexpected({ api, expected: "'separate' or 'shared'", name: 'inputs', value: wiring })
  checkPart('linear', linear)
  checkPart('deep', deep)
  const name = options.name ?? freshName('wide_deep_model')
  const deepOutput = deep.outputs[0]!
  checkSameShape('outputs', linear.outputs[0]!, deepOutput)
  if (wiring === 'shared') checkShareable(linear, deep)
  const linearOutput =
    wiring === 'shared' ? reapply(linear.outputs[0]!, linear.inputs[0]!, deep.inputs[0]!) : linear.outputs[0]!
  const inputs = wiring === 'shared' ? deep.inputs : [...new Set([...linear.inputs, ...deep.inputs])]
  const activation = activationName(options.activation)
  const [sumName, activationLayer] = [`${name}_sum`, `${name}_activation`]
  checkNames([linearOutput, deepOutput], [sumName, activationLayer])

  const sum = tf.layers.add({ name: sumName }).apply([linearOutput, deepOutput])
  const output = activation === undefined ? sum : tf.layers.activation({ activation, name: activationLayer }).apply(sum)
  return new WideDeepModel({ inputs, outputs: output as tf.SymbolicTensor, name, linear, deep })
}

/** What makes a wide & deep model of a flat one whose parts are known. */
export function wideDeepArguments(
  plain: tf.LayersModel,
  { linear, deep }: Parts,
  names: { linear: string; deep: string } = { linear: `${plain.name}_linear`, deep: `${plain.name}_deep` },
): WideDeepArguments {
  return {
    inputs: plain.inputs,
    outputs: plain.outputs[0]!,
    name: plain.name,
    linear: new KerasModel({ ...linear, name: names.linear }),
    deep: new KerasModel({ ...deep, name: names.deep }),
  }
}

function checkPart(name: string, part: unknown): void {
  const model = part as Partial<tf.LayersModel> | null | undefined
  if (typeof model !== 'object' || model === null || !(model instanceof tf.LayersModel))
    throw unexpected({ api: 'wideDeepModel', expected: 'a tf.LayersModel', name, value: part })
  const outputs = (model.outputs as tf.SymbolicTensor[] | undefined) ?? []
  if (outputs.length !== 1)
    throw new OvershootError(
      'MODEL_INVALID',
      `wideDeepModel: the ${name} model ${model.name} must have one output, it has ${outputs.length}` +
        (outputs.length === 0 ? ' (a sequential model needs an inputShape)' : ''),
    )
}

function checkSameShape(what: string, a: tf.SymbolicTensor, b: tf.SymbolicTensor): void {
  if (String(a.shape) === String(b.shape)) return
  const [wide, deep] = [a, b].map(({ shape }) => `[${shape.map((size) => size ?? 'rows').join(', ')}]`)
  throw new OvershootError(
    'MODEL_INVALID',
    `wideDeepModel: the parts' ${what} must have one shape, linear has ${wide}, deep ${deep}`,
  )
}

function checkShareable(linear: tf.LayersModel, deep: tf.LayersModel): void {
  for (const [name, { inputs }] of Object.entries({ linear, deep }))
    if (inputs.length !== 1)
      throw new OvershootError(
        'MODEL_INVALID',
        `wideDeepModel: to share one input each part must have one, the ${name} model has ${inputs.length}`,
      )
  checkSameShape('inputs', linear.inputs[0]!, deep.inputs[0]!)
}

/** tfjs saves and finds layers by name. */
function checkNames(outputs: readonly tf.SymbolicTensor[], own: readonly string[]): void {
  const taken = new Set(own)
  for (const { name } of new Set(outputs.flatMap(layersBehind))) {
    if (taken.has(name))
      throw new OvershootError(
        'MODEL_INVALID',
        `wideDeepModel: two layers are named ${name}. Build one of the parts with another name, ` +
          "or pass { inputs: 'shared' } where both parts are to read the same input",
      )
    taken.add(name)
  }
}
