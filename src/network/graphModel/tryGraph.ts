import { tf } from '../../backend/tf.ts'
import { brief } from '../../files/brief.ts'
import type { Cost } from '../cost.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'
import { constantsOf, lookingAtNodes, type MappedNode, weightOf } from './graphExecutor.ts'
import { tensorName } from './graphFile.ts'
import { type Graph, runGraph } from './runGraph.ts'
import { sizeAhead } from './sizeAhead.ts'

/** What a graph was found to compute: shapes of its outputs, and what it takes. */
export interface Trial {
  readonly shapes: readonly Shape[]
  readonly cost: Cost
  /** Numbers that reading the graph as a network makes at least: those of its convolutions. */
  readonly room: number
}

/** Bytes that tensors may take on the way, and numbers that one may have: more than any model needs for one row. */
const [MOST_BYTES, MOST_NUMBERS] = [2 ** 31, 2 ** 25]

/**
 * Computes the outputs for zeros of these shapes, and sees how large results are on the way, before they are made where
 * one can be larger than what it is made of.
 * @throws Error where the graph fails, or needs more memory than any model
 */
export function tryGraph(graph: Graph, nodes: readonly MappedNode[], shapes: readonly Shape[]): Trial {
  const { model, inputs } = graph
  const cost: Cost = { multiplications: 0, numbers: 0 }
  let room = 0
  const before = tf.memory().numBytes
  const found: Shape[] = []
  tf.tidy(() => {
    const zeros = shapes.map((shape, i) => tf.zeros([...shape], inputs[i]!.type))
    const given = Object.fromEntries(inputs.map(({ node }, i) => [node, [zeros[i]!]]))
    for (const node of nodes) lookAhead(node, { ...constantsOf(model), ...given })
    const look: Parameters<typeof lookingAtNodes>[1] = (node, results) => {
      const size = (results[node.name] ?? []).reduce((sum, one) => sum + (one?.size ?? 0), 0)
      cost.numbers += size
      const kernel = kernelOf(model, node)
      cost.multiplications += size * productsFor(node, kernel)
      room += roomFor(node, kernel, size)
      if (size > MOST_NUMBERS || tf.memory().numBytes - before > MOST_BYTES) throw tooLarge(node, size)
      for (const child of node.children) lookAhead(child, results)
    }
    for (const { shape } of lookingAtNodes(model, look, () => runGraph(graph, zeros))) found.push(shape)
  })
  return { shapes: found, cost, room }
}

/** @throws Error for a node that is about to compute too many numbers, if all that it reads is there */
function lookAhead(node: MappedNode, results: Parameters<Parameters<typeof lookingAtNodes>[1]>[1]): void {
  const read = node.inputNames.map((text) => {
    const { node: name, index } = tensorName(text)!
    return Object.hasOwn(results, name) ? results[name]?.[index] : undefined
  })
  const inputs = read.filter((one) => one !== undefined && !one.isDisposed) as tf.Tensor[]
  if (inputs.length < read.length) return
  const size = sizeAhead(node, inputs)
  if (!(size <= MOST_NUMBERS)) throw tooLarge(node, size)
}

function tooLarge({ name }: MappedNode, size: number): Error {
  return new Error(`it needs more memory than any model: node ${brief(name, 120)} computes ${size} numbers`)
}

/** The weights of a convolution or product. */
function kernelOf(model: tf.GraphModel, { inputNames, op }: MappedNode): tf.Tensor | undefined {
  if (!/Conv2D|MatMul/i.test(op)) return undefined
  return inputNames
    .map((name) => weightOf(model, tensorName(name)?.node ?? ''))
    .find((one) => one !== undefined && one.rank >= 2)
}

/** Multiplications for each number that a node computes, about: a window of its kernel. */
function productsFor({ op }: MappedNode, kernel: tf.Tensor | undefined): number {
  if (kernel === undefined) return 0
  const filters = /Depthwise/i.test(op) ? kernel.shape.slice(-2) : kernel.shape.slice(-1)
  return kernel.size / Math.max(1, sizeOf(filters))
}

/** Numbers that reading a convolution makes: what its windows see, and its results, three times; and its kernel. */
function roomFor({ op }: MappedNode, kernel: tf.Tensor | undefined, size: number): number {
  if (kernel === undefined || kernel.rank !== 4 || !/Conv2D/i.test(op) || /Backprop/.test(op)) return 0
  const [height, width, channels, filters] = kernel.shape as [number, number, number, number]
  const places = size / Math.max(1, /Depthwise/i.test(op) ? channels * filters : filters)
  return 3 * (places * height * width * channels + size) + kernel.size
}
