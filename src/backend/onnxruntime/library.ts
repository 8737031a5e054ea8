import { createRequire } from 'node:module'
import { OvershootError, reasonOf } from '../../errors.ts'

const load = createRequire(import.meta.url)

/** A tensor as ONNX Runtime takes and gives it. */
export interface RuntimeTensor {
  readonly type: string
  readonly data: ArrayLike<number> | ArrayLike<bigint> | ArrayLike<string>
  readonly dims: readonly number[]
}

/** An input or output as its native part describes it. Lengths that a file leaves open are -1. */
export interface RawInfo {
  readonly name: string
  readonly isTensor: boolean
  /** A number of `TensorProto.DataType`. */
  readonly type?: number
  readonly shape?: readonly number[]
  readonly symbolicDimensions?: readonly string[]
}

/** A session of the native part, whose calls return when they are done: those of the public interface do not. */
export interface RawSession {
  readonly inputMetadata: readonly RawInfo[]
  readonly outputMetadata: readonly RawInfo[]
  loadModel(path: string, options: object): void
  loadModel(bytes: ArrayBufferLike, offset: number, length: number, options: object): void
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    fetches: Readonly<Record<string, null>>,
    options: object,
  ): Readonly<Record<string, RuntimeTensor>>
  dispose(): void
}

/** What is used of `onnxruntime-node`. */
export interface RuntimeLibrary {
  readonly version: string
  readonly InferenceSession: new () => RawSession
  readonly Tensor: new (type: string, data: ArrayLike<number | bigint>, dims: readonly number[]) => RuntimeTensor
}

interface Binding {
  readonly binding: { readonly InferenceSession: RuntimeLibrary['InferenceSession'] }
  readonly initOrt: () => void
}

let loaded: RuntimeLibrary | undefined

/**
 * ONNX Runtime of the package `onnxruntime-node`, which whoever wants it installs. Searches ask for outputs in the
 * middle of other work, so its native part is used as it is. @throws BACKEND_UNAVAILABLE where there is no such package
 * or it is made otherwise
 */
export function runtimeLibrary(): RuntimeLibrary {
  return (loaded ??= loadLibrary())
}

function loadLibrary(): RuntimeLibrary {
  let entry: string
  try {
    entry = load.resolve('onnxruntime-node')
  } catch (error) {
    const hint = 'the package onnxruntime-node is not installed: `npm install --save-dev onnxruntime-node` adds it'
    throw unavailable(hint, error)
  }
  try {
    const { version } = load('onnxruntime-node/package.json') as { version: string }
    const { binding, initOrt } = load('onnxruntime-node/dist/binding.js') as Binding
    // The native part makes its results of this class, and of no other copy's.
    const { Tensor } = createRequire(entry)('onnxruntime-common') as Pick<RuntimeLibrary, 'Tensor'>
    initOrt()
    const { InferenceSession } = binding
    const methods = ['loadModel', 'run', 'dispose'] as const
    const missing = methods.find((name) => typeof InferenceSession.prototype[name] !== 'function')
    if (missing !== undefined) throw new Error(`its sessions have no ${missing}`)
    return { version, InferenceSession, Tensor }
  } catch (error) {
    throw unavailable(`the package onnxruntime-node does not load: ${reasonOf(error)}`, error)
  }
}

function unavailable(why: string, cause: unknown): OvershootError {
  return new OvershootError('BACKEND_UNAVAILABLE', `the onnxruntime backend does not start: ${why}`, { cause })
}
