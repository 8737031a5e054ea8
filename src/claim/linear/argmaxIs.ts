import { unexpected } from '../../errors.ts'
import { type LinearSet, linearSet } from './linearSet.ts'

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
