import { brief } from '../../files/brief.ts'
import { sizeOf } from '../layers/layer.ts'
import { append, asVariable, type Graph, join, newGraph, settle, take } from './graph.ts'
import { isAlsoChosen, readInputs, sizesOf } from './readInputs.ts'
import type { GraphMessage, TensorMessage, ValueMessage } from './messages.ts'
import { intOf } from './node.ts'
import { isFloat32, nodeType } from './nodeType.ts'
import { describeType, fits, isInteger, numberType, type NumberType } from './numberTypes.ts'
import { missing, type NodeRead, readNode } from './readNode.ts'
import type { ReadOnnxOptions } from './onnxNetwork.ts'
import type { OnnxNetwork } from './onnxNetwork.ts'
import { readTensor } from './readTensor.ts'
import { batchMixed, invalid, otherType, unsupported } from './refusals.ts'
import { type Followed, rows } from './rows/followed.ts'
import { followNode } from './rows/followNode.ts'
import { checkedSize, type Constant, range, type Tensor, type Variable } from './tensors.ts'
import { neededBy, trim } from './trim.ts'

/** What is known of a tensor of the graph. */
interface Known {
  readonly tensor: Tensor
  readonly type: NumberType
  /** How it hangs on each number of rows in `sizesOf`; undefined where it does not, or where the batch is stated. */
  readonly followed: readonly (Followed | undefined)[]
}

/** Reads the nodes that the outputs depend on, one after the other. @throws as `readOnnx` */
export function readGraph(
  message: GraphMessage,
  opset: number,
  { folder, batch, round = false }: ReadOnnxOptions,
): OnnxNetwork {
  const graph = newGraph()
  const known = new Map<string, Known>()
  const stored = new Map(message.initializers.map((tensor) => [tensor.name, tensor]))
  const define = (name: string, one: Known): void => {
    if (known.has(name) || stored.has(name)) throw invalid('a name for each tensor', 'tensor', name)
    known.set(name, one)
  }
  const rounded = new Set<string>()
  const rounds = (what: string): void => {
    if (!round) throw otherType(what)
    rounded.add(what)
  }
  if (stored.size < message.initializers.length)
    throw invalid('a name for each initializer', 'initializers', message.initializers.length)
  const given = message.inputs.filter(({ name }) => !stored.has(name))
  if (given.length === 0) throw invalid('a model with inputs', 'inputs', 0)
  const inputs = readInputs(given, batch)
  const sizes = batch === undefined ? sizesOf(inputs) : []
  for (const [i, { name, type, shape, rows: own }] of inputs.entries()) {
    if (type !== 'float32') rounds(`input ${brief(name, 120)}, ${type}`)
    const size = checkedSize(shape, name)
    take(graph, size, brief(name, 120))
    const tensor = append(graph, { kind: 'input', input: i, size }, [], `${brief(name, 120)} (input)`, shape)
    const followed = sizes.map((varied) => (own !== undefined && varied.has(own.size) ? rows(own.axis, 1) : undefined))
    define(name, { tensor, type, followed })
  }
  const open = (tensor: TensorMessage): Constant => {
    const read = readTensor(tensor, folder)
    take(graph, read.data.length, brief(tensor.name, 120))
    return read
  }
  const find = (name: string): Known | undefined => {
    const initializer = stored.get(name)
    if (known.has(name) || initializer === undefined) return known.get(name)
    const tensor = open(initializer)
    known.set(name, { tensor, type: tensor.type, followed: [] })
    return known.get(name)
  }
  const seen = sizes.map((): Followed[] => [])
  const needed = neededBy(message)
  for (const [index, node] of message.nodes.entries()) {
    const wanted = node.outputs.map((name) => needed.has(name))
    if (!wanted.includes(true)) continue
    const surroundings = { index, opset, wanted, open, rounds, find: (name: string) => find(name)?.tensor }
    const read = readNode(graph, message, node, surroundings)
    const all = knownOf(
      read,
      node.inputs.map((input) => ({ name: input, ...known.get(input) })),
      sizes.length,
    )
    for (const [k, name] of node.outputs.entries()) if (name !== '' && all[k] !== undefined) define(name, all[k])
    for (const [k, one] of (all[0]?.followed ?? []).entries()) if (one !== undefined) seen[k]!.push(one)
  }
  if (message.outputs.length === 0) throw invalid('a model with outputs', 'outputs', 0)
  const outputs = message.outputs.map((output) => {
    const one = find(output.name)
    if (one === undefined) throw missing(message, output.name, 'the outputs')
    return { ...one, name: output.name, found: outputOf(graph, output, one, rounds) }
  })
  for (const [k, all] of seen.entries())
    checkRows(
      all,
      outputs.map(({ name, followed }) => ({ name, followed: followed[k] })),
      sizes[k]!,
    )
  return {
    network: {
      inputs: inputs.map(({ name, shape }) => ({ name, size: sizeOf(shape) })),
      opaque: [],
      ...trim(
        graph,
        joined(
          graph,
          outputs.map(({ found }) => found),
        ),
      ),
    },
    inputs: inputs.map(({ name, shape }) => ({ name, shape })),
    outputs: outputs.map(({ name, found: { shape } }) => ({ name, shape })),
    rounded: [...rounded],
  }
}

/** What is known of a node's outputs, for so many numbers of rows, from what is known of its inputs. */
function knownOf(
  { node, operator, results }: NodeRead,
  inputs: readonly (Partial<Known> & { readonly name: string })[],
  sizes: number,
): Known[] {
  const followed = Array.from({ length: sizes }, (_, k) =>
    followNode({ node, results, followed: inputs.map((one) => one.followed?.[k]) }, operator),
  )
  const isComputed = results.some(({ kind }) => kind === 'variable')
  const computed = isComputed
    ? nodeType(
        node,
        inputs.map(({ type }) => type),
        inputs.map(({ name }) => `tensor ${brief(name, 120)}`),
        node.type === 'Cast' ? numberType(intOf(node, 'to', 0)) : undefined,
      )
    : undefined
  return results.map((tensor) => ({ tensor, type: tensor.kind === 'constant' ? tensor.type : computed!, followed }))
}

/** An output as numbers of operations. @throws MODEL_INVALID where the file says another type */
function outputOf(
  graph: Graph,
  { name, type: declared }: ValueMessage,
  { tensor, type }: Known,
  rounds: (what: string) => void,
): Variable {
  const label = brief(name, 120)
  const said = numberType(declared)
  if (declared !== 0 && said !== type) throw invalid(`an output of ${type} numbers`, name, describeType(declared))
  if (isInteger(type) && tensor.kind === 'constant' && !tensor.data.every((x) => fits('float32', x)))
    throw unsupported(label, 'an output of large whole numbers', 'Leave it out.')
  if (!isFloat32(tensor)) rounds(`output ${label}, ${type}`)
  return asVariable(graph, tensor, `${label} (output)`)
}

/**
 * @throws BATCH_MIXED where the rows of a batch depend on each other, or on how many there are, unless one of the
 * numbers can only be 1
 */
function checkRows(
  seen: readonly Followed[],
  outputs: readonly { readonly name: string; readonly followed: Followed | undefined }[],
  varied: ReadonlySet<string>,
): void {
  if (seen.some(({ kind }) => kind === 'alone')) {
    if (isAlsoChosen(varied)) return
    throw batchMixed('the inputs', `their batches have ${varied.size} names, and not all can be of several rows`)
  }
  for (const one of seen) if (one.kind === 'mixed') throw one.error
  for (const { name, followed } of outputs)
    if (followed?.kind === 'sized') throw batchMixed(`output ${brief(name, 120)}`, 'it is how many rows a batch has')
}

/** The operation whose result is all outputs, one after the other. */
function joined(graph: Graph, outputs: readonly Variable[]): number {
  if (outputs.length === 1) return settle(graph, outputs[0]!, 'output')
  const { reads, compose } = join(graph, outputs, 'outputs')
  const size = outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return settle(graph, { kind: 'variable', shape: [size], reads, taps: compose(range(size)) }, 'outputs')
}
