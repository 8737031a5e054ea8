import { createRequire } from 'node:module'
import util from 'node:util'
import { OvershootError } from '../../errors.ts'
import { tf } from '../tf.ts'
import { type NativeBackend, honourShapes } from './movedData.ts'
import { askForStrictSums } from './strictSums.ts'

const load = createRequire(import.meta.url)
const prepared = new WeakSet<NativeBackend>()

/**
 * Loads `@tensorflow/tfjs-node` and makes libtensorflow the backend; resolves to the version of libtensorflow.
 * @throws BACKEND_UNAVAILABLE when the package, its addon or libtensorflow is missing.
 */
export async function startNative(): Promise<string> {
  // Without this libtensorflow greets with a line about the processor's features on stderr.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1'
  askForStrictSums()
  // tfjs-node 4.22.0 calls this function, which Node 23 removed.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean }
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
  try {
    // Not import(): the package may be missing, and then its types are too. What runs already may be another copy of
    // it, found elsewhere.
    if (tf.engine().registry['tensorflow'] === undefined) load('@tensorflow/tfjs-node')
  } catch (error) {
    throw new OvershootError(
      'BACKEND_UNAVAILABLE',
      'the native backend does not load. `npx overshoot native` makes it or says what is in the way',
      { cause: error },
    )
  }
  await tf.setBackend('tensorflow')
  const backend = tf.backend() as unknown as NativeBackend
  if (!prepared.has(backend)) {
    honourShapes(backend)
    prepared.add(backend)
  }
  return backend.binding.TF_Version
}
