import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { wave } from './waves.ts'

/** The sine of x, an angle in radians; NaN of infinities. */
export const sin: ElementwiseFunction = wave('sin', Math.PI / 2, Math.cos)
