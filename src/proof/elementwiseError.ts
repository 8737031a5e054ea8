import type { BackendName } from '../backend/name.ts'
import type { ElementwiseName } from '../network/elementwise.ts'
import { composedError } from './activations/composed.ts'
import { type MeasuredError, measuredError } from './activations/measured.ts'
import { straightError } from './activations/straight.ts'
import { overflow } from './rounding.ts'

/** How far a backend's float32 function f is from the real one F over an interval of inputs. */
export interface ElementwiseError {
  /** |f(x) - F(x)| <= relative |F(x)| + absolute; `absolute` is Infinity where something may overflow on the way. */
  readonly relative: number
  readonly absolute: number
  /** No result is outside these, whatever F and the error allow. */
  readonly min: number
  readonly max: number
  /** True where a result may be NaN although no input is: Infinity - Infinity, 0 * Infinity, Infinity / Infinity on the way. */
  readonly nan: boolean
}

/**
 * The error of an elementwise function on a backend for every float32 in [lo, hi], infinities included. Those of sigmoid, tanh,
 * softplus, elu and selu are measured; the others follow from the model of float32 arithmetic (`rounding.ts`) and from what is
 * measured of the functions that tf.js makes them of.
 */
export function elementwiseError(
  name: ElementwiseName,
  parameter: number,
  backend: BackendName,
  lo: number,
  hi: number,
): ElementwiseError {
  switch (name) {
    case 'relu':
    case 'clippedRelu':
    case 'leakyRelu':
    case 'hardSigmoid':
    case 'softsign':
      return straightError(name, parameter, backend, lo, hi)
    case 'swish':
    case 'gelu':
    case 'geluTanh':
      return withNaN(composedError(name, backend, lo, hi), lo === -Infinity || hi === Infinity)
    case 'elu':
      // tf.js has no other kernel.
      return parameter === 1 ? withNaN(measuredError(name, backend, lo, hi), false) : unknownError
    case 'selu': {
      // Numbers whose selu, 1.0507 x, is past the largest float32 become Infinity.
      const { relative, absolute, min, max } = measuredError(name, backend, lo, hi)
      return { relative, absolute: hi * 1.0508 < overflow ? absolute : Infinity, min, max, nan: false }
    }
    default:
      return withNaN(measuredError(name, backend, lo, hi), false)
  }
}

/** Field by field: bounds ask for errors of every number, and spreading an object takes ten times as long as finding one. */
function withNaN({ relative, absolute, min, max }: MeasuredError, nan: boolean): ElementwiseError {
  return { relative, absolute, min, max, nan }
}

/** |computed - e^x| <= relative e^x + absolute for every float32 x <= 0, on the way to a softmax. */
export function exponentialError(backend: BackendName): { readonly relative: number; readonly absolute: number } {
  const { relative, absolute } = measuredError('exp', backend, -Infinity, 0)
  return { relative, absolute }
}

/** Nothing is known. */
const unknownError: ElementwiseError = { relative: 0, absolute: Infinity, min: -Infinity, max: Infinity, nan: true }
