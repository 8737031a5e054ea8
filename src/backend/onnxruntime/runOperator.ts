import { tf } from '../tf.ts'
import { type OneNode, oneNodeModel } from './oneNode.ts'
import { RuntimeSession } from './session.ts'

const sessions = new Map<string, RuntimeSession>()

/** What ONNX Runtime's kernel of an operator gives for these tensors, of float32 numbers. */
export function runOperator(
  inputs: readonly tf.Tensor[],
  { operator, attributes = {} }: Pick<OneNode, 'operator' | 'attributes'>,
): tf.Tensor {
  const ranks = inputs.map(({ rank }) => rank)
  const key = JSON.stringify([operator, ranks, attributes], (_, one: unknown) =>
    typeof one === 'bigint' ? `${one}n` : one,
  )
  const session =
    sessions.get(key) ?? new RuntimeSession(oneNodeModel({ operator, attributes, ranks, rank: Math.max(0, ...ranks) }))
  sessions.set(key, session)
  const given = inputs.map((tensor, i) => {
    const values = tensor.dataSync() as Float32Array
    return [`x${i}`, { values, shape: tensor.shape }] as const
  })
  const [y] = session.run(Object.fromEntries(given), ['y'])
  return tf.tensor(y!.values, [...y!.shape], 'float32')
}
