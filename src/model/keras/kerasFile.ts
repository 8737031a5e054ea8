import type { Hdf5Tree } from './hdf5/hdf5Tree.ts'
import type { LayerNode } from './layerTree.ts'

/** A model as Keras saved it. */
export interface KerasFile {
  readonly config: unknown
  readonly version: string
  /** Where `LinearModel` and `WideDeepModel` have their weights. */
  readonly tree: Hdf5Tree
  /** How many numbers the file holds. */
  readonly most: number
  /**
   * Gives layers their weights, which lie at `where`.
   * @throws Error for weights that are missing, too many, or not the layer's
   */
  readonly fill: (node: LayerNode, where: string) => void
}
