import { unexpected } from '../errors.ts'

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
