import { OvershootError } from '../errors.ts'
import { tf } from './tf.ts'
import { faultOfWasm } from './wasm/instance.ts'

/** Why the wasm backend of this process is not to be used any more: its memory may hold anything, weights included. */
let broken: string | undefined

/**
 * What `compute` gives, if the backend has not failed on the way: a kernel that crashed, one that did not run, a heap
 * near its limit. What WebAssembly computes afterwards may be wrong without a word, and so may the weights that it
 * holds: then nothing is computed on it any more.
 * @throws BACKEND_EXHAUSTED; and what `compute` throws itself
 */
export function computeSoundly<T>(compute: () => T): T {
  const isWasm = tf.getBackend() === 'wasm'
  if (isWasm && broken !== undefined) throw exhausted(broken)
  try {
    const result = compute()
    const fault = isWasm ? faultOfWasm() : undefined
    if (fault === undefined) return result
    throw exhausted((broken = fault))
  } catch (error) {
    if (isWasm && error instanceof Error && error.constructor.name === 'RuntimeError')
      throw exhausted((broken = `a kernel crashed (${brief(error)})`), error)
    if (!isWasm && isOutOfMemory(error)) throw exhausted(`there is not enough memory (${brief(error)})`, error)
    throw error
  }
}

function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /\bOOM\b|out of memory|bad_alloc|ResourceExhausted|Array buffer allocation/i.test(error.message)
  )
}

function brief(error: unknown): string {
  return (error as Error).message.split('\n')[0]!.slice(0, 200)
}

function exhausted(why: string, cause?: unknown): OvershootError {
  const what = tf.getBackend() === 'wasm' ? 'the wasm backend failed' : 'the backend failed'
  const hint =
    broken === undefined
      ? 'Try a smaller batchSize'
      : 'Start the process anew; a smaller batchSize or the native backend may help'
  return new OvershootError('BACKEND_EXHAUSTED', `${what}: ${why}. ${hint}`, { cause })
}
