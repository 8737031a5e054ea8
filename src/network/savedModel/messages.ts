/*
 * The part of a SavedModel that is read, as plain data: see saved_model.proto, meta_graph.proto, graph.proto,
 * function.proto of TensorFlow, whose names these are. Attributes stay bytes until they are asked for.
 */

/** NodeDef */
export interface NodeDef {
  readonly name: string
  readonly op: string
  /** Names of tensors, those of nodes that only have to run before with `^`. */
  readonly inputs: readonly string[]
  readonly attributes: ReadonlyMap<string, Uint8Array>
}

/** FunctionDef: what it computes of what it is given. */
export interface FunctionDef {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly nodes: ReadonlyMap<string, NodeDef>
  /** The tensor that each output is. */
  readonly returns: ReadonlyMap<string, string>
}

/** TensorInfo */
export interface TensorInfo {
  readonly tensor: string
  /** Undefined where not even the number of lengths is known. */
  readonly shape: readonly number[] | undefined
}

/** SignatureDef */
export interface Signature {
  readonly inputs: ReadonlyMap<string, TensorInfo>
  readonly outputs: ReadonlyMap<string, TensorInfo>
}

/** MetaGraphDef */
export interface MetaGraph {
  readonly tags: readonly string[]
  readonly nodes: ReadonlyMap<string, NodeDef>
  /** FunctionDefs by name, each decoded when it is asked for. */
  readonly functions: ReadonlyMap<string, () => FunctionDef>
  readonly signatures: ReadonlyMap<string, Signature>
  /** The node that restores variables. */
  readonly restore: string
}
