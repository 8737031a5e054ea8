import { unexpected } from '../../errors.ts'
import { describeForm } from './describeForm.ts'
import type { Relation } from './formula.ts'
import { type LinearSet, linearSet } from './linearSet.ts'

/** Coefficients and bounds are 0 or between these in size: so margins neither overflow nor underflow. */
export const LEAST: number = 1e-60
export const MOST: number = 1e60

/**
 * The rows of outputs of which the sum of coefficient times output is in this relation to `bound`, in real arithmetic:
 * one coefficient for each output number, several outputs flat and one after the other. `linear([1, -1], '>=', 0)`: the
 * first number is no less than the second. Numbers of coefficient 0 do not count; a NaN among the others is in no
 * relation.
 * @throws ARGUMENT_INVALID for coefficients that are all 0, for numbers that are not finite or of a size past 1e60 or
 * below 1e-60
 */
export function linear(coefficients: readonly number[], relation: Relation, bound: number): LinearSet {
  const refuse = (expected: string, name: string, value: unknown) =>
    unexpected({ api: 'linear', expected, name, value })
  if (!Array.isArray(coefficients) && !ArrayBuffer.isView(coefficients))
    throw refuse('an array of numbers', 'coefficients', coefficients)
  const own = Array.from(coefficients)
  const isSane = (value: unknown): boolean =>
    value === 0 || (typeof value === 'number' && Math.abs(value) >= LEAST && Math.abs(value) <= MOST)
  for (const [i, value] of own.entries())
    if (!isSane(value)) throw refuse('0 or a number between 1e-60 and 1e60 in size', `coefficients[${i}]`, value)
  if (own.every((value) => value === 0)) throw refuse('a coefficient other than 0', 'coefficients', own)
  if (!['>=', '>', '<=', '<'].includes(relation)) throw refuse("'>=', '>', '<=' or '<'", 'relation', relation)
  if (!isSane(bound)) throw refuse('0 or a number between 1e-60 and 1e60 in size', 'bound', bound)
  return linearSet(
    { kind: 'linear', coefficients: own, relation, bound },
    `${describeForm(own.entries())} ${relation} ${bound}`,
  )
}

/**
 * The rows of outputs of which number `output`, counted from 0, is greater than each other one, so that a classifier's
 * answer is that class. A tie is none, nor is any row with a NaN.
 * @throws ARGUMENT_INVALID for anything but a whole number from 0 on
 */
export function argmaxIs(output: number): LinearSet {
  if (!Number.isSafeInteger(output) || output < 0)
    throw unexpected({ api: 'argmaxIs', expected: 'a whole number from 0 on', name: 'output', value: output })
  return linearSet({ kind: 'argmax', output }, `output ${output} is the largest`)
}
