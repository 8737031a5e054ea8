import type { Verdict } from 'overshoot'
import { kerasLearnsTheSame } from '../fixtures/keras/answer.ts'
import { formatNumber } from '../src/report/formatNumber.ts'
import type { Statement } from '../src/report/page/reportData.ts'
import * as answer from './answer.claims.ts'
import { decideStatement, type StatementRule } from './decideStatement.ts'
import * as question from './question.claims.ts'
import { figuresOf, figureTable, fromTo, outputRange, outsideShares, percents } from './trainingFigures.ts'
import { differences } from './trainings.ts'

/** What the seven statements come to, given the verdicts on the claims of question and answer. */
export function statements(verdicts: readonly Verdict[]): Statement[] {
  return rules.map((rule) => decideStatement(rule, verdicts))
}

const scaled = (loss: 'mse' | 'bce' | 'sum') => figuresOf({ wide: 'scaled', loss })
const raw = figuresOf({ wide: 'raw', loss: 'bce' })
const sigmoidWrapped = { wide: 'scaled', loss: 'mse', activation: 'sigmoid' } as const

const accuracies = (loss: 'mse' | 'bce' | 'sum'): string => {
  const { ours, keras } = scaled(loss)
  return percents([...ours, ...keras].flatMap(({ test }) => test?.accuracy ?? []))
}
const inKerasToo =
  kerasLearnsTheSame('list', 'mse') && kerasLearnsTheSame('reversed', 'bce') ? ', and so are the weights in Keras' : ''

/** Certified ends, rounded outwards. */
const within = ({ certified: [lo, hi] }: Verdict): string =>
  `[${formatNumber(lo, 'down', 3)}, ${formatNumber(hi, 'up', 3)}]`
const upTo = ({ certified: [lo, hi] }: Verdict): string => formatNumber(Math.max(-lo, hi), 'up', 2)

/** The answer's six claims in its order, in our words, and the price of its remedy. */
const rules: readonly StatementRule[] = [
  {
    id: 'sigmoid-on-deep-part-only',
    text: "The sigmoid is defined only on the deep model's output.",
    says: [
      { claim: question.deepInRange, holds: true },
      { claim: question.combinedPassesOne, holds: true },
    ],
    explained: {
      status: 'proved',
      reason: (of) =>
        `For every sequence the deep output lies in [0, 1]. The combined output does not: it comes to ` +
        `${of(question.combinedPassesOne).witness!.output.toFixed(4)} for one input.`,
    },
  },
  {
    id: 'outputs-added-wide-arbitrary',
    text: 'WideDeepModel combines the two by adding their outputs, and the wide, linear output can be arbitrary.',
    says: [
      { claim: answer.outputsAdded, holds: true },
      { claim: question.wideUnbounded, holds: true },
    ],
    also: [question.freshWideUnbounded],
    explained: {
      status: 'proved',
      reason: () =>
        'The combined output is the sum of both but for rounding, and the trained wide output goes beyond every bound. ' +
        'Before training it does not: its kernel starts at 0.',
    },
  },
  {
    id: 'both-losses-learn-near-range',
    text:
      'Because the loss holds both mean squared error (mse) and binary cross-entropy (bce), the combined model learns outputs ' +
      'near the expected range.',
    says: [{ claim: answer.secondLossCounts, holds: true }],
    also: [answer.reversedSecondLossCounts, answer.sumOfLossesCounts, answer.mseStaysNear],
    explained: {
      status: 'refuted',
      reason: () =>
        'The model has one output, and Keras pairs losses with outputs: it drops the second without a warning. All ' +
        `${differences('list', 'mse').length} weights and losses that three trainings with the list give are those of ` +
        `mse alone, and all ${differences('reversed', 'bce').length} with the list reversed those of bce alone, bit for bit${inKerasToo}.`,
      instead: () =>
        `mse alone keeps the outputs near: ${fromTo(outputRange(scaled('mse').ours))} on the test rows (in Keras ` +
        `${fromTo(outputRange(scaled('mse').keras))}), ${percents(outsideShares(scaled('mse').ours))} of them outside [0, 1] ` +
        `(${percents(outsideShares(scaled('mse').keras))}). With bce really added to it more are outside: ` +
        `${percents(outsideShares(scaled('sum').ours))} (${percents(outsideShares(scaled('sum').keras))}).`,
    },
    tables: [
      figureTable(
        'What a list of losses learns is what its first loss learns: 30 epochs, scaled wide input, test rows',
        [
          { wide: 'scaled', loss: 'list' },
          { wide: 'scaled', loss: 'mse' },
          { wide: 'scaled', loss: 'reversed' },
          { wide: 'scaled', loss: 'bce' },
        ],
      ),
    ],
  },
  {
    id: 'cross-entropy-pushes-far-above-1',
    text:
      'With bce alone one might see values far above 1: its term -p log(q) becomes arbitrarily small as q is raised without ' +
      'limit.',
    says: [
      { claim: answer.lossSeesPastOne, holds: true },
      { claim: answer.crossentropyPassesTen, holds: true },
    ],
    explained: {
      status: 'refuted',
      reason: () =>
        'Keras clips q to [1e-7, 1 - 1e-7]: past 1 the loss of a row is constant and its gradient exactly 0, so it gains nothing by a larger q.',
      instead: () =>
        'Values far outside do come: inside [0, 1] the gradient of a wrong prediction grows up to 5e6, and one step on it moves ' +
        'the shared weights far. A row that is outside has no gradient of its own: only the others move it, back or further out. ' +
        'Raw scores: outputs from ' +
        `${fromTo(outputRange(raw.ours), 1)} (in Keras ${fromTo(outputRange(raw.keras), 1)}); scaled ones: ` +
        `${fromTo(outputRange(scaled('bce').ours), 1)} (${fromTo(outputRange(scaled('bce').keras), 1)}).`,
    },
    tables: [
      figureTable('Binary cross-entropy alone: 30 epochs, raw wide input, test rows', [{ wide: 'raw', loss: 'bce' }]),
      figureTable('The same with the wide input scaled', [{ wide: 'scaled', loss: 'bce' }]),
      figureTable('mse on the raw wide input', [{ wide: 'raw', loss: 'mse' }]),
    ],
  },
  {
    id: 'sigmoid-squashes-whole-output',
    text: "WideDeepModel(linear_model, cnn_model, activation='sigmoid') squashes the whole output between 0 and 1.",
    says: [{ claim: question.wrappedInClosedRange, holds: true }],
    also: [question.wrappedInRange, question.wrappedInOpenRange],
    explained: {
      status: 'proved',
      reason: (of) =>
        'For any finite dplus, if 0 and 1 themselves count: in float32 the sigmoid reaches them, as with dplus = ' +
        `${of(question.wrappedInOpenRange).counterexample!.inputs['dplus']![0]!.toPrecision(3)}. On the data's own range of dplus ` +
        'the output stays strictly between.',
    },
  },
  {
    id: 'one-picks-one-loss',
    text: 'Combining mse and bce makes little sense; in practice one picks one.',
    says: [
      { claim: answer.secondLossCounts, holds: false },
      { claim: answer.reversedSecondLossCounts, holds: false },
    ],
    also: [answer.sumOfLossesCounts],
    explained: {
      status: 'proved',
      reason: () =>
        'As a list they are not combined at all: Keras picks the first. Really added up they learn something else, right for ' +
        `${accuracies('sum')} of the test rows; mse alone is right for ${accuracies('mse')}, bce alone for ${accuracies('bce')} ` +
        '(three trainings each here and in Keras). Rows outside [0, 1] have no gradient of bce, and one of mse.',
    },
    tables: [
      figureTable('mse, bce and their sum: 30 epochs, scaled wide input, test rows', [
        { wide: 'scaled', loss: 'mse' },
        { wide: 'scaled', loss: 'bce' },
        { wide: 'scaled', loss: 'sum' },
      ]),
    ],
  },
  {
    id: 'price-of-sigmoid-around-sum',
    text:
      "Not in the answer, the price of activation='sigmoid': at the same wide output the deep part can move a prediction by " +
      'at most 0.2449.',
    says: [
      { claim: answer.priceAtMost, holds: true },
      { claim: answer.pricePaid, holds: true },
    ],
    also: [answer.wrappedHardlyMoved, answer.wrappedIsNarrow, answer.wellPosedMoved],
    explained: {
      status: 'proved',
      reason: (of) =>
        'Squashed already, the deep output adds between 0 and 1 to what the last sigmoid gets; 2 sigmoid(0.5) - 1 = ' +
        `${(2 / (1 + Math.exp(-0.5)) - 1).toFixed(6)} is the most that this can matter. On the data's own range of dplus the trained deep part moves a prediction by at most ` +
        `${upTo(of(answer.wrappedHardlyMoved))}, and all predictions lie within ` +
        `${within(of(answer.wrappedIsNarrow))} (test rows: ${fromTo(outputRange(figuresOf(sigmoidWrapped).ours), 3)}, in ` +
        `Keras ${fromTo(outputRange(figuresOf(sigmoidWrapped).keras), 3)}).`,
      instead: (of) =>
        'Let the deep part end in a logit, add both and squash once: then another sequence at the same dplus moves the trained ' +
        `prediction by more, ${of(answer.wellPosedMoved).observed[1].toFixed(2)} in one case tried.`,
    },
    tables: [figureTable('A sigmoid around the sum: mse, 30 epochs, scaled wide input, test rows', [sigmoidWrapped])],
  },
]
