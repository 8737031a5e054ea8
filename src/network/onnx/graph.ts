import type { BackendName } from '../../backend/name.ts'
import { type Part, type Shape, sizeOf } from '../layers/layer.ts'
import type { AffineOperation, Rounding } from '../../operations/affine/affineOperation.ts'
import { tapsOf } from '../../operations/affine/taps.ts'
import { keptWeights } from '../../operations/affine/weights.ts'
import type { Operation } from '../../operations/index.ts'
import { invalid } from './refusals.ts'
import { type Constant, constant, gridTaps, stridesOf, type Tensor, type Variable } from './tensors.ts'

/** A network while it grows. */
export interface Graph {
  readonly operations: Operation[]
  /** Variables that were made an operation's whole result. */
  readonly settled: WeakMap<Variable, number>
  /** How many more numbers may be made. */
  room: number
  /** What is being read, which operations that are made are named after: see `naming`. */
  label: string
  /** Backends that may compute it otherwise. */
  faultyOn: readonly BackendName[]
}

/** Numbers that all operations of a network may have, taps included: about half a gigabyte. */
export const ROOM: number = 2 ** 27

export function newGraph(): Graph {
  return { operations: [], settled: new WeakMap(), room: ROOM, label: 'model', faultyOn: [] }
}

/**
 * What `make` makes while this is being read; `faultyOn`: backends that may compute it otherwise, beside those that may
 * what it is part of.
 */
export function naming<T>(graph: Graph, label: string, make: () => T, faultyOn: readonly BackendName[] = []): T {
  const outer = { label: graph.label, faultyOn: graph.faultyOn }
  graph.label = label
  graph.faultyOn = [...new Set([...outer.faultyOn, ...faultyOn])]
  const made = make()
  Object.assign(graph, outer)
  return made
}

/** Counts numbers that are about to be made. @throws MODEL_INVALID where they get too many */
export function take(graph: Graph, count: number): void {
  graph.room -= count
  if (!(graph.room >= 0)) throw invalid('a model that fits into memory', 'node', graph.label)
}

/** An operation takes about as much memory as so many numbers. */
const OPERATION = 256

/** Adds an operation; its whole result, in this shape. What only moves numbers does so on every backend. */
export function append(graph: Graph, part: Part, reads: readonly number[], shape: Shape): Variable {
  take(graph, OPERATION)
  const faultyOn = [...(part.faultyOn ?? []), ...(part.kind === 'gather' ? [] : graph.faultyOn)]
  const index = graph.operations.push({ ...part, faultyOn, layer: graph.label, reads }) - 1
  return { kind: 'variable', shape, reads: [index], taps: null }
}

/**
 * What taps into the numbers of some variables, one after the other, are in the results of the operations that they
 * read.
 */
export interface Joined {
  readonly reads: readonly number[]
  compose(taps: Int32Array): Int32Array
}

export function join(graph: Graph, variables: readonly Variable[]): Joined {
  const first = variables[0]!
  if (variables.length === 1 && first.taps === null) return { reads: first.reads, compose: (taps) => taps }
  const starts = new Map<number, number>()
  let next = 0
  for (const read of variables.flatMap(({ reads }) => reads)) {
    if (starts.has(read)) continue
    starts.set(read, next)
    next += graph.operations[read]!.size
  }
  const size = variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  take(graph, size)
  const all = new Int32Array(size)
  let at = 0
  for (const { shape, reads, taps } of variables) {
    const count = sizeOf(shape)
    // Where each of its reads begins, in its own taps and in the joined results.
    let own = 0
    const places = reads.map((read) => {
      const place = { from: own, to: starts.get(read)! }
      own += graph.operations[read]!.size
      return place
    })
    for (let i = 0; i < count; i++) {
      const tap = taps === null ? i : taps[i]!
      let k = places.length - 1
      while (k > 0 && places[k]!.from > tap) k--
      all[at++] = tap < 0 ? -1 : tap - places[k]!.from + places[k]!.to
    }
  }
  return { reads: [...starts.keys()], compose: (taps) => taps.map((tap) => (tap < 0 ? -1 : all[tap]!)) }
}

/**
 * Numbers of some tensors moved: taps into all of their numbers, one tensor after the other. Of constants alone it is
 * one.
 */
export function move(graph: Graph, tensors: readonly Tensor[], taps: Int32Array, shape: Shape): Tensor {
  take(graph, taps.length)
  if (tensors.every((tensor) => tensor.kind === 'constant')) {
    const [first] = tensors
    const all = tensors.length === 1 ? first!.data : concatenated(graph, tensors)
    const data = Float64Array.from(taps, (tap) => (tap < 0 ? 0 : all[tap]!))
    return constant(shape, data, first!.type)
  }
  const { reads, compose } = join(
    graph,
    tensors.map((tensor) => asVariable(graph, tensor)),
  )
  return { kind: 'variable', shape, reads, taps: compose(taps) }
}

function concatenated(graph: Graph, tensors: readonly Constant[]): Float64Array {
  const size = tensors.reduce((sum, { data }) => sum + data.length, 0)
  take(graph, size)
  const all = new Float64Array(size)
  let at = 0
  for (const { data } of tensors) {
    all.set(data, at)
    at += data.length
  }
  return all
}

/** The same numbers in another shape. */
export function reshape(tensor: Tensor, shape: Shape): Tensor {
  return { ...tensor, shape }
}

/** Constants become the bias of an operation that reads nothing but a zero. */
export function asVariable(graph: Graph, tensor: Tensor): Variable {
  if (tensor.kind === 'variable') return tensor
  const size = tensor.data.length
  if (size === 0) throw invalid('tensors with numbers in them', 'node', graph.label)
  const zeros = new Float64Array(size)
  const bias = float32s(tensor)
  return affine(graph, { taps: Int32Array.of(-1), kernel: zeros, bias, filters: size }, [0], tensor.shape)
}

/** A constant's numbers as weights of the network: sums in float32 have float32 weights. */
export function float32s({ data }: Pick<Constant, 'data'>): Float64Array {
  return new Float64Array(new Float32Array(data))
}

/** An affine operation by what is not usual in it: one position for each window of taps, one group, no bias, a sum. */
export function affine(
  graph: Graph,
  given: { readonly taps: Int32Array; readonly kernel: Float64Array } & Partial<
    Pick<AffineOperation, 'bias' | 'window' | 'filters' | 'groups' | 'rounding'>
  >,
  reads: readonly number[],
  shape: Shape,
): Variable {
  const { taps, kernel, bias = null, window = 1, filters = 1, groups = 1 } = given
  const rounding: Rounding = given.rounding ?? { kind: 'sum' }
  const positions = taps.length / window
  const size = positions * filters
  take(graph, size + taps.length + kernel.length)
  const part: Part = {
    kind: 'affine',
    size,
    taps: tapsOf(taps, window),
    kernel: keptWeights(kernel, rounding),
    bias,
    positions,
    window,
    filters,
    groups,
    rounding,
  }
  return append(graph, part, reads, shape)
}

/** The operation whose whole result the variable is: one that gathers it, unless there is such already. */
export function settle(graph: Graph, variable: Variable): number {
  const { reads, taps } = variable
  if (taps === null) return reads[0]!
  const known = graph.settled.get(variable)
  if (known !== undefined) return known
  const isWhole =
    reads.length === 1 && taps.length === graph.operations[reads[0]!]!.size && taps.every((tap, i) => tap === i)
  if (!isWhole) take(graph, taps.length)
  const index = isWhole
    ? reads[0]!
    : append(graph, { kind: 'gather', size: taps.length, taps }, reads, variable.shape).reads[0]!
  graph.settled.set(variable, index)
  return index
}

/** The same tensor, read as an operation's whole result. */
export function whole(graph: Graph, variable: Variable): Variable {
  return { kind: 'variable', shape: variable.shape, reads: [settle(graph, variable)], taps: null }
}

/**
 * The same tensor without zeros that are no number of an operation: for windows in which a tap of -1 is nothing at all.
 */
export function withoutZeros(graph: Graph, variable: Variable): Variable {
  return variable.taps?.includes(-1) === true ? whole(graph, variable) : variable
}

/** Axis `order[i]` becomes axis i. */
export function transpose(graph: Graph, tensor: Tensor, order: readonly number[]): Tensor {
  const strides = stridesOf(tensor.shape)
  const shape = order.map((axis) => tensor.shape[axis]!)
  const along = order.map((axis) => Int32Array.from({ length: tensor.shape[axis]! }, (_, i) => i * strides[axis]!))
  return move(graph, [tensor], gridTaps(shape, along), shape)
}
