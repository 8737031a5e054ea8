import { randomOnnx } from '../network/onnx/randomOnnx.ts'
import { growOnnx } from '../network/onnx/randomOperators.ts'
import { type NodeDraft, type OnnxDraft, type TensorDraft, writeOnnx } from '../network/onnx/writeOnnx.ts'
import { uniform } from '../network/random.ts'
import { mutateBytes, mutateData } from './mutate.ts'

/** A model of each operator that can be read, and some of several. */
export const sampleOnnx = (): OnnxDraft[] => [
  ...Object.keys(growOnnx).map((kind, i) => randomOnnx(uniform(i), [kind]).draft),
  ...Array.from({ length: 20 }, (_, i) => randomOnnx(uniform(100 + i)).draft),
]

/** What is left of a good model: other bytes, or another model. */
export function mutateOnnx(draft: OnnxDraft, random: () => number): { how: string; bytes: Buffer } {
  if (random() < 0.35) return mutateBytes(Buffer.from(writeOnnx(draft)), random)
  for (;;) {
    const { how, data } = mutateData(draft, random)
    // Not every value can be written.
    try {
      return { how, bytes: Buffer.from(writeOnnx(data)) }
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }
}

const node = (type: string, inputs: string[], output: string, attributes: NodeDraft['attributes'] = {}): NodeDraft => ({
  type,
  inputs,
  outputs: [output],
  attributes,
})
const ints = (name: string, ...values: number[]): TensorDraft => ({
  name,
  dims: [values.length],
  type: 'int64',
  values,
})
const floats = (name: string, dims: number[], values: number[] = []): TensorDraft => ({
  name,
  dims,
  type: 'float',
  values,
})
const model = (nodes: NodeDraft[], more: Partial<OnnxDraft> = {}): Buffer =>
  Buffer.from(
    writeOnnx({ opset: 18, nodes, initializers: [], inputs: [{ name: 'x', shape: [1, 4] }], outputs: ['y'], ...more }),
  )
/** Nodes one after the other, from x to y. */
const chain = (length: number, link: (from: string, to: string) => NodeDraft): NodeDraft[] =>
  Array.from({ length }, (_, i) => link(i === 0 ? 'x' : `t${i}`, i === length - 1 ? 'y' : `t${i + 1}`))
const image = { inputs: [{ name: 'x', shape: [1, 1, 64, 64] }] }
const window = (type: string, attributes: NodeDraft['attributes']): Buffer =>
  model([node(type, type === 'Conv' ? ['x', 'w'] : ['x'], 'y', attributes)], {
    ...image,
    initializers: [floats('w', [1, 1, 1, 1], [1])],
  })
const external = (location: string): Buffer =>
  model([node('Add', ['x', 'w'], 'y')], { initializers: [{ ...floats('w', [3]), stored: { location } }] })

/** Models that ask for too much, or for what is not there. */
export const craftedOnnx: Readonly<Record<string, () => Buffer>> = {
  'as it should be': () => model([node('Relu', ['x'], 'y')]),
  'concatenated with itself sixty times': () =>
    model(chain(60, (from, to) => node('Concat', [from, from], to, { axis: 1n }))),
  'added to itself a thousand times': () => model(chain(1000, (from, to) => node('Add', [from, from], to))),
  'ten thousand nodes': () => model(chain(10_000, (from, to) => node('Relu', [from], to))),
  'a million products': () =>
    model([node('Expand', ['x', 's'], 'a'), node('MatMul', ['a', 'b'], 'y')], {
      inputs: [{ name: 'x', shape: [1, 1, 1] }],
      initializers: [ints('s', 2 ** 20, 1, 1), floats('b', [2, 1, 1, 1], [1, 2])],
    }),
  'a product of large matrices': () =>
    model([node('Expand', ['x', 's'], 'a'), node('Transpose', ['a'], 'b'), node('MatMul', ['a', 'b'], 'y')], {
      inputs: [{ name: 'x', shape: [1, 1] }],
      initializers: [ints('s', 2 ** 12, 2 ** 12)],
    }),
  'a node with 100,000 inputs': () =>
    model([
      node(
        'Concat',
        Array.from({ length: 100_000 }, () => 'x'),
        'y',
        { axis: 1n },
      ),
    ]),
  'a split into 100,000': () =>
    model([
      { type: 'Split', inputs: ['x'], outputs: Array.from({ length: 100_000 }, (_, i) => (i === 0 ? 'y' : `z${i}`)) },
    ]),
  'a result of 2^24 numbers': () => model([node('Expand', ['x', 's'], 'y')], { initializers: [ints('s', 2 ** 22, 4)] }),
  'a shape of 10^18': () => model([node('Reshape', ['x', 's'], 'y')], { initializers: [ints('s', 1e18, 1e18, 0)] }),
  'a shape that wraps around': () =>
    model([node('Reshape', ['x', 's'], 'y')], { initializers: [ints('s', 2 ** 32, 2 ** 32, 4)] }),
  'ten thousand axes': () =>
    model([node('Relu', ['x'], 'y')], { inputs: [{ name: 'x', shape: Array.from({ length: 10_000 }, () => 1) }] }),
  'an initializer of 2^60 numbers': () =>
    model([node('Add', ['x', 'w'], 'y')], { initializers: [floats('w', [2 ** 30, 2 ** 30])] }),
  'a constant of 2^40 numbers': () =>
    model([node('ConstantOfShape', ['s'], 'c'), node('Add', ['x', 'c'], 'y')], { initializers: [ints('s', 2 ** 40)] }),
  'padding of 10^9': () => window('MaxPool', { kernel_shape: [2n, 2n], pads: [10n ** 9n, 0n, 0n, 0n] }),
  'a window of 10^9': () => window('AveragePool', { kernel_shape: [10n ** 9n, 1n], pads: [10n ** 9n, 0n, 0n, 0n] }),
  'a stride of 0': () => window('MaxPool', { kernel_shape: [2n, 2n], strides: [0n, 1n] }),
  'a stride below 0': () => window('Conv', { strides: [-1n, 1n] }),
  'a dilation of 2^40': () => window('Conv', { dilations: [2n ** 40n, 1n], strides: [2n ** 40n, 1n] }),
  'no groups': () => window('Conv', { group: 0n }),
  'a pad of -10^12': () => model([node('Pad', ['x', 'p'], 'y')], { initializers: [ints('p', 0, -1e12, 0, 1e12)] }),
  'a slice of 2^62 steps': () =>
    model([node('Slice', ['x', 's', 'e', 's', 'e'], 'y')], { initializers: [ints('s', 0), ints('e', 2 ** 62)] }),
  'an index of 2^60': () => model([node('Gather', ['x', 'i'], 'y')], { initializers: [ints('i', 2 ** 60)] }),
  'an axis of -2^40': () => model([node('Softmax', ['x'], 'y', { axis: -(2n ** 40n) })]),
  'weights that are no numbers': () =>
    model([node('MatMul', ['x', 'w'], 'y')], { initializers: [floats('w', [4, 1], [NaN, Infinity, -Infinity, 3e38])] }),
  'a name of 10 MB': () =>
    model([{ ...node('Relu', ['x'], 'y'), type: 'R'.repeat(1e7), name: '\u001b[2J'.repeat(1e6) }]),
  'names that objects have': () =>
    model([node('Relu', ['__proto__'], 'constructor'), node('toString', ['constructor'], 'y')], {
      inputs: [{ name: '__proto__', shape: [1] }],
    }),
  'a file outside': () => external('../outside/secret.bin'),
  'a file that is not there': () => external('none'),
  'the model itself': () => external('model.onnx'),
  'groups nested 100,000 deep': () => Buffer.alloc(100_000, 0x0b),
  'an endless varint': () => Buffer.alloc(1000, 0xff),
  'a length of 2^31': () => Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00]),
  'a length of 2^63': () => Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
  'messages nested 100,000 deep': () => {
    const levels = Array.from({ length: 2000 }, (_, i) => Buffer.from([0x3a, 0x80 | (i & 0x7f), 0x10]))
    return Buffer.concat([...levels, Buffer.alloc(4096)])
  },
  'no graph': () => Buffer.from([0x08, 0x08]),
}
