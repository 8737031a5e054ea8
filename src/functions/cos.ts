import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { wave } from './waves.ts'

/** The cosine of x, an angle in radians; NaN of infinities. */
export const cos: ElementwiseFunction = wave('cos', 0, (x) => -Math.sin(x))
