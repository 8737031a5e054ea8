/*
 * What is added to bounds to pay for the roundings of float64, in which the checker itself computes, and for what
 * float32 does to its smallest numbers. Each constant is named here, with the reason why it is enough.
 */

/**
 * What float64 may lose of a sum of products. `count` roundings change it by count u / (1 - count u) of the sizes of
 * its terms at most, with u = 2^-53 (Higham 2002, section 4.2). 2 u in place of u pays for the denominator, for the
 * roundings of `sizes` and of this product.
 */
export const lostInFloat64 = (count: number, sizes: number): number => count * 2 ** -52 * sizes

/**
 * By how much of itself a function's value in float64 may be off at most: it is made of a few operations of less than a
 * unit in the last place each (2^-52), so of less than 2^-48; and what is made of it rounds a few times more.
 */
export const FUNCTION_SLACK: number = 2 ** -46

/**
 * Of two subnormal float32 numbers either may come out of an extremum, for both may count as zero: they are less than 2
 * TINY apart.
 */
export const EXTREMUM_ERROR: number = 2 ** -125

/** More than a few roundings of float64 make of 1: 2^10 of them are below 2^-42. */
export const FEW_ROUNDINGS: number = 1 + 2 ** -40

/**
 * More than what numbers of float64 that underflow come to, however they are added up: each is off by 2^-1075 at most.
 */
export const UNDERFLOW: number = 2 ** -900
