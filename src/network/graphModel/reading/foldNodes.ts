import { readTidily } from '../../../backend/readTidily.ts'
import { tf } from '../../../backend/tf.ts'
import { OvershootError } from '../../../errors.ts'
import { brief } from '../../../files/brief.ts'
import type { MappedNode } from '../graphExecutor.ts'
import { tensorName } from '../graphFile.ts'
import type { Graph } from '../runGraph.ts'

const setOf = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** They move numbers, compare, or choose: of known ones every backend makes the same, to the bit. */
const exact = setOf(
  'Abs BroadcastTo Concat ConcatV2 Equal ExpandDims Fill Greater GreaterEqual Identity Less LessEqual LogicalAnd ' +
    'LogicalNot LogicalOr Maximum Minimum Neg NotEqual OnesLike Pack Pad PadV2 Rank Relu Reshape Shape Size Slice ' +
    'Snapshot Split SplitV Squeeze StopGradient Tile Transpose Unpack ZerosLike',
)

/** They compute each number by itself, or move it in a way that backends differ in. Sums are none of these. */
const alone = setOf(
  'Acos Acosh Add AddV2 ArgMax ArgMin Asin Asinh Atan Atan2 Atanh BatchToSpaceND BiasAdd Cast Ceil ClipByValue Cos ' +
    'Cosh DepthToSpace Div DivNoNan Elu Erf Exp Expm1 Floor FloorDiv FloorMod Gather GatherNd GatherV2 IsFinite ' +
    'IsInf IsNan LeakyRelu LinSpace Log Log1p Max Min MirrorPad Mod Mul OneHot Pow Prelu Range RealDiv Reciprocal ' +
    'Relu6 Reverse ReverseV2 Round Rsqrt ScatterNd Select SelectV2 Selu Sigmoid Sign Sin Sinh Softplus SpaceToBatchND ' +
    'Sqrt Square SquaredDifference StridedSlice Sub Tan Tanh TopKV2',
)

/** Of whole numbers they make the same on every backend. */
const wholeNumbers = setOf('Add AddV2 BiasAdd FloorDiv FloorMod Mul Sub')

/** Numbers that were computed. */
export interface Computed {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly data: Float32Array | Int32Array | Uint8Array
}

/** Numbers that a graph computes of its constants only. */
export interface Folded {
  /** The outputs of nodes, by their names: of those that others, or the outputs, need. */
  readonly results: ReadonlyMap<string, readonly Computed[]>
  /** May another backend compute other numbers? */
  readonly isPinned: boolean
}

/**
 * What nodes compute that depend on constants only, as the backend that runs computes it, to the bit. Those that add up
 * are not among them: a sum may be another on a machine with more threads. Neither are those whose results are not
 * finite.
 * @param orderOf the nodes that the outputs depend on, each after those that it reads, where some names are given
 * @param shapes what the graph is given where it is tried as a whole
 * @throws OPERATOR_UNSUPPORTED where a node computes other numbers each time
 */
export function foldNodes(
  graph: Graph,
  shapes: readonly (readonly number[])[],
  orderOf: (given: ReadonlySet<string>) => readonly MappedNode[],
): Folded {
  const { names, rounded } = foldable(orderOf(new Set()))
  const results = new Map<string, readonly Computed[]>()
  for (;;) {
    const order = orderOf(names)
    const needed = order.filter(({ name }) => names.has(name))
    const wanted = needed.filter(({ name }) => !results.has(name))
    if (wanted.length === 0) {
      const kept = needed.map(({ name }) => [name, results.get(name)!] as const)
      return { results: new Map(kept), isPinned: needed.some(({ name }) => rounded.has(name)) }
    }
    for (const [name, computed] of computeTwice(graph, shapes, wanted, order)) {
      if (computed.every(isRead)) results.set(name, computed)
      else names.delete(name)
    }
  }
}

/** Nodes that may be folded, and those of them that another backend may compute otherwise. */
function foldable(order: readonly MappedNode[]): { names: Set<string>; rounded: ReadonlySet<string> } {
  const [names, rounded, constants] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const { name, op, category, inputNames, attrParams } of order) {
    if (op === 'Const') constants.add(name)
    const reads = inputNames.map((text) => tensorName(text)!.node)
    const isKnown = reads.length > 0 && reads.every((read) => constants.has(read) || names.has(read))
    if (!isKnown || category === 'custom' || !(exact.has(op) || alone.has(op))) continue
    names.add(name)
    const isWhole = wholeNumbers.has(op) && attrParams['dtype']?.value === 'int32'
    if (!(exact.has(op) || isWhole) || reads.some((read) => rounded.has(read))) rounded.add(name)
  }
  return { names, rounded }
}

function isRead({ dtype, data }: Computed): boolean {
  return ['float32', 'int32', 'bool'].includes(dtype) && data.every(Number.isFinite)
}

/** Once by themselves, and once where the whole graph runs: what they compute must be the same. */
function computeTwice(
  graph: Graph,
  shapes: readonly (readonly number[])[],
  wanted: readonly MappedNode[],
  order: readonly MappedNode[],
): (readonly [name: string, computed: readonly Computed[]])[] {
  const last = new Map<string, number>()
  const read = [...order.flatMap(({ inputNames }) => inputNames.map((text) => tensorName(text)!)), ...graph.outputs]
  for (const { node, index } of read) last.set(node, Math.max(index, last.get(node) ?? 0))
  const ports = wanted.flatMap(({ name }) => Array.from({ length: last.get(name)! + 1 }, (_, i) => `${name}:${i}`))
  const outputs = graph.outputs.map(({ node, index }) => `${node}:${index}`)
  const [first, second] = readTidily(() => {
    const zeros = graph.inputs.map(({ node, type }, i) => [node, tf.zeros([...shapes[i]!], type)] as const)
    return [
      compute(graph, {}, ports),
      compute(graph, Object.fromEntries(zeros), [...outputs, ...ports]).slice(outputs.length),
    ] as const
  })
  const differs = first.findIndex((one, i) => !isSame(one, second[i]!))
  if (differs >= 0)
    throw new OvershootError(
      'OPERATOR_UNSUPPORTED',
      `node ${brief(ports[differs]!, 120)} computes other numbers of its constants each time`,
    )
  return wanted.map(({ name }) => [name, first.filter((_, i) => tensorName(ports[i]!)!.node === name)] as const)
}

function compute({ model }: Graph, given: tf.NamedTensorMap, ports: string[]): Computed[] {
  return [model.execute(given, ports)].flat().map(numbersIn)
}

/** What a tensor holds; texts are no numbers. */
export function numbersIn(tensor: tf.Tensor): Computed {
  const { shape, dtype } = tensor
  return { shape, dtype, data: tensor.dataSync<'float32' | 'int32' | 'bool'>() }
}

function isSame(one: Computed, other: Computed): boolean {
  const bytes = ({ data }: Computed): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const alike = String([one.dtype, one.shape]) === String([other.dtype, other.shape])
  return alike && Buffer.compare(bytes(one), bytes(other)) === 0
}
