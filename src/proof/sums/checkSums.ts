import type { BackendName } from '../../backend/name.ts'
import { kernelsOf } from '../../backend/kernelsOf.ts'
import { readTidily } from '../../backend/readTidily.ts'
import { tf } from '../../backend/tf.ts'
import { currentBackend } from '../../backend/useBackend.ts'
import { OvershootError } from '../../errors.ts'
import { gamma } from '../../numeric/rounding.ts'
import { type SumTrial, sumTrials } from './sumTrials.ts'

/** Results looked at of each trial, spread over it. */
const LOOKED_AT = 60

/**
 * Computes sums of products on the backend in use, and returns the kernels whose results are further off than float32
 * may be, in whatever order it adds up: they multiply in fewer bits (bfloat16, TF32) or by other formulas, as the
 * environment, the processor or who loaded the library before may have them do. Checked once in the life of the
 * process.
 * @throws INTERNAL where another backend is in use
 */
export function checkSums(backend: BackendName): readonly string[] {
  if (currentBackend() !== backend)
    throw new OvershootError('INTERNAL', `sums of ${backend} cannot be checked on ${currentBackend()}`)
  const known = checked.get(backend)
  if (known !== undefined) return known
  // Plain JavaScript has one way to compute whatever the size, and would take long.
  const trials = sumTrials(backend === 'cpu' ? 'small' : 'large')
  const computed = ({ compute }: SumTrial) =>
    readTidily(() => tf.cast(compute(kernelsOf(backend)), 'float32').dataSync())
  const off = [...new Set(trials.filter((trial) => !areFloat32(computed(trial), trial)).map(({ kernel }) => kernel))]
  checked.set(backend, off)
  return off
}

const checked = new Map<BackendName, readonly string[]>()

/** May float32 have computed these results of a trial? */
export function areFloat32(results: ArrayLike<number>, { terms, size }: Pick<SumTrial, 'terms' | 'size'>): boolean {
  if (results.length !== size) return false
  for (const i of lookedAt(size)) {
    const factors = terms(i)
    let exact = 0
    for (let t = 0; t < factors.length; t += 2) exact += factors[t]! * factors[t + 1]!
    // All terms are positive. A mean's divisor is one rounding more, and float64's own roundings are paid for by
    // another.
    const allowed = gamma(factors.length / 2 + 2) * exact
    if (!(Math.abs(results[i]! - exact) <= allowed)) return false
  }
  return true
}

/** Which of `size` results are looked at. */
export function lookedAt(size: number): number[] {
  const step = Math.max(1, Math.floor(size / LOOKED_AT))
  return Array.from({ length: Math.ceil(size / step) }, (_, i) => i * step)
}
