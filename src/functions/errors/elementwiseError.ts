import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { type MeasuredError, type MeasuredName, measuredError } from './measured.ts'

/** How far a backend's float32 function f is from the real one F over an interval of inputs. */
export interface ElementwiseError {
  /** |f(x) - F(x)| <= relative |F(x)| + absolute; `absolute` is Infinity where something may overflow on the way. */
  readonly relative: number
  readonly absolute: number
  /** No result is outside these, whatever F and the error allow. */
  readonly min: number
  readonly max: number
  /**
   * True where a result may be NaN although no input is: Infinity - Infinity, 0 * Infinity, Infinity / Infinity on the
   * way.
   */
  readonly nan: boolean
}

/** Nothing is known. */
export const unknownError: ElementwiseError = {
  relative: 0,
  absolute: Infinity,
  min: -Infinity,
  max: Infinity,
  nan: true,
}

/**
 * How far what is cut at a limit may be off: the limit is compared as float64 or float32, and returned as float32; it
 * may be flushed, too.
 */
export function limitError(limit: number): number {
  const isSmall = Math.abs(limit) < FLOAT32_MIN_NORMAL
  return Math.abs(Math.fround(limit) - limit) + (isSmall ? FLOAT32_MIN_NORMAL : 0)
}

/** Of a function that is one kernel, whose errors are measured. */
export const errorOfKernel =
  (name: MeasuredName) =>
  (_parameter: number, backend: BackendName, lo: number, hi: number): ElementwiseError =>
    withNaN(measuredError(name, backend, lo, hi), false)

/**
 * Field by field: bounds ask for errors of every number, and spreading an object takes ten times as long as finding
 * one.
 */
export function withNaN({ relative, absolute, min, max }: MeasuredError, nan: boolean): ElementwiseError {
  return { relative, absolute, min, max, nan }
}

/** |computed - e^x| <= relative e^x + absolute for every float32 x <= 0, on the way to a softmax. */
export function exponentialError(backend: BackendName): { readonly relative: number; readonly absolute: number } {
  const { relative, absolute } = measuredError('exp', backend, -Infinity, 0)
  return { relative, absolute }
}
