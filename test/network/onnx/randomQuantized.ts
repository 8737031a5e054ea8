import { integer } from '../random.ts'
import type { Growth } from './randomOnnx.ts'

/** As in `randomOperators.ts`. */
type Grow = (growth: Growth, x: string, shape: readonly number[]) => string | undefined

const chance = ({ random }: Growth, share: number): boolean => random() < share
const some = ({ random }: Growth, count: number, lo: number, hi: number): number[] =>
  Array.from({ length: count }, () => integer(random, lo, hi))
const scale = (growth: Growth, dims: readonly number[] = []): string =>
  growth.floats(
    dims,
    Array.from({ length: dims[0] ?? 1 }, () => Math.fround(0.013 + 0.03 * growth.random())),
  )
const zero = (growth: Growth, type: 'uint8' | 'int8'): string =>
  growth.floats([], [type === 'uint8' ? integer(growth.random, 100, 150) : integer(growth.random, -20, 20)], type)

/** Quantized numbers with their scale and zero point. */
function quantized(growth: Growth, x: string): readonly [q: string, scale: string, zero: string] {
  const [s, z] = [scale(growth), zero(growth, 'uint8')]
  return [growth.node('QuantizeLinear', [x, s, z]), s, z]
}

/** There and back, with one scale, or one for each channel. */
const pair: Grow = (growth, x, shape) => {
  if (chance(growth, 0.5)) return growth.node('DequantizeLinear', [...quantized(growth, x)])
  const axis = integer(growth.random, 1, shape.length - 1)
  const [s, z] = [
    scale(growth, [shape[axis]!]),
    growth.floats([shape[axis]!], some(growth, shape[axis]!, -9, 9), 'int8'),
  ]
  const q = growth.node('QuantizeLinear', [x, s, z], { axis: BigInt(axis) })
  return growth.node('DequantizeLinear', [q, s, z], { axis: BigInt(axis) })
}

const multiplied: Grow = (growth, x, shape) => {
  const [inner, columns] = [shape.at(-1)!, integer(growth.random, 1, 3)]
  const weights = growth.floats([inner, columns], some(growth, inner * columns, -90, 90), 'int8')
  const [s, z] = [scale(growth), zero(growth, 'uint8')]
  const other = [weights, scale(growth), growth.floats([], [integer(growth.random, -3, 3)], 'int8')]
  const q = growth.node('QLinearMatMul', [...quantized(growth, x), ...other, s, z])
  return growth.node('DequantizeLinear', [q, s, z])
}

const convolved: Grow = (growth, x, shape) => {
  if (shape.length !== 4) return undefined
  const [channels, filters] = [shape[1]!, integer(growth.random, 1, 3)]
  const size = shape.slice(2).map((length) => Math.min(length, integer(growth.random, 1, 3)))
  const count = filters * channels * size[0]! * size[1]!
  const weights = growth.floats([filters, channels, ...size], some(growth, count, -90, 90), 'int8')
  const isEach = chance(growth, 0.5)
  const zeros = growth.floats(
    isEach ? [filters] : [],
    Array.from({ length: isEach ? filters : 1 }, () => 0),
    'int8',
  )
  const [s, z] = [scale(growth), zero(growth, 'uint8')]
  const inputs = [...quantized(growth, x), weights, scale(growth, isEach ? [filters] : []), zeros, s, z]
  if (chance(growth, 0.5)) inputs.push(growth.floats([filters], some(growth, filters, -900, 900), 'int32'))
  const pads = size.map((length) => integer(growth.random, 0, length - 1))
  const q = growth.node('QLinearConv', inputs, { pads: [...pads, ...pads].map(BigInt) })
  return growth.node('DequantizeLinear', [q, s, z])
}

/** As dynamically quantized models are exported. About 0 as far as below it the zero point would be at a half. */
const whole: Grow = (growth, x, shape) => {
  const inner = shape.at(-1)!
  const weights = growth.floats([inner, 2], some(growth, inner * 2, -90, 90), 'int8')
  const q = growth.node('DynamicQuantizeLinear', [growth.node('Add', [x, growth.floats([], [0.37])])], {}, 3)
  const [, s, z] = growth.draft.nodes.at(-1)!.outputs as [string, string, string]
  const sums = growth.node('Cast', [growth.node('MatMulInteger', [q, weights, z])], { to: 1n })
  return growth.node('Mul', [sums, growth.node('Mul', [s, scale(growth)])])
}

const since =
  (opset: number, grow: Grow): Grow =>
  (growth, x, shape) =>
    growth.draft.opset < opset ? undefined : grow(growth, x, shape)

/** Operators of quantized models. */
export const growQuantized: Readonly<Record<string, Grow>> = {
  'QuantizeLinear and DequantizeLinear': since(13, pair),
  QLinearMatMul: since(13, multiplied),
  QLinearConv: since(13, convolved),
  'DynamicQuantizeLinear and MatMulInteger': since(13, whole),
}
