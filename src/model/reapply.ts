import type { tf } from '../backend/tf.ts'

/** The graph behind `output` once more, on the same layers, with `replacement` where it reads `input`. */
export function reapply(
  output: tf.SymbolicTensor,
  input: tf.SymbolicTensor,
  replacement: tf.SymbolicTensor,
): tf.SymbolicTensor {
  const done = new Map<tf.SymbolicTensor, tf.SymbolicTensor>([[input, replacement]])
  const visit = (tensor: tf.SymbolicTensor): tf.SymbolicTensor => {
    const known = done.get(tensor)
    if (known !== undefined || tensor.inputs.length === 0) return known ?? tensor
    const inputs = tensor.inputs.map(visit)
    const unchanged = inputs.every((item, i) => item === tensor.inputs[i])
    const again = unchanged ? tensor : applyOnce(tensor, inputs)
    done.set(tensor, again)
    return again
  }
  return visit(output)
}

function applyOnce(tensor: tf.SymbolicTensor, inputs: tf.SymbolicTensor[]): tf.SymbolicTensor {
  const layer = tensor.sourceLayer
  const outputs = [layer.apply(inputs.length === 1 ? inputs[0]! : inputs, tensor.callArgs as never)].flat()
  // The layer still belongs to one owner, who frees its weights by one `dispose`.
  layer.dispose()
  return outputs[tensor.outputTensorIndex ?? 0] as tf.SymbolicTensor
}
