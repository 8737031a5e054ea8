/*
 * The part of an ONNX model that is read, as plain data: see onnx.proto of the ONNX standard (onnx.ai), whose names
 * these are. Numbers of tensors stay the bytes or lists that the file has until they are asked for.
 */

/** Versions of operator sets by domain; the standard's own has the domain ''. */
export type Opsets = ReadonlyMap<string, number>

export interface ModelMessage {
  readonly graph: GraphMessage | undefined
  readonly opsets: Opsets
  /** Operators that the file itself defines, by `domain.name`. */
  readonly functions: ReadonlyMap<string, FunctionMessage>
}

export interface GraphMessage {
  readonly nodes: readonly NodeMessage[]
  readonly initializers: readonly TensorMessage[]
  readonly inputs: readonly ValueMessage[]
  readonly outputs: readonly ValueMessage[]
}

/** An operator made of others. */
export interface FunctionMessage {
  readonly name: string
  readonly nodes: readonly NodeMessage[]
  /** Names of tensors. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Attributes that its callers may leave out. */
  readonly attributes: ReadonlyMap<string, AttributeMessage>
  readonly opsets: Opsets
}

export interface NodeMessage {
  readonly name: string
  readonly type: string
  readonly domain: string
  /** Names of tensors; '' for one that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, AttributeMessage>
}

/** The fields that hold a value; those of other kinds of value stay empty. */
export interface AttributeMessage {
  readonly float?: number | undefined
  readonly int?: number | undefined
  readonly text?: string | undefined
  readonly tensor?: TensorMessage | undefined
  readonly graph?: GraphMessage | undefined
  readonly floats?: readonly number[]
  readonly ints?: readonly number[]
  readonly texts?: readonly string[]
  /** Within a function: the caller's attribute that it stands for. */
  readonly reference?: string | undefined
}

export interface TensorMessage {
  readonly name: string
  readonly dims: readonly number[]
  /** One of `TensorProto.DataType`. */
  readonly type: number
  readonly raw: Uint8Array | undefined
  /** Of float_data, int32_data, int64_data, double_data: the one that is there. */
  readonly values: readonly number[]
  /** Where the numbers are if in a file of their own. */
  readonly external: ReadonlyMap<string, string> | undefined
  /** The numbers are those at these places of the shape, all others being 0: SparseTensorProto. */
  readonly indices?: TensorMessage
  /** The shape of sparse numbers without the others. */
  readonly listed?: readonly number[]
}

/** An input or output of the graph. */
export interface ValueMessage {
  readonly name: string
  readonly type: number
  /**
   * A length, the name of one that is left open, or undefined for one that is left open without name; undefined if even
   * the rank is.
   */
  readonly shape: readonly (number | string | undefined)[] | undefined
}
