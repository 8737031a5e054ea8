import { type Node, refuse } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import type { Others } from '../operator.ts'
import { int } from './attributes.ts'
import { bestOf } from './ordering.ts'

/** What becomes of scores, [rows, scores], at last. */
export function transformed(node: Node, { run }: Others, scores: Known, name: string): Known {
  if (name === 'NONE') return scores
  if (name === 'LOGISTIC') return run('Sigmoid', [scores])
  if (name === 'SOFTMAX') return run('Softmax', [scores], int('axis', -1))
  throw refuse(node, `scores of the transform ${name}`, 'Export the model with another, or without.')
}

/** Of the largest score of each row its label, a whole number: [rows]. The scores where nobody asks for labels. */
export function labelled(node: Node, others: Others, scores: Known, labels: readonly number[]): Known {
  if (node.wanted[0] !== true) return scores
  if (labels.length === 0)
    throw refuse(node, 'a label that is a text', 'Take the scores, by { output: name } or --output.')
  const own = others.known(labels, 'int64', [1, labels.length])
  return others.run('Squeeze', [bestOf(others, scores, own, { axis: 1 }), others.known([1], 'int64')])
}
