import { demand } from '../demand.ts'
import { tapsOf } from '../operations/extremum.ts'
import type { Certificate, Leaf, Network, Node, Run } from './certificate.ts'

/** A leaf that asks for nothing but linear relaxation. */
export const plain: Leaf = { kind: 'linear', slopes: [], sequences: [], lines: [] }

export type Nodes = Extract<Certificate['proof'], { kind: 'bounds' }>['nodes']

/** What the steps of a run count through. */
interface Places {
  /** All numbers of all inputs. */
  readonly numbers: readonly { readonly input: number; readonly index: number }[]
  /** Of how many numbers each output is the largest, if they are. */
  readonly counts: readonly number[]
}

/** The nodes of a tree, one after the other, those of runs among them. @throws Error for runs that do not fit */
export function* nodesIn(network: Network, stored: Nodes): Generator<Node> {
  const last = network.operations[network.output]!
  const places = {
    numbers: network.inputs.flatMap(({ size }, input) =>
      Array.from({ length: size }, (_, index) => ({ input, index })),
    ),
    counts: last.kind === 'extremum' ? Array.from({ length: last.size }, (_, i) => tapsOf(last, i).length) : [],
  }
  for (const node of stored) {
    if (node.kind === 'run') yield* nodesOfRun(places, node)
    else yield node
  }
}

/**
 * Step 0 is a leaf of plain linear relaxation; step k > 0 splits number k - 1, counted through all inputs, at the next
 * of `at`; and step -k < 0 is a leaf in which the next of `weights` say how much each number counts that output k - 1
 * is the largest of.
 */
function* nodesOfRun({ numbers, counts }: Places, { steps, at, weights }: Run): Generator<Node> {
  let [splits, used] = [0, 0]
  for (const step of steps) {
    if (step === 0) yield plain
    else if (step > 0) {
      const [place, cut] = [numbers[step - 1], at[splits++]]
      demand(place !== undefined && cut !== undefined, 'it splits a number that there is not')
      yield { kind: 'number', ...place, at: cut }
    } else {
      const count = counts[-step - 1]
      demand(count !== undefined && used + count <= weights.length, 'it weighs numbers that there are not')
      const own = Float64Array.from(weights.subarray(used, (used += count)))
      yield { ...plain, slopes: [{ output: -step - 1, side: -1, lower: [], multipliers: [], weights: own }] }
    }
  }
  demand(splits === at.length && used === weights.length, 'numbers of its splits are left over')
}
