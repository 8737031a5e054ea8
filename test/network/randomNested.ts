import { tf } from '../../src/backend/tf.ts'
import { integer, pick } from './random.ts'
import { flat, grow, merges } from './randomLayers.ts'
import { setRandomWeights } from './randomWeights.ts'

type Random = () => number
type Tensor = tf.SymbolicTensor

/** What can be applied again: layers, and models of them. */
type Applicable = tf.layers.Layer

const symbolic = (value: unknown): Tensor => value as Tensor
const shapeOf = (tensor: Tensor): number[] => tensor.shape.slice(1) as number[]
const sizeOf = (tensor: Tensor): number => shapeOf(tensor).reduce((size, dimension) => size * dimension, 1)

/** More numbers than bounds of thousands of models should be asked of. */
const MOST = 300

function randomShape(random: Random, rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => integer(random, 1, i === rank - 1 ? 3 : rank === 1 ? 8 : 5))
}

const layersOf = (model: tf.LayersModel): Applicable[] =>
  model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? layersOf(layer) : [layer]))

/** A tensor after one more random layer. */
function grown(random: Random, tensor: Tensor): Tensor {
  const kind = pick(random, Object.keys(grow))
  const next = grow[kind]!(random, tensor) ?? grow['dense']!(random, tensor)!
  return sizeOf(next) > MOST ? tensor : next
}

/**
 * A model of a few layers to be put inside others: sequential, or functional with a way around, of fixed or open
 * shapes.
 */
function randomPart(random: Random, parts: readonly Applicable[]): Applicable | undefined {
  const shape = randomShape(random, integer(random, 1, 3))
  const isOpen = shape.length > 1 && random() < 0.3
  const input = tf.input({
    shape: isOpen ? shape.map((dimension, i) => (i === shape.length - 1 ? dimension : null)) : shape,
  })
  try {
    let tensor = input
    for (let depth = integer(random, 1, 3); depth > 0; depth--)
      tensor = parts.length > 0 && random() < 0.3 ? symbolic(pick(random, parts).apply(tensor)) : grown(random, tensor)
    if (random() < 0.3) tensor = symbolic(pick(random, merges)().apply([tensor, grown(random, tensor)]))
    if (tensor === input) return undefined
    const model = tf.model({ inputs: input, outputs: tensor })
    return random() < 0.3 ? tf.sequential({ layers: [model] }) : model
  } catch {
    // Some layers do not take open shapes, and some merges no others.
    return undefined
  }
}

/**
 * A model with others inside it, which are applied once or more, also to other shapes than they were built for, as are
 * layers, wherever tf.js lets them. `undefined` where what came of it does not fit together.
 */
export function randomNested(random: Random, weightScale: () => number): tf.LayersModel | undefined {
  const parts: Applicable[] = []
  for (let count = integer(random, 1, 3); count > 0; count--) parts.push(...[randomPart(random, parts) ?? []].flat())
  const inputs = Array.from({ length: integer(random, 1, 2) }, (_, i) =>
    tf.input({ shape: randomShape(random, integer(random, 1, 3)), name: `in${i}` }),
  )
  const tensors: Tensor[] = [...inputs]
  for (let steps = integer(random, 2, 6); steps > 0; steps--) {
    const next = step(random, tensors, parts)
    if (
      next !== undefined &&
      next.shape.slice(1).every((side) => Number.isInteger(side) && side! > 0) &&
      sizeOf(next) <= MOST
    )
      tensors.push(next)
  }
  const ends = tensors.slice(inputs.length)
  if (ends.length === 0) return undefined
  // The last, and sometimes others beside it; an input that leads nowhere comes, too.
  const chosen = new Set([ends.at(-1)!, ...(random() < 0.5 ? [pick(random, tensors)] : []), ...inputs])
  try {
    const rows = [...chosen].map((tensor) => flat(random, tensor))
    const output = rows.length === 1 ? rows[0]! : symbolic(tf.layers.concatenate().apply(rows))
    const model = tf.model({ inputs, outputs: random() < 0.4 ? grow['dense']!(random, output)! : output })
    for (const layer of new Set(layersOf(model))) setRandomWeights(random, layer, weightScale)
    return model
  } catch {
    return undefined
  }
}

function step(random: Random, tensors: readonly Tensor[], parts: readonly Applicable[]): Tensor | undefined {
  const tensor = pick(random, tensors)
  const kind = random()
  try {
    if (kind < 0.45 && parts.length > 0) return symbolic(pick(random, parts).apply(tensor))
    if (kind < 0.55) {
      // A layer from inside a model, shared with what is outside.
      const layers = parts.flatMap((part) => (part instanceof tf.LayersModel ? layersOf(part) : [part]))
      const shared = layers.filter((layer) => layer.getClassName() !== 'InputLayer')
      return shared.length === 0 ? undefined : symbolic(pick(random, shared).apply(tensor))
    }
    if (kind < 0.7) return symbolic(pick(random, merges)().apply([tensor, pick(random, tensors)]))
    if (kind < 0.73 && shapeOf(tensor).length === 2)
      return symbolic(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }).apply(tensor))
    return grown(random, tensor)
  } catch {
    return undefined
  }
}
