import { OvershootError } from '../../errors.ts'
import type { Rules } from './rules.ts'

/** One of the network's inputs, by its index. */
export interface InputOperation {
  readonly kind: 'input'
  readonly input: number
}

export const input: Rules<InputOperation> = {
  layers: {},
  evaluate: () => {
    throw new OvershootError('INTERNAL', 'the values of an input are given, not computed')
  },
}
