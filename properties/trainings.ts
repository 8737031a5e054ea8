import {
  type Experiment,
  type LossChoice,
  lossExperiments,
  wrappedExperiments,
} from '../fixtures/experiments/experiment.ts'
import { outcomeOf } from '../fixtures/experiments/outcomeOf.ts'
import type { Outcome } from '../fixtures/experiments/trainExperiment.ts'

/** A training and what came of it. */
export interface Training {
  readonly experiment: Experiment
  readonly outcome: Outcome
}

/** All trainings of the question's model, and of the one with a sigmoid around it: three seeds each. */
export const trainings: readonly Training[] = await (async () => {
  const all: Training[] = []
  for (const experiment of [...lossExperiments, ...wrappedExperiments])
    all.push({ experiment, outcome: await outcomeOf(experiment) })
  return all
})()

/** The trainings with these options, in the order of their seeds. */
export function trainingsOf(options: Partial<Experiment>): Training[] {
  const wanted = { activation: 'linear', ...options }
  return trainings.filter(({ experiment }) =>
    Object.entries(wanted).every(([name, value]) => experiment[name as keyof Experiment] === value),
  )
}

/**
 * How far all that two choices of losses learn lies apart: for each wide input and seed with which not both diverge,
 * every weight and the mean loss of every epoch. 0 where both are the same number.
 */
export function differences(a: LossChoice, b: LossChoice): Float32Array {
  const others = trainingsOf({ loss: b })
  return Float32Array.from(
    trainingsOf({ loss: a }).flatMap(({ outcome }, i) => {
      const other = others[i]!.outcome
      if (outcome.test === undefined && other.test === undefined) return []
      const theirs = learned(other)
      return learned(outcome).map((value, k) => Math.abs(value - theirs[k]!))
    }),
  )
}

function learned({ weights, losses }: Outcome): number[] {
  return [...weights, ...losses]
}
