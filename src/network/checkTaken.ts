import { OvershootError } from '../errors.ts'

/** The options that say how a file is read, but for those that ask for nothing. */
export function statedIn(options: object): string[] {
  const isStated = (value: unknown): boolean => value !== undefined && value !== false && typeof value !== 'function'
  return Object.entries(options).flatMap(([name, value]) => (isStated(value) ? [name] : []))
}

/** @throws ARGUMENT_INVALID for an option that a file of this kind is not read by */
export function checkTaken(options: object, taken: readonly string[], what: string): void {
  const name = statedIn(options).find((one) => !taken.includes(one))
  if (name !== undefined)
    throw new OvershootError('ARGUMENT_INVALID', `loadModel: ${name}: ${what}, which is read in one way only`)
}
