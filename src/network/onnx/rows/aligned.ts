import type { Shape } from '../../layers/layer.ts'
import { alone, type Followed, mixed, rows, type Rows, type Step } from './followed.ts'
import type { Node } from '../node.ts'

/** A tensor that is repeated to the shape of others, its axes counted from the last. */
export interface Part {
  readonly shape: Shape
  readonly rows: Rows | undefined
}

/**
 * Rows of tensors that are taken together number by number, as numpy repeats them: they must lie along one axis of
 * `rank`.
 */
export function aligned(node: Node, parts: readonly Part[], rank: number): Followed | undefined {
  const placed = parts.filter((part) => part.rows !== undefined)
  const place = ({ shape, rows: own }: Part): number => own!.axis + rank - shape.length
  const [first] = placed
  if (first === undefined) return undefined
  const axis = place(first)
  const { outer } = first.rows!
  const length = first.shape[first.rows!.axis]!
  for (const one of placed)
    if (place(one) !== axis || one.rows!.outer !== outer || one.shape[one.rows!.axis] !== length)
      return mixed(node, 'it takes rows of a batch together that lie along different axes')
  for (const { shape } of parts.filter((part) => part.rows === undefined)) {
    // Of as many as one row has it fits one row only; of more it would be repeated for one row, and have one each for
    // another number of them.
    const other = shape[axis - (rank - shape.length)] ?? 1
    if (other === length && other !== 1) return alone
    if (other !== 1)
      return mixed(node, `it takes rows of a batch together with ${other} of a tensor, along axis ${axis}`)
  }
  return rows(axis, outer)
}

/** All inputs of a step as parts. */
export function partsOf({ node, followed }: Step): Part[] {
  return node.inputs.flatMap((tensor, i) => {
    const own = followed[i]
    return tensor === undefined ? [] : [{ shape: tensor.shape, rows: own?.kind === 'rows' ? own : undefined }]
  })
}
