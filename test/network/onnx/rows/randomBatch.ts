import { sizeOf } from '../../../../src/network/layers/layer.ts'
import { integer, pick } from '../../random.ts'
import { newGrowth } from '../randomOnnx.ts'
import { growOnnx } from '../randomOperators.ts'
import { readOnnx } from '../../../../src/network/onnx/readOnnx.ts'
import { type OnnxDraft, writeOnnx } from '../writeOnnx.ts'
import { growBatch } from './growBatch.ts'

/**
 * A model whose inputs leave the batch open, at the first axis or another, or have a fixed length beside one that does.
 */
export function randomBatch(
  random: () => number,
  opset: number = integer(random, 7, 21),
): { bytes: Uint8Array; draft: OnnxDraft } {
  const rank = integer(random, 1, 4)
  const rest = Array.from({ length: rank - 1 }, () => integer(random, 1, 4))
  const other = pick(random, [
    ['N', ...rest],
    ['N', ...rest],
    [1, ...rest],
    ['M', ...rest],
    [2, ...rest],
    [2, 'N', ...rest.slice(1)],
  ])
  const draft: OnnxDraft = {
    opset,
    nodes: [],
    initializers: [],
    inputs: [{ name: 'x', shape: ['N', ...rest] }],
    outputs: [],
  }
  if (random() < 0.5) draft.inputs.push({ name: 'z', shape: other })
  const growth = newGrowth(random, draft)
  const shapeOf = (name: string): number[] | undefined => {
    draft.outputs = [name]
    try {
      return [...readOnnx(writeOnnx(draft), { batch: 1 }).outputs[0]!.shape]
    } catch {
      return undefined
    }
  }
  let [name, dims] = ['x', [1, ...rest]]
  const names = [...Object.keys(growBatch), ...Object.keys(growBatch), ...Object.keys(growOnnx)]
  for (let depth = integer(random, 1, 6); depth > 0; depth--) {
    const kept = { nodes: [...draft.nodes], initializers: [...draft.initializers] }
    const kind = pick(random, names)
    const second = draft.inputs.at(-1)!
    const given = { name: second.name, shape: second.shape!.map((length) => (typeof length === 'number' ? length : 1)) }
    const next =
      growBatch[kind]?.(growth, name, dims, given) ??
      (dims.length >= 2 && dims[0] === 1 ? growOnnx[kind]?.(growth, name, dims) : undefined)
    const shape = next === undefined ? undefined : shapeOf(next)
    if (shape === undefined || sizeOf(shape) > 300) {
      Object.assign(draft, kept)
      continue
    }
    ;[name, dims] = [next!, shape]
  }
  if (name === 'x') name = growth.node('Tanh', ['x'])
  draft.outputs = [name]
  return { bytes: writeOnnx(draft), draft }
}
