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
      return straightError(name, parameter, backend, lo, hi)
    case 'softsign':
    case 'swish':
    case 'gelu':
    case 'geluTanh':
      return composedError(name, backend, lo, hi)
    case 'elu':
      // tf.js has no other kernel.
      return parameter === 1 ? measured(name, backend, lo, hi) : unknownError
    default:
      return measured(name, backend, lo, hi)
  }
}

/** |computed - e^x| <= relative e^x + absolute for every float32 x <= 0, on the way to a softmax; the results are within [0, 1]. */
export function exponentialError(backend: BackendName): MeasuredError {
  return measuredError('exp', backend, -Infinity, 0)
}

/** Nothing is known. */
export const unknownError: ElementwiseError = {
  relative: 0,
  absolute: Infinity,
  min: -Infinity,
  max: Infinity,
  nan: true,
}

function measured(
  name: 'sigmoid' | 'tanh' | 'softplus' | 'elu' | 'selu',
  backend: BackendName,
  lo: number,
  hi: number,
): ElementwiseError {
  const error = measuredError(name, backend, lo, hi)
  // Numbers whose selu is past the largest float32 become Infinity.
  const overflows = name === 'selu' && !(hi * 1.0508 < overflow) && hi !== Infinity
  return { ...error, absolute: overflows ? Infinity : error.absolute, nan: false }
}
