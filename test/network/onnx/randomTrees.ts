import { integer, noise, pick } from '../random.ts'
import type { AttributeDraft } from './writeOnnx.ts'

/** Features that random trees ask for. */
export const FEATURES = 4

const every = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_NEQ']

/** Attributes of an ensemble of one to four random trees, whose leaves have a weight for each of these scores. */
export function randomTrees(
  random: () => number,
  prefix: 'target' | 'class',
  scores: readonly number[],
  weight: () => number,
  features = FEATURES,
): Record<string, AttributeDraft> {
  const nodes: { tree: number; id: number; feature: number; mode: string; value: number; yes: number; no: number }[] =
    []
  const leaves: { tree: number; id: number; score: number; weight: number }[] = []
  const modes = random() < 0.5 ? ['BRANCH_LEQ'] : every
  const grow = (tree: number, depth: number, next: { id: number }): number => {
    const id = next.id++
    const isLeaf = depth === 0 || (depth < 3 && random() < 0.2)
    const value = Math.fround(noise(random, 1))
    const own = { tree, id, feature: integer(random, 0, features - 1), mode: 'LEAF', value, yes: 0, no: 0 }
    nodes.push(own)
    if (isLeaf) for (const score of scores) leaves.push({ tree, id, score, weight: Math.fround(weight()) })
    else
      Object.assign(own, {
        mode: pick(random, modes),
        yes: grow(tree, depth - 1, next),
        no: grow(tree, depth - 1, next),
      })
    return id
  }
  for (let tree = integer(random, 1, 4); tree > 0; tree--) grow(tree, 3, { id: 0 })
  return {
    nodes_treeids: nodes.map(({ tree }) => BigInt(tree)),
    nodes_nodeids: nodes.map(({ id }) => BigInt(id)),
    nodes_featureids: nodes.map(({ feature }) => BigInt(feature)),
    nodes_modes: nodes.map(({ mode }) => mode),
    nodes_values: nodes.map(({ value }) => value),
    nodes_truenodeids: nodes.map(({ yes }) => BigInt(yes)),
    nodes_falsenodeids: nodes.map(({ no }) => BigInt(no)),
    [`${prefix}_treeids`]: leaves.map(({ tree }) => BigInt(tree)),
    [`${prefix}_nodeids`]: leaves.map(({ id }) => BigInt(id)),
    [`${prefix}_ids`]: leaves.map(({ score }) => BigInt(score)),
    [`${prefix}_weights`]: leaves.map((one) => one.weight),
  }
}
