import type { Frame, Value } from './frames.ts'
import type { MetaGraph } from './messages.ts'

/** Where a tensor is named. */
export interface Place {
  readonly frame: Frame
  readonly text: string
}

/** A graph while tensors are followed through it. */
export interface Following {
  readonly functions: MetaGraph['functions']
  /** Lengths of tensors, as the file says, on which it rests how often loops run. */
  readonly lengths: { readonly value: Value; readonly axis: number; readonly length: number }[]
  /**
   * Follows a tensor through calls, loops whose turns are known, and what passes it on, to the node that computes it.
   * @throws Error
   */
  resolve(frame: Frame, text: string): Value
}
