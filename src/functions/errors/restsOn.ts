import type { BackendName } from '../../backend/name.ts'
import { elementwiseFunctions, type ElementwiseName } from '../index.ts'
import { measurements, type MeasuredName, measuredError } from './measured.ts'

/** What proofs take errors of. */
export type FunctionName = ElementwiseName

/**
 * Kernels whose measured errors a function's rest on; without any they follow from the model of float32 arithmetic
 * alone.
 */
export function measuredBehind(name: FunctionName): readonly MeasuredName[] {
  return elementwiseFunctions[name].measured
}

/** One sentence for each measurement that a proof with these functions on this backend rests on. */
export function restsOn(backend: BackendName, names: readonly FunctionName[]): string[] {
  return [...new Set(names.flatMap((name) => measuredBehind(name)))].map((name) => sentence(name, backend))
}

function sentence(name: MeasuredName, backend: BackendName): string {
  const { backend: library, machine, isPartly, sampled } = measurements()[name][backend]
  // Some kernels do not know the angles of large numbers: of those nothing is taken for granted.
  const most = name === 'sin' || name === 'cos' ? 2 ** 16 : Infinity
  const { relative, absolute } = measuredError(name, backend, -most, most)
  const called = name === 'cube' ? 'pow(x, 3)' : name
  // What is flushed to zero is no matter of the function.
  const off = [...(relative > 0 ? [`${relative} |${called}|`] : []), ...(absolute > 1e-30 ? [String(absolute)] : [])]
  const tried = isPartly ? 'all float32 inputs from 2^-30 to 2^8 in size tried' : 'all 2^32 float32 inputs tried'
  const others =
    sampled === 0 ? '' : `; ${isPartly ? 'others' : 'tails of tensors'} by a sample of ${sampled}, errors doubled`
  const where = most < Infinity ? ` up to ${most} in size` : ''
  return `${called} on ${library}: ${tried}, off by at most ${off.join(' + ')}${where}, measured on ${machine}${others}`
}
