import type { ElementwiseFunction, ElementwiseName } from './elementwise.ts'
import { curved } from './elementwiseCurved.ts'
import { straight } from './elementwiseStraight.ts'

/**
 * Bound of the relative error of `value`: 32 units in the last place, some ten times what is needed. V8 computes `exp`, `expm1`,
 * `log1p` and `tanh` with fdlibm, whose errors are below 1 unit. A test compares each function with exact arithmetic.
 */
export const elementwiseMargin: number = 2 ** -48

export const elementwiseFunctions: Readonly<Record<ElementwiseName, ElementwiseFunction>> = { ...straight, ...curved }
