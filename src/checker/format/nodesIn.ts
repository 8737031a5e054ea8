import type { Certificate, Network, Node } from './certificate.ts'
import { demand } from '../demand.ts'
import { tapsOf } from '../bounds/backward.ts'
import { plain } from '../tree/showLeaf.ts'

/**
 * The nodes of a tree, one after the other. In a run step 0 is a leaf of plain linear relaxation; step k > 0 splits number k - 1, counted through
 * all inputs, at the next of `at`; and step -k < 0 is a leaf in which the next of `weights` say how much each number counts that output k - 1
 * is the largest of. @throws Error for runs that do not fit
 */
export function* nodesIn(
  network: Network,
  stored: Extract<Certificate['proof'], { kind: 'bounds' }>['nodes'],
): Generator<Node> {
  const places = network.inputs.flatMap(({ size }, input) =>
    Array.from({ length: size }, (_, index) => ({ input, index })),
  )
  const last = network.operations[network.output]!
  const counts = last.kind === 'extremum' ? Array.from({ length: last.size }, (_, i) => tapsOf(last, i).length) : []
  for (const node of stored) {
    if (node.kind !== 'run') {
      yield node
      continue
    }
    let [splits, used] = [0, 0]
    for (const step of node.steps) {
      if (step === 0) yield plain
      else if (step > 0) {
        const [place, at] = [places[step - 1], node.at[splits++]]
        demand(place !== undefined && at !== undefined, 'it splits a number that there is not')
        yield { kind: 'number', ...place, at }
      } else {
        const count = counts[-step - 1]
        demand(count !== undefined && used + count <= node.weights.length, 'it weighs numbers that there are not')
        const weights = Float64Array.from(node.weights.subarray(used, (used += count)))
        yield { ...plain, slopes: [{ output: -step - 1, side: -1, lower: [], multipliers: [], weights }] }
      }
    }
    demand(splits === node.at.length && used === node.weights.length, 'numbers of its splits are left over')
  }
}
