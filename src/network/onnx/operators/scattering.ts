import { sizeOf } from '../../layers/layer.ts'
import { eachNumber } from '../each.ts'
import { asVariable, type Graph, move } from '../graph.ts'
import { axisOf, constantOf, inputOf, intOf, type Node, type ReadOperator, refuse, textOf, wrong } from '../node.ts'
import * as placed from '../rows/placed.ts'
import { extreme, weigh } from '../sums.ts'
import { range, type Tensor, type Variable } from '../tensors.ts'
import type { Operators } from './operator.ts'
import { partsAt, placesAlong } from './places.ts'

type Join = (graph: Graph, x: Variable, update: Variable) => Variable

/** What becomes of a number and of what is put where it is. */
const joins: Readonly<Record<string, Join>> = {
  add: (graph, x, update) => weigh(graph, [x, update], [1, 1]),
  mul: (graph, x, update) => eachNumber(graph, { kind: 'product' }, [x, update]),
  max: (graph, x, update) => extreme(graph, 'max', [x, update]),
  min: (graph, x, update) => extreme(graph, 'min', [x, update]),
}

/** Numbers of a tensor replaced by others at known places, or joined with them: of one place one after the other. */
function scattered(node: Node, graph: Graph, tensor: Tensor, updates: Tensor, places: Int32Array): Tensor {
  const { shape } = tensor
  const size = sizeOf(shape)
  const reduction = textOf(node, 'reduction', 'none')
  if (reduction === 'none') {
    const taps = range(size)
    for (const [i, place] of places.entries()) taps[place] = size + i
    return move(graph, [tensor, updates], taps, shape)
  }
  const join = Object.hasOwn(joins, reduction) ? joins[reduction]! : undefined
  if (join === undefined) throw wrong(node, 'a known reduction', 'reduction', reduction)
  if (node.types[0] !== 'float32')
    throw refuse(node, `${node.types[0]} numbers that are put where others are, and computed with them`, 'Use float32.')
  let all = tensor
  for (const round of rounds(places)) {
    const own = (from: Tensor, at: (i: number) => number): Variable =>
      asVariable(graph, move(graph, [from], Int32Array.from(round, at), [round.length]))
    const joined = join(
      graph,
      own(all, (i) => places[i]!),
      own(updates, (i) => i),
    )
    const taps = range(size)
    for (const [k, i] of round.entries()) taps[places[i]!] = size + k
    all = move(graph, [all, joined], taps, shape)
  }
  return all
}

/** Indices of places, so that no round has one twice, in their order. */
function rounds(places: Int32Array): number[][] {
  const seen = new Map<number, number>()
  const all: number[][] = []
  for (const [i, place] of places.entries()) {
    const round = seen.get(place) ?? 0
    seen.set(place, round + 1)
    ;(all[round] ??= []).push(i)
  }
  return all
}

const scatterElements: ReadOperator = (node, graph) => {
  const [tensor, indices, updates] = [inputOf(node, 0), constantOf(node, 1, 'an index'), inputOf(node, 2)]
  const axis = axisOf(node, intOf(node, 'axis', 0), tensor.shape.length)
  if (String(updates.shape) !== String(indices.shape))
    throw wrong(node, `updates of [${indices.shape.join(', ')}]`, 'updates', updates.shape)
  return [scattered(node, graph, tensor, updates, placesAlong(node, tensor, indices, axis))]
}

const scatterParts: ReadOperator = (node, graph) => {
  const [tensor, indices, updates] = [inputOf(node, 0), constantOf(node, 1, 'an index'), inputOf(node, 2)]
  const starts = partsAt(node, tensor, indices, 0)
  const part = tensor.shape.slice(indices.shape.at(-1) ?? 0)
  const size = sizeOf(part)
  if (sizeOf(updates.shape) !== starts.length * size)
    throw wrong(node, `${starts.length * size} updates`, 'updates', updates.shape)
  const places = range(starts.length * size).map((i) => starts[Math.floor(i / size)]! + (i % size))
  return [scattered(node, graph, tensor, updates, places)]
}

export const scattering: Operators = {
  Scatter: { read: scatterElements, rows: placed.scatterElements },
  ScatterElements: { read: scatterElements, rows: placed.scatterElements },
  ScatterND: { read: scatterParts, rows: placed.scatterParts },
}
