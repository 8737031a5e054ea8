import { tf } from '../backend/tf.ts'
import { checkOptions, unexpected } from '../errors.ts'
import {
  type CompileOptions,
  isCrossentropy,
  type LossFunction,
  lossOfOutput,
  metricsOfOutput,
  named,
  sumOf,
} from './compileOptions.ts'
import { inOrder, type Tensors } from './data.ts'
import { fit, type FitOptions } from './fit.ts'
import { areDisposed, inKerasOrder } from './kerasWeights.ts'
import { LogitTap } from './logitTap.ts'
import { binaryCrossentropy } from './losses.ts'
import { type Loss, lossName, lossTerms } from './lossNames.ts'
import { singleOptimizers } from './optimizerPair.ts'
import { optimizerOf } from './optimizers.ts'

/**
 * A `tf.LayersModel` that trains as Keras 2.15 does: losses, optimizers given by name and the order of weights are
 * Keras'; regularization losses count in training, evaluation and validation; `fit` takes a seed. It is saved as the
 * ordinary model it is, without a trace of this class.
 */
export class KerasModel extends tf.LayersModel {
  #tap: LogitTap | undefined
  /** Optimizers that were made here by name or from a file, and are disposed of here. */
  #made: tf.Optimizer[] = []
  #inTrainingStep = false

  /** In the order of Keras' `get_weights`: layer by layer, moving averages in their layer's place. */
  override get weights(): tf.LayerVariable[] {
    return inKerasOrder(this.layers)
  }

  /**
   * @throws LOSS_AMBIGUOUS for a list of several losses without `losses`; ARGUMENT_INVALID for an optimizer, loss or
   * option nobody knows
   */
  override compile(given: CompileOptions | tf.ModelCompileArgs): void {
    const api = 'compile'
    const options = given as CompileOptions
    checkOptions(api, options, ['optimizer', 'loss', 'losses', 'metrics'])
    const terms = lossTerms(api, lossOfOutput(this, options.loss), options.losses)
    const made: tf.Optimizer[] = []
    const before = this.optimizer as tf.Optimizer | undefined
    try {
      this.#compile(this.optimizerFor(options.optimizer, made), terms, metricsOfOutput(this, options.metrics))
    } catch (error) {
      for (const optimizer of made) optimizer.dispose()
      if (before !== undefined) this.optimizer = before
      throw error
    }
    this.#own(made)
  }

  #compile(optimizer: tf.Optimizer, terms: readonly Loss[], metrics: Loss[]): void {
    const tap = new LogitTap(this)
    const crossentropy = named('binaryCrossentropy', (y, q) =>
      binaryCrossentropy(y, q, { logits: tap.logits, compiled: this.#inTrainingStep }),
    )
    const functions = terms.map((term): LossFunction => {
      if (isCrossentropy(term)) return crossentropy
      // tfjs knows its losses by name only inside `compile`.
      super.compile({ optimizer, loss: term })
      return this.lossFunctions[0]!
    })
    super.compile({
      optimizer,
      loss: functions.length === 1 ? functions[0]! : named('loss', (y, q) => sumOf(functions, y, q)),
      metrics: metrics.map((metric) => (isCrossentropy(metric) ? crossentropy : metric)),
    })
    // By name, because names are what a model file holds.
    this.loss = lossName(terms) ?? this.loss
    this.metrics = metrics
    this.#tap = tap
  }

  /** The optimizer that `choice` names; those made on the way are added to `made`. */
  protected optimizerFor(choice: CompileOptions['optimizer'], made: tf.Optimizer[]): tf.Optimizer {
    return optimizerOf('compile', choice, made)
  }

  /** Takes over the optimizers in use that were made here, and disposes of those no longer used. */
  #own(made: readonly tf.Optimizer[]): void {
    const used = singleOptimizers(this.optimizer)
    for (const old of this.#made) if (!used.includes(old)) old.dispose()
    this.#made = used.filter((optimizer) => made.includes(optimizer) || this.#made.includes(optimizer))
  }

  /** Trains the model: see `FitOptions`. `x` in the model's input order or by input name. @throws ARGUMENT_INVALID */
  override async fit(x: Tensors, y: Tensors, options: FitOptions | tf.ModelFitArgs = {}): Promise<tf.History> {
    this.#checkCompiled('fit')
    const release = this.#listen(true)
    try {
      return await fit(this, x, y, options as FitOptions)
    } finally {
      release()
    }
  }

  /**
   * One step on one batch; Dropout draws from Math.random here. Resolves to the loss and the metrics before the step.
   */
  override async trainOnBatch(x: Tensors, y: Tensors): Promise<number | number[]> {
    this.#checkCompiled('trainOnBatch')
    const { inputs, targets, made } = this.#data('trainOnBatch', x, y)
    const release = this.#listen(true)
    try {
      return await super.trainOnBatch(inputs, targets)
    } finally {
      release()
      tf.dispose(made)
    }
  }

  /** The loss, regularization included as in Keras, and the metrics, as scalars. @throws ARGUMENT_INVALID */
  override evaluate(x: Tensors, y: Tensors, args: tf.ModelEvaluateArgs = {}): tf.Scalar | tf.Scalar[] {
    this.#checkCompiled('evaluate')
    const { inputs, targets, made } = this.#data('evaluate', x, y)
    const release = this.#listen(false)
    try {
      return tf.tidy(() => {
        const [loss, ...metrics] = [super.evaluate(inputs, targets, args)].flat() as [tf.Scalar, ...tf.Scalar[]]
        const total = this.calculateLosses().reduce((sum, term) => tf.add(sum, term), loss)
        return metrics.length === 0 ? total : [total, ...metrics]
      })
    } finally {
      release()
      tf.dispose(made)
    }
  }

  /** The outputs for each row. `x` in the model's input order or by input name. @throws ARGUMENT_INVALID */
  override predict(x: Tensors, args: Parameters<tf.LayersModel['predict']>[1] = {}): tf.Tensor | tf.Tensor[] {
    const { tensors, made } = inOrder('predict', 'x', x, this.inputNames, this.inputs)
    try {
      return super.predict(tensors, args)
    } finally {
      tf.dispose(made)
    }
  }

  #data(api: string, x: Tensors, y: Tensors): { inputs: tf.Tensor[]; targets: tf.Tensor[]; made: tf.Tensor[] } {
    const inputs = inOrder(api, 'x', x, this.inputNames, this.inputs)
    const targets = inOrder(api, 'y', y, this.outputNames, this.outputs)
    return { inputs: inputs.tensors, targets: targets.tensors, made: [...inputs.made, ...targets.made] }
  }

  /** Lets the loss know what it may know until the returned function is called. */
  #listen(training: boolean): () => void {
    const release = this.#tap!.listen()
    const before = this.#inTrainingStep
    this.#inTrainingStep = training
    return () => {
      this.#inTrainingStep = before
      release()
    }
  }

  #checkCompiled(api: string): void {
    if ((this.optimizer as tf.Optimizer | undefined) === undefined)
      throw unexpected({
        api,
        expected: 'a compiled model',
        name: 'model',
        value: this.name,
        hint: 'Call compile first',
      })
  }

  /** Compiles as a saved model was; its optimizer counts as made by name, and is freed with the model. */
  override loadTrainingConfig(config: Parameters<tf.LayersModel['loadTrainingConfig']>[0]): void {
    super.loadTrainingConfig(config)
    this.#made = singleOptimizers(this.optimizer)
  }

  /** As `tf.LayersModel.save`: an optimizer's state is kept with `{ includeOptimizer: true }`. */
  override async save(handler: tf.io.IOHandler | string, config?: tf.io.SaveConfig): Promise<tf.io.SaveResult> {
    const optimizer = this.optimizer as tf.Optimizer | undefined
    if (optimizer === undefined) return super.save(handler, config)
    const counters: tf.Tensor[] = []
    // tfjs makes a tensor of each step counter to save it, and forgets it.
    const getWeights = optimizer.getWeights.bind(optimizer)
    optimizer.getWeights = async () => {
      const weights = await getWeights()
      counters.push(...weights.filter(({ name }) => /(^|\/)iter$/.test(name)).map(({ tensor }) => tensor))
      return weights
    }
    try {
      return await super.save(handler, config)
    } finally {
      delete (optimizer as Partial<tf.Optimizer>).getWeights
      tf.dispose(counters)
    }
  }

  /** Frees the weights and the optimizers made by name; does nothing when the weights went with another model. */
  override dispose(): ReturnType<tf.LayersModel['dispose']> {
    const result = areDisposed(this) ? { refCountAfterDispose: 0, numDisposedVariables: 0 } : this.disposeLayers()
    if (result.refCountAfterDispose === 0) {
      for (const optimizer of this.#made) optimizer.dispose()
      this.#made = []
    }
    return result
  }

  /** Frees the layers alone. */
  protected disposeLayers(): ReturnType<tf.LayersModel['dispose']> {
    return super.dispose()
  }
}
