import { above, always, below, box, claim, finite, linearModel, sometimes, unbounded, within } from 'overshoot'
import type { ClaimsData } from 'overshoot/cli'
import { letters } from '../fixtures/splice/letters.ts'
import { spliceData } from '../fixtures/splice/spliceData.ts'
import { combined, dplus, sequence, wellPosed, wrapped } from './trained.ts'

/** What the question and its answer say of the trained model, and what they believe wrongly, as claims. */

const { linear: wide, deep } = combined
const open = within(0, 1, { open: true })

export const deepInRange = claim('the deep output lies in [0, 1]', deep, {
  inputs: { sequence },
  holds: always(within(0, 1)),
  demand: 'proof',
})

export const deepInRangeUpTo = claim(
  'the deep output lies in [0, 1] for numbers up to 1e30 in place of letters',
  deep,
  {
    inputs: { sequence: box([60, 4], -1e30, 1e30) },
    holds: always(within(0, 1)),
    demand: 'proof',
  },
)

/** Past some magnitude sums overflow, and inf - inf is NaN, which lies in no range. */
export const deepInRangeEverywhere = claim(
  'the deep output lies in [0, 1] for any finite numbers in place of letters',
  deep,
  {
    inputs: { sequence: finite([60, 4]) },
    holds: always(within(0, 1)),
    expect: 'refuted',
  },
)

export const wideUnbounded = claim('the wide output is unbounded', wide, {
  inputs: { dplus: finite() },
  holds: unbounded(),
  demand: 'proof',
})

export const freshWideUnbounded = claim(
  'the wide output is unbounded before training too',
  linearModel({ inputShape: [1], name: 'dplus' }),
  { inputs: { dplus: finite() }, holds: unbounded(), expect: 'refuted' },
)

export const combinedPassesOne = claim('with no activation the combined output passes 1', combined, {
  inputs: { dplus, sequence },
  holds: sometimes(above(1)),
  demand: 'proof',
})

export const combinedBelowZero = claim('with no activation the combined output falls below 0', combined, {
  inputs: { dplus: finite(), sequence },
  holds: sometimes(below(0)),
  demand: 'proof',
})

export const combinedInRange = claim(
  'with no activation the combined output stays in [0, 1], as the asker believed',
  combined,
  {
    inputs: { dplus, sequence },
    holds: always(within(0, 1)),
    expect: 'refuted',
  },
)

export const wrappedInRange = claim('wrapped in a sigmoid the output stays in (0, 1)', wrapped, {
  inputs: { dplus, sequence },
  holds: always(open),
  demand: 'proof',
})

export const wrappedInClosedRange = claim(
  'wrapped in a sigmoid the output stays in [0, 1] for any finite dplus',
  wrapped,
  {
    inputs: { dplus: finite(), sequence },
    holds: always(within(0, 1)),
    demand: 'proof',
  },
)

/** In float32 the sigmoid is exactly 0 or 1 from some logit on. */
export const wrappedInOpenRange = claim(
  'wrapped in a sigmoid the output stays in (0, 1) for any finite dplus',
  wrapped,
  {
    inputs: { dplus: finite(), sequence },
    holds: always(open),
    expect: 'refuted',
  },
)

export const wellPosedInRange = claim(
  'with two logits summed and squashed once the output stays in (0, 1)',
  wellPosed,
  {
    inputs: { dplus, sequence },
    holds: always(open),
    demand: 'proof',
  },
)

const { train, test } = spliceData()

const sequences = { alphabet: letters, rows: [...train.letters, ...test.letters] }

/** The rows that the models were trained and tested on, for counterexamples to be compared with. */
export const data: ClaimsData = {
  inputs: {
    dplus: [...train.dplus, ...test.dplus],
    sequence: sequences,
    // What is put in a sequence's place where a claim compares two.
    other: sequences,
  },
  names: [train, test].flatMap((half) =>
    half.rows.map((row, i) => `row ${row} (${half.classes[i]!}, ${half === train ? 'trained on' : 'held out'})`),
  ),
}

/** All of them, in the order of the question. */
const claims = [
  deepInRange,
  deepInRangeUpTo,
  deepInRangeEverywhere,
  wideUnbounded,
  freshWideUnbounded,
  combinedPassesOne,
  combinedBelowZero,
  combinedInRange,
  wrappedInRange,
  wrappedInClosedRange,
  wrappedInOpenRange,
  wellPosedInRange,
]

export default claims
