import { defined } from '../defined.ts'
import { compare, type Decimal, multiply, negate } from '../numeric/decimal.ts'
import { ceilDecimal32, floorDecimal32, nearestDecimal32 } from '../numeric/roundDecimal.ts'

/** A bound of an input as it is written; where `strict`, the number itself is outside. */
export interface ExactBound {
  readonly side: 'lo' | 'hi'
  readonly value: Decimal
  readonly strict: boolean
}

/** For each input number its bounds; without one it may be any finite number. */
export type ExactBox = readonly { readonly lo: ExactBound | undefined; readonly hi: ExactBound | undefined }[]

/** The float32 numbers of a box. */
export interface Float32Box {
  readonly lo: Float64Array
  readonly hi: Float64Array
  /** Numbers that had to be one float32 lacks: the nearest one is there instead. */
  readonly rounded: readonly number[]
  /** An input without any float32 between its bounds: then the box is empty. */
  readonly empty?: number
}

/**
 * The bound that `coefficient * input + constant >= 0` is (`> 0` where `strict`); undefined where the quotient has no
 * end in decimal notation.
 */
export function boundOf(coefficient: Decimal, constant: Decimal, strict: boolean): ExactBound | undefined {
  const inverse = inverseOf(coefficient)
  if (inverse === undefined) return undefined
  const value = multiply(negate(constant), inverse)
  return { side: coefficient.digits > 0n ? 'lo' : 'hi', value, strict }
}

/** 1 / value, where that ends: where only 2 and 5 divide its digits. */
function inverseOf({ digits, exponent }: Decimal): Decimal | undefined {
  let [rest, inverse, tens] = [digits < 0n ? -digits : digits, digits < 0n ? -1n : 1n, exponent]
  for (; rest % 10n === 0n; tens++) rest /= 10n
  for (; rest % 2n === 0n; tens++) [rest, inverse] = [rest / 2n, inverse * 5n]
  for (; rest % 5n === 0n; tens++) [rest, inverse] = [rest / 5n, inverse * 2n]
  return rest === 1n ? { digits: inverse, exponent: -tens } : undefined
}

/** The float32 numbers inside a box; of a point that float32 lacks, the nearest one. */
export function float32Box(box: ExactBox): Float32Box {
  const [lo, hi] = [new Float64Array(box.length), new Float64Array(box.length)]
  const rounded: number[] = []
  let empty: number | undefined
  for (const [i, { lo: low, hi: high }] of box.entries()) {
    lo[i] = low === undefined ? -Infinity : ceilDecimal32(low.value, low.strict)
    hi[i] = high === undefined ? Infinity : floorDecimal32(high.value, high.strict)
    if (lo[i]! <= hi[i]! && lo[i] !== Infinity && hi[i] !== -Infinity) continue
    const isPoint = low && high && !low.strict && !high.strict && compare(low.value, high.value) === 0
    const nearest = isPoint ? nearestDecimal32(low.value) : NaN
    if (Number.isFinite(nearest)) {
      lo[i] = hi[i] = nearest
      rounded.push(i)
    } else empty ??= i
  }
  return { lo, hi, rounded, ...defined({ empty }) }
}
