import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { BackendName } from '../../backend/name.ts'
import { readTidily } from '../../backend/readTidily.ts'
import { tf } from '../../backend/tf.ts'
import { currentBackend } from '../../backend/useBackend.ts'
import { FLOAT32_MAX, FLOAT32_MIN, FLOAT32_MIN_NORMAL, nextDown32, nextUp32 } from '../../numeric/float32.ts'
import { OvershootError } from '../../errors.ts'
import { valueMargin } from '../elementwiseFunction.ts'
import { elementwiseFunctions } from '../index.ts'
import { measurements } from './measured.ts'
import { type FunctionName, measuredBehind } from './restsOn.ts'
import { runtimeWays } from './runtimeWays.ts'

/**
 * Computes a sample of each function on the backend in use, in large and in small tensors as kernels may differ between
 * them, and returns the names of those that are further off than proofs take for granted: this machine, or this version
 * of the backend, is not like the one that was measured. Each is checked once in the life of the process.
 * @throws INTERNAL where another backend is in use
 */
export function checkFunctions(backend: BackendName, names: readonly FunctionName[]): string[] {
  if (currentBackend() !== backend)
    throw new OvershootError('INTERNAL', `functions of ${backend} cannot be checked on ${currentBackend()}`)
  return [...new Set(names)].filter((name) => {
    const key = `${backend} ${name}`
    const known = checked.get(key) ?? holds(backend, name)
    checked.set(key, known)
    return !known
  })
}

const checked = new Map<string, boolean>()

/** As layers and operators compute it, in every way in which they do. */
function holds(backend: BackendName, name: FunctionName): boolean {
  const ways = backend === 'onnxruntime' ? (runtimeWays[name] ?? []) : elementwiseFunctions[name].ways.compute(tf)
  const inputs = ways.length === 0 ? new Float32Array() : sample(backend, name)
  return (
    ways.length > 0 &&
    ways.every((compute) => {
      const outputs = readTidily(() => compute(tf.tensor2d(inputs, [inputs.length, 1])).dataSync())
      if (!inputs.every((x, i) => allowed(backend, name, x, outputs[i]!))) return false
      // The thresholds come first.
      for (let i = 0; i < Math.min(inputs.length, 150); i += 7) {
        const few = inputs.slice(i, i + (i % 2 === 0 ? 7 : 3))
        const alone = readTidily(() => compute(tf.tensor2d(few, [few.length, 1])).dataSync())
        if (!few.every((x, k) => allowed(backend, name, x, alone[k]!))) return false
      }
      return true
    })
  )
}

function allowed(backend: BackendName, name: FunctionName, x: number, y: number): boolean {
  const {
    value,
    margin,
    error,
    ways: { parameter },
  } = elementwiseFunctions[name]
  const { relative, absolute, min, max, nan } = error(parameter, backend, x, x)
  if (Number.isNaN(y)) return nan
  if (!(y >= min && y <= max)) return false
  const exact = value(x, parameter)
  if (y === exact || absolute === Infinity) return true
  const off = valueMargin * (Math.abs(exact) + (margin === 'of x' ? Math.abs(x) : 0))
  return Math.abs(y - exact) <= relative * Math.abs(exact) + absolute + off
}

/** Where regions of the measurements meet; ends of the format; numbers where functions bend; bit patterns. No NaN. */
function sample(backend: BackendName, name: FunctionName): Float32Array {
  const meet = measuredBehind(name).flatMap((kernel) => measurements()[kernel][backend].regions.map(([from]) => from))
  const ends = [0, FLOAT32_MIN, FLOAT32_MIN_NORMAL, 1, FLOAT32_MAX, Infinity].flatMap((x) => [x, -x])
  const random = xoroshiro128plus(1)
  const patterns = Int32Array.from({ length: 1500 }, () => random.next())
  const bent = Array.from({ length: 1000 }, () => (random.next() / 2 ** 31) * 25)
  return Float32Array.of(
    ...[...meet, ...ends].flatMap((x) => [nextDown32(x), x, nextUp32(x)]),
    ...bent,
    ...new Float32Array(patterns.buffer).filter((x) => !Number.isNaN(x)),
  )
}
