import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { numbersOf, toFloat32 } from './numbers.ts'
import { type RawInfo, type RawSession, runtimeLibrary } from './library.ts'

/** An input or output of a model. */
export interface RuntimeValue {
  readonly name: string
  /** A number of `TensorProto.DataType`; 0 for what is no tensor. */
  readonly dataType: number
  /** A text is the name of a length that is left open, '' where it has none. */
  readonly shape: readonly (number | string)[]
}

/** Numbers of a tensor, and its shape. */
export interface RuntimeNumbers {
  readonly values: Float32Array
  readonly shape: readonly number[]
}

/**
 * Each operator is computed as the file has it: optimized, ONNX Runtime puts others in the place of several, with
 * weights of its own making. One thread, so that a row is cut into the same pieces on every machine.
 */
const options = {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'disabled',
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
} as const

/** A model that ONNX Runtime runs, on the processor. */
export class RuntimeSession {
  readonly inputs: readonly RuntimeValue[]
  readonly outputs: readonly RuntimeValue[]
  readonly #raw: RawSession

  /**
   * @param source a file's path, where numbers lie in files beside it, or its bytes
   * @throws MODEL_INVALID where ONNX Runtime refuses the model; BACKEND_UNAVAILABLE
   */
  constructor(source: string | Uint8Array) {
    this.#raw = new (runtimeLibrary().InferenceSession)()
    attempt('load', () => {
      if (typeof source === 'string') this.#raw.loadModel(source, options)
      else this.#raw.loadModel(source.buffer, source.byteOffset, source.byteLength, options)
    })
    this.inputs = this.#raw.inputMetadata.map(valueOf)
    this.outputs = this.#raw.outputMetadata.map(valueOf)
  }

  /**
   * These outputs of these inputs, which are handed over as what the model takes.
   * @throws MODEL_INVALID where it fails, or gives no numbers
   */
  run(given: Readonly<Record<string, RuntimeNumbers>>, outputs: readonly string[]): RuntimeNumbers[] {
    const { Tensor } = runtimeLibrary()
    const feeds = Object.fromEntries(
      this.inputs.map(({ name, dataType }) => {
        const { values, shape } = given[name]!
        const { type, from } = numbersOf(dataType)!
        return [name, new Tensor(type, from(values), shape)] as const
      }),
    )
    const results = attempt('run', () =>
      this.#raw.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])), {}),
    )
    return outputs.map((name) => {
      const { type, data, dims } = results[name]!
      return { values: toFloat32(type, data as ArrayLike<number | bigint>), shape: dims }
    })
  }

  /** Gives the model's memory back. */
  dispose(): void {
    this.#raw.dispose()
  }
}

function valueOf({ name, isTensor, type = 0, shape = [], symbolicDimensions = [] }: RawInfo): RuntimeValue {
  const lengths = shape.map((length, axis) => (length < 0 ? (symbolicDimensions[axis] ?? '') : length))
  return { name, dataType: isTensor ? type : 0, shape: lengths }
}

function attempt<T>(what: 'load' | 'run', action: () => T): T {
  try {
    return action()
  } catch (error) {
    const why = brief(reasonOf(error), 300)
    throw new OvershootError('MODEL_INVALID', `ONNX Runtime does not ${what} the model: ${why}`, { cause: error })
  }
}
