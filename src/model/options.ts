import { unexpected } from '../errors.ts'

/** Refuses options that nobody reads: a misspelt one would be ignored in silence. @throws ARGUMENT_INVALID */
export function checkOptions(api: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw unexpected({ api, expected: 'an object of options', name: 'options', value: options })
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !known.includes(name))
      throw unexpected({ api, expected: `the options ${known.join(', ')}`, name, value })
}

/** @throws ARGUMENT_INVALID unless `value` is a whole number of at least `least` */
export function checkWhole(api: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw unexpected({ api, expected: `a whole number of at least ${least}`, name, value })
}

/** @throws ARGUMENT_INVALID unless `shape` lists whole numbers from 1 on (null: any size; never for the last one) */
export function checkShape(api: string, name: string, shape: unknown): void {
  const sizes = Array.isArray(shape) ? (shape as unknown[]) : []
  const whole = sizes.every((size) => size === null || (Number.isSafeInteger(size) && (size as number) > 0))
  if (sizes.length === 0 || !whole || sizes.at(-1) === null)
    throw unexpected({ api, expected: 'a shape of whole numbers from 1 on, the last one known', name, value: shape })
}
