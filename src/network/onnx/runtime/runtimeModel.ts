import type { RuntimeSession } from '../../../backend/onnxruntime/session.ts'
import { OvershootError } from '../../../errors.ts'
import { type Shape, sizeOf } from '../../layers/layer.ts'
import type { OnnxTensor } from '../onnxNetwork.ts'

/** What a file that ONNX Runtime runs takes and gives, and how cases are handed over. */
export interface RuntimeSetting {
  readonly session: RuntimeSession
  /** With the batch dimension, as for one case. */
  readonly inputs: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  /** May several cases be a batch of the file's, because their rows are known to be apart? */
  readonly together: boolean
  /** Bytes of the file: about four for each weight. */
  readonly bytes: number
}

/** An ONNX file on ONNX Runtime: rows of each input to rows of all outputs, all flat. */
export class RuntimeModel {
  readonly bytes: number
  /** Numbers of all outputs of a case. */
  readonly size: number
  readonly #setting: RuntimeSetting
  #together: boolean

  constructor(setting: RuntimeSetting) {
    this.bytes = setting.bytes
    this.size = setting.outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
    this.#setting = setting
    // Rows that are apart may lie elsewhere in outputs than along a first axis of their own.
    this.#together = setting.together && setting.outputs.every(({ shape }) => shape[0] === 1)
  }

  /** @throws MODEL_INVALID where ONNX Runtime fails, or gives other shapes than for other inputs */
  compute(inputs: readonly Float32Array[], rows: number): Float32Array {
    const results = new Float32Array(rows * this.size)
    if (rows > 1 && this.#together) {
      if (this.#runsTogether(inputs, rows, results)) return results
      this.#together = false
    }
    for (let first = 0; first < rows; first++) {
      const misfit = this.#computeSome(inputs, { first, rows: 1 }, results)
      if (misfit !== undefined) throw new OvershootError('MODEL_INVALID', misfit)
    }
    return results
  }

  /** Gives the model's memory back. */
  dispose(): void {
    this.#setting.session.dispose()
  }

  /** Are all rows computed as one batch? ONNX Runtime may fail for several, as where known numbers are of one row. */
  #runsTogether(inputs: readonly Float32Array[], rows: number, results: Float32Array): boolean {
    try {
      return this.#computeSome(inputs, { first: 0, rows }, results) === undefined
    } catch (error) {
      if (error instanceof OvershootError && error.code === 'MODEL_INVALID') return false
      throw error
    }
  }

  /** What shape is not as it should be, in words; undefined if all are. */
  #computeSome(
    inputs: readonly Float32Array[],
    { first, rows }: { readonly first: number; readonly rows: number },
    results: Float32Array,
  ): string | undefined {
    const { session, inputs: taken, outputs } = this.#setting
    const given = taken.map(({ name, shape }, i) => {
      const size = sizeOf(shape)
      return [
        name,
        { values: inputs[i]!.subarray(first * size, (first + rows) * size), shape: many(shape, rows) },
      ] as const
    })
    const names = outputs.map(({ name }) => name)
    let at = 0
    for (const [i, { values, shape }] of session.run(Object.fromEntries(given), names).entries()) {
      const { name, shape: own } = outputs[i]!
      const size = sizeOf(own)
      const expected = many(own, rows)
      if (String(shape) !== String(expected))
        return `ONNX Runtime gives output ${name} in the shape [${shape.join(', ')}] where it is [${expected.join(', ')}] for other inputs`
      for (let row = 0; row < rows; row++)
        results.set(values.subarray(row * size, (row + 1) * size), (first + row) * this.size + at)
      at += size
    }
    return undefined
  }
}

/** The shape of so many cases, of which more than one lie along the first axis. */
function many(shape: Shape, rows: number): Shape {
  return rows === 1 ? shape : [rows, ...shape.slice(1)]
}
