import { intOf, refuse, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { range } from '../../tensors.ts'
import { type Compose, innerAxes, type Operators, type Others } from '../operator.ts'
import { int, ints } from './attributes.ts'

/**
 * Pairs of numbers of each head turned by angles, whose cosines and sines are given for each place, or for the places
 * that are named.
 */
function rotated(
  node: Parameters<Compose>[0],
  others: Others,
  [x, cosines, sines, places]: readonly (Known | undefined)[],
): Known {
  const { run, known } = others
  const { shape } = x!.tensor
  const isFlat = shape.length === 3
  const heads = intOf(node, 'num_heads', 0)
  if (isFlat && !(heads >= 1 && shape[2]! % heads === 0)) throw wrong(node, `heads of ${shape[2]} numbers`, 'num_heads', heads) // prettier-ignore
  // [batch, length, heads, size]
  const all = isFlat ? run('Reshape', [x, known([0, 0, heads, shape[2]! / heads], 'int64')]) : run('Transpose', [x], ints('perm', [0, 2, 1, 3])) // prettier-ignore
  const size = all.tensor.shape[3]!
  const turned = intOf(node, 'rotary_embedding_dim', 0) || size
  const isInterleaved = intOf(node, 'interleaved', 0) !== 0
  const half = turned / 2
  const firsts = [...range(half)].map((i) => (isInterleaved ? 2 * i : i))
  const seconds = firsts.map((i) => (isInterleaved ? i + 1 : i + half))
  const take = (indices: readonly number[]): Known => run('Gather', [all, known(indices, 'int64')], int('axis', 3))
  const angles = (of: Known | undefined): Known => {
    const own = places === undefined ? of : run('Gather', [of, places], int('axis', 0))
    return run('Unsqueeze', [own, known([2], 'int64')])
  }
  const [cos, sin, one, other] = [angles(cosines), angles(sines), take(firsts), take(seconds)]
  const real = run('Sub', [run('Mul', [cos, one]), run('Mul', [sin, other])])
  const imaginary = run('Add', [run('Mul', [sin, one]), run('Mul', [cos, other])])
  const rest = [...range(size)].slice(turned)
  const parts = run('Concat', [real, imaginary, ...(rest.length > 0 ? [take(rest)] : [])], int('axis', 3))
  const order = [...firsts, ...seconds, ...rest]
  const places4 = known(order.map((_, i) => order.indexOf(i)), 'int64') // prettier-ignore
  const result = run('Gather', [parts, places4], int('axis', 3))
  return isFlat
    ? run('Reshape', [result, known([0, 0, shape[2]!], 'int64')])
    : run('Transpose', [result], ints('perm', [0, 2, 1, 3]))
}

const rotary: Compose = (node, others) => [rotated(node, others, others.inputs)]

/** Of `com.microsoft`, which has the places second. */
const ownRotary: Compose = (node, others) => {
  const [x, places, cosines, sines] = others.inputs
  if (places?.tensor.kind !== 'constant' || places.tensor.shape.length !== 2)
    throw refuse(node, 'places that are computed, or counted from one', 'Export the model with all of them.')
  return [rotated(node, others, [x, cosines, sines, places])]
}

export const rotaries: Operators = {
  RotaryEmbedding: { compose: rotary, fixed: innerAxes, takesSeveral: true },
  'com.microsoft.RotaryEmbedding': { compose: ownRotary, fixed: innerAxes },
}
