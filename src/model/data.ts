import { tf } from '../backend/tf.ts'
import { unexpected } from '../errors.ts'

/** Tensors for a model's inputs (or outputs): the one, a list in the model's order, or a record by layer name. */
export type Tensors = tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>

/** Tensors in the model's order; `made` are those that had to be made and are to be disposed of. */
export interface Ordered {
  tensors: tf.Tensor[]
  made: tf.Tensor[]
}

/**
 * Puts tensors into the order of the model's inputs. Of an input that is one number a row, [rows] does as [rows, 1].
 * @param what `x` or `y`: the argument's name in messages
 * @throws ARGUMENT_INVALID for a missing, unknown or misshapen one
 */
export function inOrder(
  api: string,
  what: string,
  data: Tensors,
  names: readonly string[],
  slots: readonly tf.SymbolicTensor[],
): Ordered {
  const list = listed(api, what, data, names)
  for (const [i, tensor] of list.entries()) checkTensor(api, labelled(what, names, i), tensor, slots[i]!.shape)
  const rows = list[0]!.shape[0]
  for (const [i, tensor] of list.entries())
    if (tensor.shape[0] !== rows)
      throw unexpected({ api, expected: `${rows} rows`, name: labelled(what, names, i), value: tensor.shape })
  const made: tf.Tensor[] = []
  const tensors = list.map((tensor, i) => {
    if (tensor.rank === slots[i]!.shape.length) return tensor
    const column = tf.reshape(tensor, [tensor.shape[0]!, 1])
    made.push(column)
    return column
  })
  return { tensors, made }
}

function listed(api: string, what: string, data: Tensors, names: readonly string[]): readonly tf.Tensor[] {
  if (data instanceof tf.Tensor) return checkCount(api, what, [data], names)
  if (Array.isArray(data)) return checkCount(api, what, data as tf.Tensor[], names)
  if (typeof data !== 'object' || data === null)
    throw unexpected({ api, expected: 'a tensor, a list or a record of tensors', name: what, value: data })
  const record = data as Readonly<Record<string, tf.Tensor>>
  for (const name of Object.keys(record))
    if (!names.includes(name))
      throw unexpected({ api, expected: `tensors for ${names.join(', ')}`, name: what, value: Object.keys(record) })
  return names.map((name) => {
    const tensor = record[name]
    if (tensor !== undefined) return tensor
    throw unexpected({ api, expected: `a tensor for ${name}`, name: what, value: Object.keys(record) })
  })
}

function checkCount(
  api: string,
  what: string,
  list: readonly tf.Tensor[],
  names: readonly string[],
): readonly tf.Tensor[] {
  if (list.length === names.length) return list
  const expected = `${names.length} tensor${names.length === 1 ? '' : 's'} (${names.join(', ')})`
  throw unexpected({ api, expected, name: `${what}.length`, value: list.length })
}

function checkTensor(api: string, name: string, tensor: unknown, shape: readonly (number | null)[]): void {
  if (!(tensor instanceof tf.Tensor)) throw unexpected({ api, expected: 'a tensor', name, value: tensor })
  const column = tensor.rank === 1 && shape.length === 2 && shape[1] === 1
  const fits =
    tensor.rank === shape.length && shape.every((size, i) => i === 0 || size === null || size === tensor.shape[i])
  if (!column && !fits)
    throw unexpected({
      api,
      expected: `a tensor of shape [rows, ${shape.slice(1).join(', ')}]`,
      name,
      value: tensor.shape,
    })
}

function labelled(what: string, names: readonly string[], i: number): string {
  return names.length === 1 ? what : `${what}.${names[i]}`
}
