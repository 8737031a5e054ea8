import { axisOf, intOf, type Node } from '../node.ts'
import { alone, type Followed, mixed, type Rows, rows, rowsOf, type Rule, type Step } from './followed.ts'

/*
 * Operators that move numbers to or from places which other tensors name. Whether these are known or computed, rows are
 * apart where each row's places are places of its own.
 */

function unclear({ node }: Pick<Step, 'node'>): Followed {
  return mixed(node, 'what it picks hangs on how many rows a batch has')
}

const axisIn = (node: Node): number => axisOf(node, intOf(node, 'axis', 0), node.inputs[0]!.shape.length)

/** Does anything but rows hang on the batch, or does a size that is known? */
const hasOthers = ({ followed }: Step): boolean => followed.some((one) => one !== undefined && one.kind !== 'rows')

/** Rows of several inputs along one axis, of as many numbers each. */
function shared({ node }: Step, all: readonly (Rows | undefined)[]): Rows | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const length = node.inputs[0]!.shape[first.axis]
  const isSame = all.every(
    (one, i) => one?.axis === first.axis && one.outer === first.outer && node.inputs[i]!.shape[first.axis] === length,
  )
  return isSame ? first : undefined
}

/** Along each axis but one the place is that of the index itself. */
export const gatherElements: Rule = (step) => {
  const { node } = step
  const [own, index] = [rowsOf(step, 0), rowsOf(step, 1)]
  if (hasOthers(step) || index === undefined) return unclear(step)
  if (own === undefined) return index.axis === axisIn(node) ? index : unclear(step)
  const both = shared(step, [own, index])
  return both !== undefined && both.axis !== axisIn(node) ? both : unclear(step)
}

/** The same of what is put there. */
export const scatterElements: Rule = (step) => {
  const both = hasOthers(step) ? undefined : shared(step, [0, 1, 2].map((i) => rowsOf(step, i))) // prettier-ignore
  return both !== undefined && both.axis !== axisIn(step.node) ? both : unclear(step)
}

/** Indices of parts: their last axis counts axes. */
export const gatherParts: Rule = (step) => {
  const { node } = step
  const [own, index] = [rowsOf(step, 0), rowsOf(step, 1)]
  const [rank, depth] = [node.inputs[1]!.shape.length, node.inputs[1]!.shape.at(-1)!]
  const both = intOf(node, 'batch_dims', 0)
  if (hasOthers(step) || (index !== undefined && index.axis >= rank - 1)) return unclear(step)
  if (own === undefined) return index !== undefined && index.axis >= both ? index : unclear(step)
  if (index === undefined)
    return own.axis >= both + depth ? rows(rank - 1 + own.axis - both - depth, own.outer) : unclear(step)
  const isShared = own.axis === index.axis && own.outer === index.outer && own.axis < both
  return isShared ? own : unclear(step)
}

/** Rows lie within the parts that are put somewhere, not among the places. */
export const scatterParts: Rule = (step) => {
  const { node } = step
  const [own, index, updates] = [0, 1, 2].map((i) => rowsOf(step, i))
  const [rank, depth] = [node.inputs[1]!.shape.length, node.inputs[1]!.shape.at(-1)!]
  if (hasOthers(step) || own === undefined || index !== undefined || own.axis < depth) return unclear(step)
  const axis = rank - 1 + own.axis - depth
  // What is put there is as long as one row.
  if (updates === undefined)
    return node.inputs[2]!.shape[axis] === node.inputs[0]!.shape[own.axis] ? alone : unclear(step)
  return updates.axis === axis && updates.outer === own.outer ? own : unclear(step)
}

/** A new axis, before or after that of the rows. */
export const oneHot: Rule = (step) => {
  const { node } = step
  const own = rowsOf(step, 0)
  if (hasOthers(step) || own === undefined || rowsOf(step, 1) !== undefined || rowsOf(step, 2) !== undefined)
    return unclear(step)
  const axis = axisOf(node, intOf(node, 'axis', -1), node.inputs[0]!.shape.length + 1)
  return rows(own.axis + Number(axis <= own.axis), own.outer)
}

/** All of these. */
export const placing: readonly Rule[] = [gatherElements, scatterElements, gatherParts, scatterParts, oneHot]
