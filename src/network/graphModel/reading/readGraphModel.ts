import { type BackendName, backendNames } from '../../../backend/name.ts'
import { currentBackend } from '../../../backend/useBackend.ts'
import { OvershootError, reasonOf } from '../../../errors.ts'
import { brief } from '../../../files/brief.ts'
import { checkTime } from '../../../timeUp.ts'
import { type Shape, sizeOf } from '../../layers/layer.ts'
import type { Network } from '../../network.ts'
import { newReading } from '../../kernelCalls.ts'
import { append, asVariable, ROOM, take } from '../../onnx/graph.ts'
import { isInteger } from '../../onnx/numberTypes.ts'
import type { Known } from '../../onnx/reading/known.ts'
import { checkRows, joined } from '../../onnx/reading/readGraph.ts'
import type { Reading } from '../../onnx/reading/reading.ts'
import { trim } from '../../onnx/reading/trim.ts'
import { rows } from '../../onnx/rows/followed.ts'
import { checkedSize, constant } from '../../onnx/tensors.ts'
import { isAltered, type MappedNode, weightOf } from '../graphExecutor.ts'
import { tensorName } from '../graphFile.ts'
import { listed } from '../refusedNodes.ts'
import type { Graph } from '../runGraph.ts'
import { translations } from '../translators/index.ts'
import { type Computed, type Folded, foldNodes, numbersIn } from './foldNodes.ts'
import { orderMapped } from './orderMapped.ts'
import { stepOf } from './stepOf.ts'

/** A graph as a network, or why it cannot be one, in words. */
export type ReadGraph = { readonly network: Network; readonly isPinned: boolean } | { readonly why: string }

/** What is read. */
export interface ReadRequest extends Graph {
  /** What the graph takes of one case; the first axis is the batch where cases are rows of one. */
  readonly shapes: readonly Shape[]
  /** Are cases the rows of one batch? Otherwise the graph runs once for each. */
  readonly isBatched: boolean
  /** Shapes of the layer's results, without the rows. */
  readonly outputShapes: readonly Shape[]
  /** Numbers that are made at least. */
  readonly room: number
}

/** The one size of a batch that there is. */
const BATCH = 'of the batch'

/**
 * Reads a graph model as a network that computes the same in real arithmetic, for one case: its result holds all
 * outputs, flat, one after the other. Where cases are rows of a batch, it is what each row of any batch gives. What is
 * computed of constants is what the backend that runs computes, see `foldNodes`: a network with numbers that another
 * may round otherwise is pinned to it. Sums of constants are operations as all others.
 * @throws TimeUp when it is past `until`
 */
export function readGraphModel(request: ReadRequest, until: number): ReadGraph {
  if (isAltered(request.model)) return { why: 'code of tf.js that was altered' }
  if (!(request.room <= ROOM)) return { why: 'it is too large for bounds' }
  try {
    const { results, isPinned } = foldNodes(request, request.shapes, (given) => orderMapped(request, given))
    const order = orderMapped(request, new Set(results.keys()))
    const others = order.filter((node) => !(results.has(node.name) || isKnown(node)))
    if (others.length > 0) return { why: listed(others) }
    const network = read(request, order, results, until)
    return { network: isPinned ? pinnedTo(currentBackend(), network) : network, isPinned }
  } catch (error) {
    if (!(error instanceof OvershootError || error instanceof RangeError)) throw error
    // Its operators are ONNX', but the file is none.
    return { why: brief(reasonOf(error).replace(/^readOnnx: /, '')) }
  }
}

/** Can it be read, whatever it reads? */
function isKnown({ op, category }: MappedNode): boolean {
  return category !== 'custom' && (translations.has(op) || op === 'Const' || op === 'Placeholder')
}

/** The same, of which nothing is known on other backends. */
function pinnedTo(backend: BackendName, network: Network): Network {
  const others = backendNames.filter((name) => name !== backend)
  const operations = network.operations.map((operation) =>
    operation.kind === 'input'
      ? operation
      : { ...operation, faultyOn: [...new Set([...operation.faultyOn, ...others])] },
  )
  return { ...network, operations }
}

function readInputs({ graph }: Reading, { inputs, shapes, isBatched }: ReadRequest): Map<string, readonly Known[]> {
  const found = new Map<string, readonly Known[]>()
  for (const [i, { name, node, type }] of inputs.entries()) {
    if (type !== 'float32') throw new OvershootError('NUMBER_TYPE_UNSUPPORTED', `input ${brief(name, 60)} is ${type}`)
    const size = checkedSize(shapes[i]!, name)
    take(graph, size)
    graph.label = `${brief(name, 120)} (input)`
    const tensor = append(graph, { kind: 'input', input: i, size }, [], shapes[i]!)
    found.set(node, [{ tensor, type, followed: isBatched ? [rows(0, 1)] : [] }])
  }
  return found
}

function read(request: ReadRequest, order: readonly MappedNode[], folded: Folded['results'], until: number): Network {
  const { inputs, shapes, outputs, isBatched } = request
  const reading = newReading(isBatched)
  const { graph } = reading
  const results = readInputs(reading, request)
  for (const node of order) {
    if (results.has(node.name)) continue
    checkTime(until)
    const known = knownOf(request, node, folded)
    const all = known?.map((one) => numbersOf(reading, node, one)) ?? readNode(reading, node, results)
    results.set(node.name, all)
  }
  const found = outputs.map(({ node, index }) => results.get(node)![index]!)
  for (const [i, { tensor, type }] of found.entries()) checkOutput(request, i, tensor.shape, type)
  const followed = found.map((one, i) => ({ name: outputs[i]!.name, followed: one.followed[0] }))
  if (isBatched) checkRows(reading.seen[0]!, followed, new Set([BATCH]))
  const variables = found.map(({ tensor }) => asVariable(graph, tensor))
  return {
    inputs: inputs.map(({ name }, i) => ({ name, size: sizeOf(shapes[i]!) })),
    opaque: [],
    ...trim(graph, joined(graph, variables)),
  }
}

/** What was computed must have the shape that is read: of numbers, a trial of the network asks. */
function checkOutput({ outputs, outputShapes }: ReadRequest, index: number, shape: Shape, type: string): void {
  const name = brief(outputs[index]!.name, 60)
  if (type !== 'float32') throw new OvershootError('NUMBER_TYPE_UNSUPPORTED', `output ${name} is ${type}`)
  if (sizeOf(shape) !== sizeOf(outputShapes[index]!))
    throw new OvershootError(
      'MODEL_INVALID',
      `output ${name} is read as [${shape.join(', ')}], which is not what is computed`,
    )
}

/** What a node holds or computes of constants, where it does. */
function knownOf(
  { model }: Graph,
  { name, op }: MappedNode,
  folded: Folded['results'],
): readonly Computed[] | undefined {
  if (op !== 'Const') return folded.get(name)
  return [numbersIn(weightOf(model, name)!)]
}

/** Whole numbers are all of 64 bits here, and none is larger than those of tf.js: see `stepOf`. */
function numbersOf({ graph }: Reading, { name }: MappedNode, { shape, dtype, data: own }: Computed): Known {
  const type = dtype === 'int32' ? 'int64' : dtype === 'bool' ? 'bool' : 'float32'
  if (!['float32', 'int32', 'bool'].includes(dtype))
    throw new OvershootError('NUMBER_TYPE_UNSUPPORTED', `weight ${brief(name, 60)} is ${dtype}`)
  take(graph, own.length)
  const data = Float64Array.from(own)
  if (!data.every(Number.isFinite))
    throw new OvershootError('NUMBER_TYPE_UNSUPPORTED', `weight ${brief(name, 60)} holds numbers that are not finite`)
  return { tensor: constant(shape, data, type), type, followed: [] }
}

function readNode(
  reading: Reading,
  node: MappedNode,
  results: ReadonlyMap<string, readonly Known[]>,
): readonly Known[] {
  const step = stepOf(
    reading,
    node,
    node.inputNames.map((text) => {
      const { node: name, index } = tensorName(text)!
      const input = results.get(name)?.[index]
      if (input === undefined)
        throw new OvershootError('MODEL_INVALID', `node ${brief(node.name, 60)} reads what is not there`)
      return input
    }),
  )
  const own = translations.get(node.op)!(step)
  for (const { tensor, type } of own)
    // tf.js lets larger ones wrap around.
    if (tensor.kind === 'constant' && isInteger(type) && tensor.data.some((x) => Math.abs(x) >= 2 ** 31))
      throw new OvershootError('NUMBER_TYPE_UNSUPPORTED', `node ${step.label} makes whole numbers past 2^31`)
  return own
}
