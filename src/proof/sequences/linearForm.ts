import type { Network } from '../../network/network.ts'
import { tapAt } from '../../operations/affine/taps.ts'
import { type Place, placeOf } from './readNumbers.ts'
import type { Bounds } from '../../numeric/bounds.ts'

/**
 * A number of a result as a linear form of results before it: within `error` of constant + sum coefficient * result,
 * where number and results are those that float32 arithmetic gives.
 */
export interface LinearForm {
  /** Coefficients by number, by operation; none of the operations is affine or moves numbers only. */
  readonly terms: ReadonlyMap<number, ReadonlyMap<number, number>>
  readonly constant: number
  /** Infinity where nothing is known. */
  readonly error: number
}

/**
 * The form of the number at `place`, all affine operations and moves on the way back substituted; `bounds` are those of
 * every operation's results. The errors of affine results are made for two roundings of float32 more than there are,
 * which pays for the float64 arithmetic here.
 */
export function linearForm(network: Network, bounds: readonly Bounds[], place: Place): LinearForm {
  const pending = new Map<number, Map<number, number>>()
  const terms = new Map<number, ReadonlyMap<number, number>>()
  let constant = 0
  let error = 0
  const add = ([index, number]: Place, coefficient: number): void => {
    let own = pending.get(index)
    if (own === undefined) pending.set(index, (own = new Map()))
    own.set(number, (own.get(number) ?? 0) + coefficient)
  }
  add(place, 1)
  for (let index = place[0]; index >= 0; index--) {
    const own = pending.get(index)
    if (own === undefined) continue
    const operation = network.operations[index]!
    if (operation.kind === 'gather') {
      for (const [number, coefficient] of own) {
        const tap = operation.taps[number]!
        if (tap >= 0) add(placeOf(network, operation, tap), coefficient)
      }
    } else if (operation.kind === 'affine') {
      const { taps, kernel, bias, window, filters, groups } = operation
      // Nothing is known of what a faulty kernel computes.
      const { errors } = bounds[index]!
      for (const [number, coefficient] of own) {
        const off = errors?.[number] ?? Infinity
        if (coefficient === 0 && off < Infinity) continue
        const filter = number % filters
        const position = (number - filter) / filters
        const group = position % groups
        error += Math.abs(coefficient) * off
        if (bias !== null) constant += coefficient * bias[group * filters + filter]!
        for (let k = 0; k < window; k++) {
          const tap = tapAt(taps, position, k)
          const weight = kernel[(group * window + k) * filters + filter]!
          if (tap >= 0 && weight !== 0) add(placeOf(network, operation, tap), coefficient * weight)
        }
      }
    } else terms.set(index, own)
  }
  return { terms, constant, error: Number.isFinite(error) && Number.isFinite(constant) ? error : Infinity }
}
