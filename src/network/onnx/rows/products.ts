import { aligned, type Part } from './aligned.ts'
import { alone, type Followed, mixed, mixedAlong, rows, rowsOf, type Rule, type Step } from './followed.ts'
import { intOf } from '../node.ts'

/** Matrices of any rank: rows may be those of the first, columns of the second, or lie along axes before both. */
export const matMul: Rule = (step) => {
  const [a, b] = [partOf(step, 0), partOf(step, 1)]
  const rank = step.results[0]!.shape.length
  const [inA, inB] = [a.shape.length - 1, Math.max(0, b.shape.length - 2)]
  if (a.rows?.axis === inA || b.rows?.axis === inB) return contracted(step, [a, inA], [b, inB])
  const [beforeA, beforeB] = [before(a), before(b)]
  const isInside = [a.rows !== beforeA.rows, b.rows !== beforeB.rows]
  if ((isInside[0] && b.rows) || (isInside[1] && a.rows)) return eachWithEach(step)
  // Axes of the result that are those of the matrices.
  const tail = Math.min(1, a.shape.length - 1) + Math.min(1, b.shape.length - 1)
  if (isInside[0]) return rows(rank - tail, a.rows!.outer)
  if (isInside[1]) return rows(rank - 1, b.rows!.outer)
  return aligned(step.node, [beforeA, beforeB], rank - tail)
}

/** The axes before those of a matrix. */
function before({ shape, rows: own }: Part): Part {
  return { shape: shape.slice(0, -2), rows: own !== undefined && own.axis < shape.length - 2 ? own : undefined }
}

/** Rows are added up; where the other side has a fixed length there, there can be but one. */
function contracted({ node }: Step, [a, inA]: [Part, number], [b, inB]: [Part, number]): Followed {
  return a.rows?.axis === inA && b.rows?.axis === inB ? mixedAlong(node, inA) : alone
}

function eachWithEach({ node }: Step): Followed {
  return mixed(node, 'it multiplies each row of a batch with each')
}

function partOf(step: Step, index: number): Part {
  return { shape: step.node.inputs[index]!.shape, rows: rowsOf(step, index) }
}

export const gemm: Rule = (step) => {
  const { node, results } = step
  const [a, b] = ['transA', 'transB'].map((name, i): Part => {
    const { shape, rows: own } = partOf(step, i)
    if (intOf(node, name, 0) === 0) return { shape, rows: own }
    return { shape: shape.toReversed(), rows: own && rows(1 - own.axis, own.outer) }
  }) as [Part, Part]
  if (a.rows?.axis === 1 || b.rows?.axis === 0) return contracted(step, [a, 1], [b, 0])
  if (a.rows && b.rows) return eachWithEach(step)
  const product: Part = { shape: results[0]!.shape, rows: a.rows ?? b.rows }
  return aligned(node, node.inputs[2] === undefined ? [product] : [product, partOf(step, 2)], 2)
}
