/**
 * A model as a small graph of operations: what bounds, proofs and the reference evaluator work on.
 * Weights are float32 values held exactly; shapes leave out the batch dimension; values are row-major.
 */
export interface Network {
  /** In the model's input order. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[]
  /** In an order in which every operation comes after those it reads; inputs are operations too. */
  readonly operations: readonly Operation[]
  /** Index of the operation that computes the output. */
  readonly output: number
  /** Layers that could not be read, e.g. `lambda_1 (Lambda)`: their outputs are unknown to every proof. */
  readonly opaque: readonly string[]
}

/** One operation; `reads` are indices of earlier operations. */
export type Operation = { readonly shape: readonly number[]; readonly reads: readonly number[] } & OperationKind

export type OperationKind =
  | { readonly kind: 'input'; readonly input: number }
  /** y[..., o] = sum_i x[..., i] * kernel[i * units + o] + bias[o], over the last axis. */
  | {
      readonly kind: 'dense'
      readonly kernel: Float32Array
      readonly bias: Float32Array | null
      readonly units: number
    }
  /** Keras Conv1D: kernel[(k * channels + c) * filters + f]; `padLeft` zeros before, as many after as the shape needs. */
  | {
      readonly kind: 'conv1d'
      readonly kernel: Float32Array
      readonly bias: Float32Array | null
      readonly width: number
      readonly channels: number
      readonly filters: number
      readonly stride: number
      readonly dilation: number
      readonly padLeft: number
    }
  /** Mean over the steps axis: [steps, channels] to [channels]. */
  | { readonly kind: 'globalAverage' }
  | { readonly kind: 'activation'; readonly name: ActivationName }
  | { readonly kind: 'add' }
  /** Same numbers, another shape: Flatten, Reshape. */
  | { readonly kind: 'reshape' }
  | { readonly kind: 'concatenate'; readonly axis: number }
  | { readonly kind: 'opaque'; readonly layer: string }

export type ActivationName = 'linear' | 'relu' | 'sigmoid' | 'tanh'
