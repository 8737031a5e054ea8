import { tf } from '../../../backend/tf.ts'
import { checkNumbers } from '../../layerSizes.ts'
import { axesIn, lastly } from './normalizations.ts'
import { type Kind, one, type Settings, type WeightOf } from './kind.ts'

/** How heads are laid out: so many of queries, each group of which shares one of keys and values. */
export interface Heads {
  readonly queries: number
  readonly keys: number
  /** Numbers of a query or key, of a value, and of each step that comes out. */
  readonly width: number
  readonly valueWidth: number
  readonly outputs: number
  /** All axes, those that are attended over last but for the numbers; and back. */
  readonly order: readonly number[]
  readonly back: readonly number[]
  /** Lengths of what is asked: of axes that are kept apart, and of those that are attended over. */
  readonly kept: readonly number[]
  readonly space: readonly number[]
  readonly useBias: boolean
  readonly isCausal: boolean
  /** What queries are multiplied by. */
  readonly factor: number
}

type Shapes = readonly (readonly number[])[]

/** Of inputs of these shapes without the batch dimension: what is asked, values, and keys if they are others. */
export function headsOf(settings: Settings, shapes: Shapes): Heads {
  const [query, value, key = value] = shapes
  if (query === undefined || value === undefined || key === undefined || shapes.length > 3)
    throw new Error(`attention takes what is asked, values and keys, and is given ${shapes.length} inputs`)
  if (shapes.some(({ length }) => length !== query.length) || query.length < 2)
    throw new Error('attention takes inputs of one rank, of steps or more')
  const isGrouped = settings['numQueryHeads'] !== undefined
  const queries = one(isGrouped ? settings['numQueryHeads'] : settings['numHeads'])
  const keys = isGrouped ? one(settings['numKeyValueHeads']) : queries
  const width = one(isGrouped ? settings['headDim'] : settings['keyDim'])
  const outputs = one(settings['outputShape'] ?? query.at(-1))
  const { order, back } = orderOf(settings, query.length + 1)
  const [over, apart] = [attendedAxes(settings, query.length + 1), order.slice(1)]
  const kept = apart.slice(0, apart.length - over.length - 1).map((axis) => query[axis - 1]!)
  const keptOf = (shape: readonly number[]): string =>
    apart
      .slice(0, kept.length)
      .map((axis) => shape[axis - 1])
      .join()
  if (shapes.some((shape) => keptOf(shape) !== kept.join()))
    throw new Error('attention takes inputs that are as long along axes that are not attended over')
  if (!(queries >= 1 && keys >= 1 && queries % keys === 0 && width >= 1))
    throw new Error(`${queries} heads of queries, ${keys} of keys and ${width} numbers for each`)
  const valueWidth = isGrouped ? width : one(settings['valueDim'] ?? width)
  const space = over.map((axis) => query[axis - 1]!)
  checkNumbers(queries * product(query.slice(0, -1)) * product(over.map((axis) => value[axis - 1]!)), 'in attention')
  return {
    queries,
    keys,
    width,
    valueWidth,
    outputs,
    order,
    back,
    kept,
    space,
    useBias: settings['useBias'] !== false,
    isCausal: settings['useCausalMask'] === true,
    factor: 1 / Math.sqrt(width),
  }
}

/** Axes that are attended over, the batch being axis 0: all but the last unless a setting says which. */
function attendedAxes({ attentionAxes }: Settings, rank: number): number[] {
  const inner = Array.from({ length: rank - 2 }, (_, axis) => axis + 1)
  return (attentionAxes ?? null) === null ? inner : axesIn({ axis: attentionAxes }, rank)
}

function orderOf(settings: Settings, rank: number): { order: number[]; back: number[] } {
  const over = attendedAxes(settings, rank)
  if (over.includes(rank - 1)) throw new Error('attention over the numbers of each step')
  return lastly(rank, [...over, rank - 1])
}

const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1)

/** What hides a step from those before it, as Keras has it. */
const HIDDEN = -1e9

/** Added to scores of some steps for others: those that come later are hidden. */
export function causalMask(steps: number, others: number): Float32Array {
  return Float32Array.from({ length: steps * others }, (_, i) => (i % others > Math.floor(i / others) ? HIDDEN : 0))
}

/** A dense layer inside: its kernel, and a bias of the shape of what it makes. */
function dense(name: string, within: string, kernel: number[], made: number, useBias: boolean): WeightOf[] {
  const bias = { name: `${name}/bias`, within, shape: kernel.slice(kernel.length - made) }
  return [{ name: `${name}/kernel`, within, shape: kernel }, ...(useBias ? [bias] : [])]
}

/** Each head of [batch, …, numbers]: [batch and axes that are kept apart, heads, steps, width]. */
function headsIn(x: tf.Tensor, { order, kept }: Heads, kernel: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  const [channels, heads, width] = kernel.shape as [number, number, number]
  const turned = tf.transpose(x, [...order])
  const rows = tf.reshape(turned, [-1, channels])
  const made = tf.matMul(rows as tf.Tensor2D, tf.reshape(kernel, [channels, heads * width]) as tf.Tensor2D)
  const plus = bias === undefined ? made : tf.add(made, tf.reshape(bias, [heads * width]))
  const steps = turned.shape.slice(1 + kept.length, -1)
  return tf.transpose(tf.reshape(plus, [-1, product(steps), heads, width]), [0, 2, 1, 3])
}

/** Each head so many times, one after the other. */
function repeated(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x
  const heads = tf.split(x, x.shape[1]!, 1)
  return tf.concat(
    heads.flatMap((head) => Array.from({ length: times }, () => head)),
    1,
  )
}

/** Heads that each share out values by scores of queries and keys, and are put together by a last layer. */
export const heads: Kind = {
  weights: (settings, shapes) => {
    const { queries, keys, width, valueWidth, outputs, useBias } = headsOf(settings, shapes)
    const [query, value, key = value] = shapes.map((shape) => shape.at(-1)!) as [number, number, number?]
    return [
      ...dense('query', 'query_dense', [query, queries, width], 2, useBias),
      ...dense('key', 'key_dense', [key, keys, width], 2, useBias),
      ...dense('value', 'value_dense', [value, keys, valueWidth], 2, useBias),
      ...dense('attention_output', 'output_dense', [queries, valueWidth, outputs], 1, useBias),
    ]
  },
  compute: (settings, inputs, weights) => {
    const own = headsOf(
      settings,
      inputs.map(({ shape }) => shape.slice(1)),
    )
    const [query, value, key = value] = inputs
    const each = own.useBias ? 2 : 1
    const [q, k, v] = [query!, key!, value!].map((x, i) =>
      headsIn(x, own, weights[i * each]!, own.useBias ? weights[i * each + 1] : undefined),
    ) as [tf.Tensor, tf.Tensor, tf.Tensor]
    const times = own.queries / own.keys
    const scores = tf.matMul(tf.mul(q, own.factor), repeated(k, times), false, true)
    const [steps, others] = scores.shape.slice(2) as [number, number]
    const seen = own.isCausal ? tf.add(scores, tf.tensor(causalMask(steps, others), [1, 1, steps, others])) : scores
    const shares = tf.matMul(tf.softmax(seen), repeated(v, times))
    const rows = tf.reshape(tf.transpose(shares, [0, 2, 1, 3]), [-1, own.queries * own.valueWidth])
    const kernel = tf.reshape(weights[3 * each]!, [own.queries * own.valueWidth, own.outputs])
    const made = tf.matMul(rows as tf.Tensor2D, kernel as tf.Tensor2D)
    const plus = own.useBias ? tf.add(made, weights[3 * each + 1]!) : made
    return tf.transpose(tf.reshape(plus, [query!.shape[0]!, ...own.kept, ...own.space, own.outputs]), [...own.back])
  },
}
