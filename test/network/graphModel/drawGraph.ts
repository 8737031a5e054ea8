import type { tf } from '../../../src/backend/tf.ts'
import { loadGraph } from '../../../src/network/graphModel/loadGraph.ts'
import { integer, pick } from '../random.ts'
import { draftGraph, type GraphDraft } from './graphDraft.ts'
import { growGraph } from './growGraph.ts'

/** Tries to add a node of some kind before another kind is drawn. */
const MOST_TRIES = 60
/** Numbers that a row of a small tensor has. */
const MOST_NUMBERS = 200

/** A random graph model with one input, rows of a batch, and so many nodes of some kinds one after the other. */
export function drawGraph(
  random: () => number,
  kinds: readonly string[],
  count: number,
): ReturnType<GraphDraft['artifacts']> {
  for (;;) {
    const graph = draftGraph()
    const shape = Array.from({ length: integer(random, 1, 3) }, () => integer(random, 1, 5))
    let x = graph.input([-1, ...shape])
    let lengths = [1, ...shape]
    let added = 0
    for (let tries = 0; added < count && tries < MOST_TRIES; tries++) {
      const grown = growGraph[pick(random, kinds)]!({ graph, random }, x, lengths)
      if (grown === undefined) continue
      const found = shapeOf(graph, grown)
      added++
      x = grown
      lengths = found
      if (lengths.length < 2 || lengths.length > 4 || lengths.slice(1).reduce((a, b) => a * b, 1) > MOST_NUMBERS) break
    }
    if (added === 0) continue
    const output = graph.node('Identity', [x])
    const artifacts = graph.artifacts()
    return { ...artifacts, signature: { outputs: { y: { name: output } } } } as typeof artifacts
  }
}

/** Of a tensor, for a batch of one row. */
function shapeOf(graph: GraphDraft, output: string): number[] {
  const model: tf.LayersModel = loadGraph(graph.artifacts(), 'a graph', { output })
  const shape = model.outputs[0]!.shape.slice(1) as number[]
  model.dispose()
  return [1, ...shape]
}
