import { sizeOf } from '../../layers/layer.ts'
import { type Node, wrong } from '../node.ts'
import { gridTaps, range, stridesOf, type Tensor } from '../tensors.ts'

/** An index, counted from the end where it is negative. */
function indexOf(node: Node, index: number, length: number): number {
  const found = index < 0 ? index + length : index
  if (!(Number.isInteger(found) && found >= 0 && found < length))
    throw wrong(node, `indices below ${length}`, 'indices', index)
  return found
}

/** Where the places of indices lie in a tensor, whose index along one axis they hold. */
export function placesAlong(
  node: Node,
  tensor: Tensor,
  indices: Tensor & { kind: 'constant' },
  axis: number,
): Int32Array {
  const strides = stridesOf(tensor.shape)
  const along = indices.shape.map((length, i) => {
    if (i !== axis && length > tensor.shape[i]!)
      throw wrong(node, `indices within [${tensor.shape.join(', ')}]`, 'indices', indices.shape)
    return range(length).map((k) => (i === axis ? 0 : k * strides[i]!))
  })
  return gridTaps(indices.shape, along).map(
    (at, i) => at + strides[axis]! * indexOf(node, indices.data[i]!, tensor.shape[axis]!),
  )
}

/** Where the parts of a tensor begin that rows of indices name, after axes that both have. */
export function partsAt(
  node: Node,
  tensor: Tensor,
  indices: Tensor & { kind: 'constant' },
  shared: number,
): Int32Array {
  const depth = indices.shape.at(-1) ?? 0
  const strides = stridesOf(tensor.shape)
  if (shared + depth > tensor.shape.length || indices.shape.length === 0 || shared >= indices.shape.length)
    throw wrong(node, `at most ${tensor.shape.length} indices for each number`, 'indices', indices.shape)
  if (indices.shape.slice(0, shared).some((length, i) => length !== tensor.shape[i]))
    throw wrong(node, 'axes that both have', 'batch_dims', shared)
  const count = sizeOf(indices.shape.slice(0, -1))
  const perShared = sizeOf(indices.shape.slice(shared, -1))
  const sharedSize = sizeOf(tensor.shape.slice(shared))
  return range(count).map((i) => {
    let at = Math.floor(i / Math.max(1, perShared)) * sharedSize * Number(shared > 0)
    for (let k = 0; k < depth; k++)
      at += strides[shared + k]! * indexOf(node, indices.data[i * depth + k]!, tensor.shape[shared + k]!)
    return at
  })
}
