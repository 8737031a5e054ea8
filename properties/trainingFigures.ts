import type { Experiment, LossChoice } from '../fixtures/experiments/experiment.ts'
import { kerasTrainingsOf } from '../fixtures/keras/answer.ts'
import type { FigureTable } from '../src/report/page/reportData.ts'
import { trainingsOf } from './trainings.ts'

/** What one training did on the test rows; nothing but the epochs where it diverged. */
export interface Figures {
  readonly seed: number
  readonly epochs: number
  readonly test?: {
    readonly accuracy: number
    readonly above1: number
    readonly below0: number
    readonly output: readonly [lo: number, hi: number]
  }
}

type Options = Pick<Experiment, 'wide' | 'loss'> & Partial<Pick<Experiment, 'activation'>>

/**
 * By seed: what our trainings with these options did, and what Keras' did. The same seed gives each other random
 * numbers.
 */
export function figuresOf(options: Options): { ours: Figures[]; keras: Figures[] } {
  const { activation = 'linear', ...rest } = options
  const ours = trainingsOf({ ...rest, activation }).map(({ experiment: { seed }, outcome: { losses, test } }) => ({
    seed,
    epochs: losses.length,
    ...(test && { test }),
  }))
  const keras = kerasTrainingsOf({ ...rest, activation: activation === 'linear' ? null : activation }).map(
    ({ seed, epochs, diverged, accuracy, above1, below0, output }) => ({
      seed,
      epochs,
      ...(!diverged && {
        test: { accuracy: accuracy!, above1: above1!, below0: below0!, output: [output![0]!, output![1]!] as const },
      }),
    }),
  )
  return { ours, keras }
}

const names: Readonly<Record<LossChoice, string>> = {
  list: '[mse, bce]',
  mse: 'mse',
  reversed: '[bce, mse]',
  bce: 'bce',
  sum: 'mse + bce',
}

/** Every training with these options in a row of its own, ours and Keras' beside each other. */
export function figureTable(caption: string, options: readonly Options[]): FigureTable {
  return {
    caption,
    columns: ['losses', 'trained in', 'seed', 'above 1', 'below 0', 'lowest', 'highest', 'accuracy'],
    rows: options.flatMap((one) => {
      const { ours, keras } = figuresOf(one)
      return Object.entries({ Overshoot: ours, Keras: keras }).flatMap(([program, list]) =>
        list.map(({ seed, epochs, test }) => [
          names[one.loss],
          program,
          seed,
          ...(test
            ? [percent(test.above1), percent(test.below0), ...test.output, percent(test.accuracy)]
            : [`diverged in epoch ${epochs}`, '', '', '', '']),
        ]),
      )
    }),
  }
}

/** The least and the greatest output of several trainings; those that diverged have none. */
export function outputRange(figures: readonly Figures[]): [lo: number, hi: number] {
  const ranges = figures.flatMap(({ test }) => (test ? [test.output] : []))
  return [Math.min(...ranges.map(([lo]) => lo)), Math.max(...ranges.map(([, hi]) => hi))]
}

/** The share of test predictions outside [0, 1], of each training that did not diverge. */
export function outsideShares(figures: readonly Figures[]): number[] {
  return figures.flatMap(({ test }) => (test ? [test.above1 + test.below0] : []))
}

/** e.g. `12.3%`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`
}

/** From the least to the greatest of several shares, e.g. `12.3% to 12.9%`. */
export function percents(shares: readonly number[]): string {
  const ends = [Math.min(...shares), Math.max(...shares)].map(percent)
  return [...new Set(ends)].join(' to ')
}

/** e.g. `-0.31 to 1.09`. */
export function fromTo([lo, hi]: readonly [number, number], digits = 2): string {
  return `${lo.toFixed(digits)} to ${hi.toFixed(digits)}`
}
