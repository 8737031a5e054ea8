import { OvershootError, unexpected } from '../errors.ts'
import { copyOnCast } from './cpu/copyOnCast.ts'
import { startCpu } from './cpu/startCpu.ts'
import { type BackendName, backendNames } from './name.ts'
import { startNative } from './native/startNative.ts'
import { startOnnxRuntime } from './onnxruntime/startOnnxRuntime.ts'
import { tf } from './tf.ts'
import { isWasmUnfit } from './wasm/instance.ts'
import { replacePrelu } from './wasm/prelu.ts'
import { startWasm } from './wasm/startWasm.ts'

/** How each backend starts, and what tfjs calls it. */
const backends: Record<BackendName, Backend> = {
  native: { tfjsName: 'tensorflow', library: 'libtensorflow', start: startNative, mend: () => undefined },
  wasm: { tfjsName: 'wasm', library: 'tfjs', start: startWasm, mend: replacePrelu },
  cpu: { tfjsName: 'cpu', library: 'tfjs', start: startCpu, mend: copyOnCast },
  onnxruntime: {
    tfjsName: 'onnxruntime',
    library: 'ONNX Runtime',
    start: async () => startOnnxRuntime(() => start('auto')),
    mend: () => undefined,
  },
}

interface Backend {
  readonly tfjsName: string
  readonly library: string
  start(): Promise<string>
  /**
   * Puts our kernels in the place of those that are wrong, where they are not there: another copy of tfjs may have been
   * loaded since.
   */
  mend(): void
}

/** Versions of the libraries behind the backends that were started. */
const versions = new Map<BackendName, string>()

/** Backends are global to the process: one change at a time. */
let queue: Promise<unknown> = Promise.resolve()

/**
 * Makes a backend the one that everything runs on, and resolves to its name. `auto` is native where it loads, else
 * wasm, else cpu; what is asked for by name is never replaced by another. `onnxruntime` runs what is loaded from ONNX
 * files while it is in use, and no other models. Without an argument the environment variable
 * `OVERSHOOT_BACKEND` decides, and without that (or with it empty) `auto`. Tensors and models move to the new backend
 * when they are used there. Calls that overlap take effect one after the other.
 * @throws BACKEND_UNKNOWN for any other name; BACKEND_UNAVAILABLE when the one asked for does not start here
 */
export async function useBackend(name?: BackendName | 'auto'): Promise<BackendName> {
  return inTurn(() => start(choice(name)))
}

/**
 * Starts the default backend unless one is in use already, and a fresh instance of one whose memory is nearly used up;
 * resolves to the one in use, which is as if it had been started here. @throws as `useBackend`
 */
export async function ensureBackend(): Promise<BackendName> {
  return inTurn(async () => {
    const name = inUse()
    if (name === undefined) return start(choice(undefined))
    // In use it may be by somebody else's doing, without what starting it here does.
    if (!versions.has(name) || (name === 'wasm' && isWasmUnfit())) return startOne(name)
    backends[name].mend()
    return name
  })
}

/** The backend that computes right now. @throws BACKEND_UNAVAILABLE when none was started */
export function currentBackend(): BackendName {
  const name = inUse()
  if (name === undefined)
    throw new OvershootError('BACKEND_UNAVAILABLE', 'no backend was started yet: call `await useBackend()` first')
  return name
}

/**
 * The backend that computes right now and the library behind it, e.g. `native (libtensorflow 2.15.1)`. @throws as
 * `currentBackend`
 */
export function backendDescription(): string {
  const name = currentBackend()
  return `${name} (${backends[name].library} ${versions.get(name) ?? tf.version.tfjs})`
}

function inUse(): BackendName | undefined {
  const tfjsName = tf.getBackend()
  // After a backend failed to start, tfjs goes by its name without having one.
  if (tf.engine().registry[tfjsName] === undefined) return undefined
  return backendNames.find((name) => backends[name].tfjsName === tfjsName)
}

function inTurn(change: () => Promise<BackendName>): Promise<BackendName> {
  const result = queue.then(change)
  queue = result.catch(() => undefined)
  return result
}

function choice(name: string | undefined): BackendName | 'auto' {
  const variable = process.env['OVERSHOOT_BACKEND']
  const value = name ?? (variable === undefined || variable === '' ? 'auto' : variable)
  const known = (['auto', ...backendNames] as const).find((candidate) => candidate === value)
  if (known !== undefined) return known
  throw unexpected({
    api: 'useBackend',
    expected: `one of ${['auto', ...backendNames].join(', ')}`,
    name: name === undefined ? 'OVERSHOOT_BACKEND' : 'name',
    value,
    code: 'BACKEND_UNKNOWN',
  })
}

async function start(wanted: BackendName | 'auto'): Promise<BackendName> {
  if (wanted !== 'auto') return startOne(wanted)
  return startOne('native')
    .catch(() => startOne('wasm'))
    .catch(() => startOne('cpu'))
}

async function startOne(name: BackendName): Promise<BackendName> {
  const before = inUse()
  try {
    versions.set(name, await backends[name].start())
  } catch (error) {
    // A failed start must not change what computes.
    if (before !== undefined) await tf.setBackend(backends[before].tfjsName)
    throw error
  }
  // tfjs goes on with another backend when one fails to start, and says nothing.
  if (inUse() !== name)
    throw new OvershootError(
      'BACKEND_UNAVAILABLE',
      `the ${name} backend does not start: ${tf.getBackend()} would be used`,
    )
  return name
}
