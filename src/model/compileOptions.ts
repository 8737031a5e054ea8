import { tf } from '../backend/tf.ts'
import { unexpected } from '../errors.ts'
import { camelCase } from './names.ts'
import type { Loss, Losses } from './lossNames.ts'
import type { OptimizerChoice } from './optimizers.ts'

/** What `compile` takes; a loss may also be given as a record by output name. */
export interface CompileOptions {
  optimizer: OptimizerChoice | readonly [OptimizerChoice, OptimizerChoice]
  loss: Loss | readonly Loss[] | Readonly<Record<string, Loss>>
  /** What to do with a list of losses: take the first, as Keras does, or add them up. */
  losses?: Losses
  /** `accuracy` is, for one output unit, binary accuracy: the share of rows with (q > 0.5) = y. */
  metrics?: Loss | readonly Loss[] | Readonly<Record<string, Loss | readonly Loss[]>>
}

/** A loss or a metric as tfjs takes it. */
export type LossFunction = Exclude<Loss, string>

/** The loss of the model's one output, which may be given by the output's name. @throws ARGUMENT_INVALID */
export function lossOfOutput(model: tf.LayersModel, loss: CompileOptions['loss']): Loss | readonly Loss[] {
  if (model.outputs.length !== 1)
    throw unexpected({ api: 'compile', expected: 'a model with one output', name: 'outputs', value: model.outputNames })
  const given: unknown = loss
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given as Loss
  return byOutput(model, 'loss', given as Record<string, Loss>) ?? []
}

/** The metrics of the model's one output, as a list. @throws ARGUMENT_INVALID */
export function metricsOfOutput(model: tf.LayersModel, metrics: CompileOptions['metrics']): Loss[] {
  if (metrics === undefined || metrics === null) return []
  if (typeof metrics !== 'object' || Array.isArray(metrics)) return [metrics as Loss].flat()
  return [byOutput(model, 'metrics', metrics as Record<string, Loss>) ?? []].flat()
}

function byOutput<T>(model: tf.LayersModel, what: string, record: Record<string, T>): T | undefined {
  const [name] = model.outputNames as [string]
  if (Object.keys(record).some((key) => key !== name))
    throw unexpected({ api: 'compile', expected: `${what} for ${name}`, name: what, value: Object.keys(record) })
  return record[name]
}

/** Whether a loss or metric is Keras' binary cross-entropy, in any spelling. */
export function isCrossentropy(term: Loss): boolean {
  return typeof term === 'string' && ['bce', 'binaryCrossentropy'].includes(camelCase(term))
}

/** The sum of several losses, for each row. */
export function sumOf(functions: readonly LossFunction[], y: tf.Tensor, q: tf.Tensor): tf.Tensor {
  return tf.tidy(() => functions.map((f) => f(y, q)).reduce((sum, term) => tf.add(sum, term)))
}

/** tfjs names a metric after its function. */
export function named(name: string, metric: LossFunction): LossFunction {
  return Object.defineProperty(metric, 'name', { value: name })
}
