import { type Rules, sizeOf } from './rules.ts'

/** Tensors one after the other along an axis; axis 0 is the first after the batch dimension. */
export interface ConcatenateOperation {
  readonly kind: 'concatenate'
  readonly axis: number
}

export const concatenate: Rules<ConcatenateOperation> = {
  layers: {
    Concatenate: (layer, inputs, output) => {
      const given = layer.config['axis']
      if (typeof given !== 'number') return undefined
      // tf.js joins along the last axis for every negative one, whatever it says of the result's shape.
      if (given < -1) return undefined
      // Keras counts the batch dimension.
      const axis = (given < 0 ? output.length : given) - 1
      if (axis < 0 || axis >= output.length || inputs.some((input) => input.length !== output.length)) return undefined
      return [{ kind: 'concatenate', axis }]
    },
  },
  evaluate: ({ axis, shape }, reads) => {
    const y = new Float64Array(sizeOf(shape))
    forEachBlock(
      shape,
      axis,
      reads.map((read) => read.shape),
      (read, from, to, length) => y.set(reads[read]!.values.subarray(from, from + length), to),
    )
    return y
  },
}

/** The copies that make up a concatenation: `length` numbers of tensor `read` from index `from` to index `to`. */
export function forEachBlock(
  shape: readonly number[],
  axis: number,
  parts: readonly (readonly number[])[],
  copy: (read: number, from: number, to: number, length: number) => void,
): void {
  const inner = sizeOf(shape.slice(axis + 1))
  let to = 0
  for (let outer = 0; outer < sizeOf(shape.slice(0, axis)); outer++) {
    for (const [read, part] of parts.entries()) {
      const length = part[axis]! * inner
      copy(read, outer * length, to, length)
      to += length
    }
  }
}
