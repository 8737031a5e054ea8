import type { Graph } from '../graph.ts'
import type { FunctionMessage, TensorMessage } from '../file/messages.ts'
import type { Followed } from '../rows/followed.ts'
import type { Constant } from '../tensors.ts'

/** What stays the same while a file is read, whatever node it is about. */
export interface Reading {
  readonly graph: Graph
  /** Operators that the file itself defines, by `domain.name`. */
  readonly functions: ReadonlyMap<string, FunctionMessage>
  /**
   * For each number of rows that is thought of: how all that was computed hangs on it. See `sizesOf`.
   */
  readonly seen: readonly Followed[][]
  /**
   * Is what functions make of known numbers computed as if these were not known? So it is where a runtime computes it,
   * with errors of its own.
   */
  readonly keepsKnown: boolean
  /** The numbers of a tensor in the file. */
  open(tensor: TensorMessage): Constant
  /**
   * Takes note that float32 stands for other floats, e.g. `its results, float16`. @throws NUMBER_TYPE_UNSUPPORTED where
   * it must not
   */
  rounds(what: string): void
}
