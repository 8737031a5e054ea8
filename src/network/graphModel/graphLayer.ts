import type { BackendName } from '../../backend/name.ts'
import { tf } from '../../backend/tf.ts'
import { currentBackend } from '../../backend/useBackend.ts'
import { outputShapesOf } from '../layerModel.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'
import type { Cost } from '../cost.ts'
import { runGraph, runRows } from './runGraph.ts'
import { readGraphModel, type ReadGraph, type ReadRequest } from './reading/readGraphModel.ts'

/** How a graph runs as a layer. */
export interface GraphRun extends ReadRequest {
  readonly name: string
  /** What tells the graph from others: a digest of its nodes and weights. */
  readonly digest: string
  readonly cost: Cost
}

/**
 * Runs a tf.js graph model as a layer, on tf.js' own executor, so that it computes what `tf.loadGraphModel` does.
 * Inputs and outputs have the graph's shapes, without the batch dimension. It has gradients where tf.js has them, and
 * no weights that could be trained or saved.
 */
export class GraphLayer extends tf.layers.Layer {
  static className = 'GraphModel'
  readonly outputShapes: readonly Shape[]
  /** What a row costs. */
  readonly cost: Cost
  readonly #run: GraphRun
  readonly #read = new Map<BackendName, ReadGraph>()

  constructor(run: GraphRun) {
    super({ name: run.name, trainable: false })
    this.outputShapes = run.outputShapes
    this.cost = run.cost
    this.#run = run
  }

  /**
   * The graph as a network, or why it cannot be one. Read when it is first asked for on the backend that runs. @throws
   * TimeUp when it is past `until`, on the clock of `performance.now()`
   */
  read(until: number): ReadGraph {
    const backend = currentBackend()
    const read = this.#read.get(backend) ?? readGraphModel(this.#run, until)
    this.#read.set(backend, read)
    return read
  }

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return outputShapesOf(shapes, this.outputShapes)
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const given = [inputs].flat()
      const rows = given[0]!.shape[0]!
      const { shapes, isBatched } = this.#run
      const results = isBatched
        ? runGraph(
            this.#run,
            given.map((tensor, i) => tensor.reshape([rows, ...shapes[i]!.slice(1)])),
          )
        : runRows(this.#run, given, shapes)
      const all = results.map((result, i) => {
        const shape = [rows, ...this.outputShapes[i]!]
        if (result.size !== sizeOf(shape))
          throw new Error(`output ${this.#run.outputs[i]!.name} has ${result.size} numbers for ${rows} rows`)
        return result.reshape(shape)
      })
      return all.length === 1 ? all[0]! : all
    })
  }

  override getConfig(): tf.serialization.ConfigDict {
    const shapes = this.outputShapes.map((shape) => [...shape])
    const { digest, isBatched, inputs, outputs } = this.#run
    const ports = [inputs, outputs].map((all) => all.map(({ node, index }) => `${node}:${index}`))
    return { ...super.getConfig(), graph: digest, ports, batched: isBatched, outputShapes: shapes }
  }

  protected override disposeWeights(): number {
    this.#run.model.dispose()
    return super.disposeWeights()
  }
}
