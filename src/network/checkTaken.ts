import { OvershootError } from '../errors.ts'
import type { LoadModelOptions } from './loadModel.ts'

/** The options that say how a file is read, but for those that ask for nothing. */
export function statedIn(options: LoadModelOptions): string[] {
  return (Object.keys(options) as (keyof LoadModelOptions)[]).filter(
    (one) => options[one] !== undefined && options[one] !== false && typeof options[one] !== 'function',
  )
}

/** @throws ARGUMENT_INVALID for an option that a file of this kind is not read by */
export function checkTaken(options: LoadModelOptions, taken: readonly string[], what: string): void {
  const name = statedIn(options).find((one) => !taken.includes(one))
  if (name !== undefined)
    throw new OvershootError('ARGUMENT_INVALID', `loadModel: ${name}: ${what}, which is read in one way only`)
}
