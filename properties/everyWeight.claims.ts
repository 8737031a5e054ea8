import {
  always,
  anyWeights,
  box,
  claim,
  convolutionalModel,
  type Domain,
  finite,
  interval,
  linearModel,
  oneHot,
  type tf,
  wideDeepModel,
  within,
} from 'overshoot'

/** What is true of the question's models whatever they learn: their weights are one more input, named `weights`. */

const untrained = { inputShape: [60, 4], name: 'sequence' } as const
const deep = anyWeights(convolutionalModel(untrained))
const wrapped = anyWeights(
  wideDeepModel(linearModel({ inputShape: [1], name: 'dplus' }), convolutionalModel(untrained), {
    activation: 'sigmoid',
  }),
)

const sequence = oneHot(60, 4)

/** All weights of a model, from -magnitude to magnitude. */
const upTo = (model: tf.LayersModel, magnitude: number): Domain => box([weightsOf(model)], -magnitude, magnitude)
const weightsOf = (model: tf.LayersModel): number => model.inputs.at(-1)!.shape[1]!

/**
 * With numbers up to X and weights up to W, each of 20 filters gives at most 32 X W + W, and so does its average. The
 * largest sum is that of the averages times weights, 20 (32 X W + W) W + W. It stays below 2^128, where float32 ends,
 * up to W = 7.1e17 for letters, X = 1, and up to 8.1e11 for numbers as large as the weights: then nothing overflows,
 * and the sigmoid gets a number.
 */
const largest = { letters: 7e17, numbers: 8e11 }

export const deepInRangeForWeights = claim('the deep output lies in [0, 1] for all weights up to 7e17', deep, {
  inputs: { sequence, weights: upTo(deep, largest.letters) },
  holds: always(within(0, 1)),
  demand: 'proof',
})

export const deepInRangeForNumbers = claim(
  'the deep output lies in [0, 1] for all weights, and numbers in place of letters, up to 8e11',
  deep,
  {
    inputs: { sequence: box([60, 4], -largest.numbers, largest.numbers), weights: upTo(deep, largest.numbers) },
    holds: always(within(0, 1)),
    demand: 'proof',
  },
)

/**
 * Past some magnitude sums overflow, and inf - inf, as well as inf times a weight of 0, is NaN, which lies in no range.
 */
export const deepInRangeForFiniteWeights = claim('the deep output lies in [0, 1] for all finite weights', deep, {
  inputs: { sequence, weights: finite([weightsOf(deep)]) },
  holds: always(within(0, 1)),
  expect: 'refuted',
})

export const wrappedInRangeForWeights = claim(
  'wrapped in a sigmoid the output stays in [0, 1] for all weights up to 7e17',
  wrapped,
  {
    inputs: { dplus: interval(-25, 20), sequence, weights: upTo(wrapped, largest.letters) },
    holds: always(within(0, 1)),
    demand: 'proof',
  },
)

/** All of them. */
const claims = [deepInRangeForWeights, deepInRangeForNumbers, deepInRangeForFiniteWeights, wrappedInRangeForWeights]

export default claims
