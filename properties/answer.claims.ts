import { above, always, type Claim, claim, finite, interval, oneHot, sometimes, within } from 'overshoot'
import { experimentModel } from '../fixtures/experiments/experimentModel.ts'
import { clipsAt, lessItsParts, lookUp, movedBySequence, seenByCrossentropy, sigmoidMoved } from './answerModels.ts'
import { combined, dplus, dplusRaw, sequence, wellPosed, wrapped } from './trained.ts'
import { differences, trainingsOf } from './trainings.ts'

/** What decides the answer's six claims and the price that it does not name, beside the claims about the question. */

export const outputsAdded = claim(
  'the combined output is the wide plus the deep output, to 2e-6',
  lessItsParts(combined),
  {
    inputs: { dplus, sequence },
    holds: always(within(-2e-6, 2e-6)),
    demand: 'proof',
  },
)

/** That any of the numbers that trainings learned differs between two choices of losses. */
function learnsOtherwise(name: string, apart: Float32Array, expect?: 'refuted'): Claim {
  return claim(name, lookUp(apart), {
    inputs: { place: oneHot(1, apart.length) },
    holds: sometimes(above(0)),
    ...(expect ? { expect } : { demand: 'proof' }),
  })
}

export const secondLossCounts = learnsOtherwise(
  'the second loss of [mse, binary cross-entropy] changes what is learned',
  differences('list', 'mse'),
  'refuted',
)

export const reversedSecondLossCounts = learnsOtherwise(
  'the second loss of [binary cross-entropy, mse] changes what is learned',
  differences('reversed', 'bce'),
  'refuted',
)

export const sumOfLossesCounts = learnsOtherwise(
  'binary cross-entropy added to mse changes what is learned',
  differences('sum', 'mse'),
)

export const mseStaysNear = claim('trained with mse alone the output stays in [-0.5, 1.5]', combined, {
  inputs: { dplus, sequence },
  holds: always(within(-0.5, 1.5)),
  demand: 'proof',
})

/** The answer: as raising q lowers -log(q), the loss pushes it up without limit. */
export const lossSeesPastOne = claim('past 1 the cross-entropy sees the output rise', seenByCrossentropy(), {
  inputs: { q: interval(1, 1e38) },
  holds: sometimes(above(clipsAt)),
  expect: 'refuted',
})

export const crossentropyPassesTen = claim(
  'trained with binary cross-entropy alone on raw scores the output passes 10',
  experimentModel(trainingsOf({ wide: 'raw', loss: 'bce' })[0]!),
  { inputs: { dplus: dplusRaw, sequence }, holds: sometimes(above(10)), demand: 'proof' },
)

/** The deep output, of which nothing more is known than that a sigmoid made it. */
const squashed = interval(0, 1)

export const priceAtMost = claim(
  'at any finite wide output two deep outputs move the sigmoid by at most 0.24492',
  sigmoidMoved(),
  { inputs: { w: finite(), d1: squashed, d2: squashed }, holds: always(within(-0.24492, 0.24492)), demand: 'proof' },
)

export const pricePaid = claim('at some wide output they move it by more than 0.2449', sigmoidMoved(), {
  inputs: { w: finite(), d1: squashed, d2: squashed },
  holds: sometimes(above(0.2449)),
  demand: 'proof',
})

export const wrappedHardlyMoved = claim(
  'wrapped in a sigmoid, another sequence moves the trained output by at most 0.01',
  movedBySequence(wrapped),
  { inputs: { dplus, sequence, other: sequence }, holds: always(within(-0.01, 0.01)), demand: 'proof' },
)

export const wrappedIsNarrow = claim('wrapped in a sigmoid the trained output stays in [0.4, 0.6]', wrapped, {
  inputs: { dplus, sequence },
  holds: always(within(0.4, 0.6)),
  demand: 'proof',
})

export const wellPosedMoved = claim(
  'with two logits summed and squashed once, another sequence moves the trained output by more than 0.2449',
  movedBySequence(wellPosed),
  { inputs: { dplus, sequence, other: sequence }, holds: sometimes(above(0.2449)), demand: 'proof' },
)

/** All of them, in the order of the answer. */
const claims = [
  outputsAdded,
  secondLossCounts,
  reversedSecondLossCounts,
  sumOfLossesCounts,
  mseStaysNear,
  lossSeesPastOne,
  crossentropyPassesTen,
  priceAtMost,
  pricePaid,
  wrappedHardlyMoved,
  wrappedIsNarrow,
  wellPosedMoved,
]

export default claims
