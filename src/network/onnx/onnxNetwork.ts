import type { Shape } from '../layers/layer.ts'
import type { Network } from '../network.ts'
import type { InputShapes } from './reading/fixLengths.ts'

/** An input or output of an ONNX model. */
export interface OnnxTensor {
  readonly name: string
  readonly shape: Shape
}

/** An ONNX model as a network. */
export interface OnnxNetwork {
  /** Its result holds all outputs, flat, one after the other. */
  readonly network: Network
  /**
   * In the file's order, which is the network's: with the batch dimension, which is the size stated, or 1, where it was
   * left open.
   */
  readonly inputs: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  /**
   * What is other floats in the file, and float32 here, each with its type: `x, float16`. Empty unless `round` allows
   * it.
   */
  readonly rounded: readonly string[]
}

/** How an ONNX model is read; all of it may be left out. */
export interface ReadOnnxOptions {
  /** The folder that the file lies in, for numbers that are kept in files beside it; none are read without. */
  readonly folder?: string
  /**
   * How many rows a batch has where the file leaves that open: all of them are then one case. Without, each row is one,
   * and models whose rows depend on each other are refused.
   */
  readonly batch?: number
  /**
   * Lengths of inputs that the file leaves open: shapes without the batch dimension, e.g. `{ image: [3, 32, 32] }`.
   */
  readonly shapes?: InputShapes
  /** The one output that the network computes; what only others need is not read. All of them without. */
  readonly output?: string
  /**
   * Take other floats than float32, and what computes with them, for float32, instead of refusing the file. Default
   * false.
   */
  readonly round?: boolean
}
