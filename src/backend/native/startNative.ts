import { createRequire } from 'node:module'
import util from 'node:util'
import { OvershootError } from '../../errors.ts'
import { tf } from '../tf.ts'
import { type NativeBackend, honourShapes } from './movedData.ts'

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

/**
 * By which oneDNN and TensorFlow are asked for sums in fewer bits, or by other formulas; each has a name of its own for
 * what it takes for off.
 */
const strict: Readonly<Record<string, string | undefined>> = {
  ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT',
  DNNL_DEFAULT_FPMATH_MODE: 'STRICT',
  TF_SET_ONEDNN_FPMATH_MODE: undefined,
  TF_USE_DEEP_CONV2D: '0',
  NVIDIA_TF32_OVERRIDE: '0',
}

/**
 * Has libtensorflow multiply and add in float32, whatever the environment says: it must not be loaded yet. In a thread
 * of workers the environment is a copy that libraries do not see, and who loaded it before may have said otherwise:
 * what really runs is tested, see `checkSums`.
 */
function askForStrictSums(environment: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(strict))
    if (value === undefined) delete environment[name]
    else environment[name] = value
}
