import { tf } from '../../backend/tf.ts'
import { brief } from '../../files/brief.ts'
import type { Cost } from '../costOf.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'
import { lookingAtNodes, type MappedNode, weightOf } from './graphExecutor.ts'
import { tensorName } from './graphFile.ts'
import { type Graph, runGraph } from './runGraph.ts'

/** What a graph was found to compute: shapes of its outputs, and what it takes. */
export interface Trial {
  readonly shapes: readonly Shape[]
  readonly cost: Cost
}

/** Bytes that tensors may take on the way, and numbers that one may have: more than any model needs for one row. */
const [MOST_BYTES, MOST_NUMBERS] = [2 ** 31, 2 ** 25]

/**
 * Computes the outputs for zeros of these shapes, and sees how large results are on the way.
 * @throws Error where the graph fails, or needs more memory than any model
 */
export function tryGraph(graph: Graph, shapes: readonly Shape[]): Trial {
  const cost: Cost = { multiplications: 0, numbers: 0 }
  const before = tf.memory().numBytes
  const look = (node: MappedNode, results: readonly tf.Tensor[]): void => {
    const size = results.reduce((sum, one) => sum + one.size, 0)
    cost.numbers += size
    cost.multiplications += size * productsFor(graph, node)
    if (size > MOST_NUMBERS || tf.memory().numBytes - before > MOST_BYTES)
      throw new Error(`it needs more memory than any model: node ${brief(node.name, 120)} computes ${size} numbers`)
  }
  const found: Shape[] = []
  tf.tidy(() => {
    const zeros = shapes.map((shape) => tf.zeros([...shape]))
    for (const { shape } of lookingAtNodes(graph.model, look, () => runGraph(graph, zeros))) found.push(shape)
  })
  return { shapes: found, cost }
}

/** Multiplications for each number that a node computes, about: a window of its kernel. */
function productsFor({ model }: Graph, { inputNames, op }: MappedNode): number {
  if (!/Conv2D|MatMul/i.test(op)) return 0
  const kernel = inputNames.map((name) => weightIn(model, name)).find((one) => one !== undefined && one.rank >= 2)
  if (kernel === undefined) return 0
  const filters = /Depthwise/i.test(op) ? kernel.shape.slice(-2) : kernel.shape.slice(-1)
  return kernel.size / Math.max(1, sizeOf(filters))
}

function weightIn(model: tf.GraphModel, name: string): tf.Tensor | undefined {
  return weightOf(model, tensorName(name)?.node ?? '')
}
