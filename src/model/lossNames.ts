import { OvershootError, unexpected } from '../errors.ts'
import type { tf } from '../backend/tf.ts'
import { camelCase } from './names.ts'

/** What a loss may be: a function of targets and predictions, or a name in tfjs', in Keras' or in short spelling. */
export type Loss = string | ((truth: tf.Tensor, prediction: tf.Tensor) => tf.Tensor)

/**
 * What to do with a list of losses for one output: Keras silently takes the first; question and answer believe in the
 * sum.
 */
export type Losses = 'first' | 'sum'

const names = (
  'binaryCrossentropy categoricalCrossentropy categoricalHinge cosineProximity hinge kullbackLeiblerDivergence logcosh ' +
  'meanAbsoluteError meanAbsolutePercentageError meanSquaredError meanSquaredLogarithmicError poisson ' +
  'sparseCategoricalCrossentropy squaredHinge'
).split(' ')

const short: Record<string, string> = {
  bce: 'binaryCrossentropy',
  kld: 'kullbackLeiblerDivergence',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  mse: 'meanSquaredError',
  msle: 'meanSquaredLogarithmicError',
}

/** Names the terms of a sum in one string, which is how a sum of losses stands in a model file. */
const plus = '+'

/**
 * The terms whose sum the loss is, named as in tfjs.
 * @throws LOSS_AMBIGUOUS for a list of several losses without `losses`; ARGUMENT_INVALID for a loss nobody knows
 */
export function lossTerms(api: string, loss: Loss | readonly Loss[] | undefined, losses?: Losses): Loss[] {
  if (losses !== undefined && losses !== 'first' && losses !== 'sum')
    throw unexpected({ api, expected: "'first' or 'sum'", name: 'losses', value: losses })
  const list = Array.isArray(loss) ? (loss as readonly Loss[]) : [loss as Loss]
  if (list.length === 0) throw unexpected({ api, expected: 'a loss', name: 'loss', value: loss })
  if (list.length > 1 && losses === undefined)
    throw new OvershootError(
      'LOSS_AMBIGUOUS',
      `${api}: ${list.length} losses for one output (${list.map(String).join(', ')}). ` +
        "Say { losses: 'first' } for what Keras silently does (the others are dropped), or { losses: 'sum' } to add them up",
    )
  return (losses === 'first' ? list.slice(0, 1) : list).flatMap((term) => named(api, term))
}

/** The terms as one name, where all have one. */
export function lossName(terms: readonly Loss[]): string | undefined {
  return terms.every((term) => typeof term === 'string') ? terms.join(plus) : undefined
}

function named(api: string, term: Loss): Loss[] {
  if (typeof term === 'function') return [term]
  const spelt = typeof term === 'string' ? term.split(plus) : ['']
  return spelt.map((text) => {
    const name = short[text.toLowerCase()] ?? camelCase(text)
    if (names.includes(name)) return name
    throw unexpected({ api, expected: `a function or one of ${names.join(', ')}`, name: 'loss', value: term })
  })
}
