import { brief } from '../../../files/brief.ts'
import { naming } from '../graph.ts'
import type { FunctionMessage, GraphMessage, NodeMessage, Opsets } from '../file/messages.ts'
import type { Node } from '../node.ts'
import { operators } from '../operators/index.ts'
import { invalid, unsupported } from '../refusals.ts'
import { mixed } from '../rows/followed.ts'
import { callOperator } from './callOperator.ts'
import type { Known } from './known.ts'
import { orderNodes } from './orderNodes.ts'
import type { Reading } from './reading.ts'
import { Scope } from './scope.ts'

/** How deep functions may call others. */
const MOST_DEEP = 64

/** Where nodes stand: what they may read, and what they mean. */
interface Surroundings {
  readonly scope: Scope
  readonly opsets: Opsets
  /** Attributes of the caller, where they are a function's. */
  readonly attributes?: Node['attributes']
  readonly depth: number
}

/** Reads the nodes that these tensors depend on, and tells what is known of these. @throws as `readOnnx` */
export function readNodes(
  reading: Reading,
  nodes: readonly NodeMessage[],
  outputs: readonly string[],
  surroundings: Surroundings,
): Known[] {
  const { scope } = surroundings
  for (const { node, index, wanted } of orderNodes(nodes, outputs)) {
    const label = `${brief(node.name === '' ? `#${index}` : node.name, 120)} (${brief(node.type, 60)})`
    const inputs = node.inputs.map((name) => (name === '' ? undefined : (scope.find(name) ?? missing(name, label))))
    const own = resolved(node.attributes, surroundings.attributes)
    const results = readNode(reading, node, { ...surroundings, label, wanted, inputs, own })
    for (const [k, name] of node.outputs.entries())
      if (name !== '' && results[k] !== undefined) scope.define(name, results[k])
  }
  return outputs.map((name) => scope.find(name) ?? missing(name, 'the outputs'))
}

interface NodeSurroundings extends Surroundings {
  readonly label: string
  readonly wanted: readonly boolean[]
  readonly inputs: readonly (Known | undefined)[]
  /** The node's own attributes. */
  readonly own: Node['attributes']
}

function readNode(
  reading: Reading,
  { domain, type, inputs: names }: NodeMessage,
  at: NodeSurroundings,
): readonly Known[] {
  const { label, wanted, inputs, opsets, own } = at
  const made = reading.functions.get(`${domain}.${type}`)
  if (made !== undefined) {
    const call = (): Known[] => callFunction(reading, made, at)
    // Of an operator of the standard's own name runtimes may take their own kernel.
    return domain === '' ? doubting(reading, label, call) : call()
  }
  if (domain === '' && type === 'If') return chooseBranch(reading, at)
  const operator = operators.get(domain === '' ? type : `${domain}.${type}`)
  if (operator === undefined) throw unsupported(label, `the operator ${brief(type, 120)}`, 'Leave it out.')
  const opset = opsets.get('') ?? 1
  return callOperator(reading, operator, { label, type, opset, attributes: own, wanted, inputs, names })
}

/** A function's attributes are what its caller says, or else what it says itself. */
function resolved(own: Node['attributes'], given: Node['attributes'] | undefined): Node['attributes'] {
  if (given === undefined) return own
  return new Map(
    [...own].flatMap(([name, attribute]) => {
      const value = attribute.reference === undefined ? attribute : given.get(attribute.reference)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

function callFunction(
  reading: Reading,
  { name, nodes, inputs, outputs, attributes: defaults, opsets }: FunctionMessage,
  { inputs: given, own, depth }: NodeSurroundings,
): Known[] {
  if (depth >= MOST_DEEP) throw invalid(`functions at most ${MOST_DEEP} deep in each other`, 'function', name)
  const scope = new Scope(reading, [])
  for (const [i, one] of inputs.entries()) if (given[i] !== undefined) scope.define(one, given[i])
  const attributes = new Map([...defaults, ...own])
  return readNodes(reading, nodes, outputs, { scope, opsets, attributes, depth: depth + 1 })
}

/** The branch of an If whose condition is known: the other is not read. */
function chooseBranch(reading: Reading, { label, wanted, inputs, own, ...at }: NodeSurroundings): readonly Known[] {
  const [condition] = inputs
  if (condition === undefined || condition.sequence !== undefined)
    throw invalid(`a condition in node ${label}`, 'inputs', inputs.length)
  if (condition.tensor.kind === 'variable')
    throw unsupported(label, 'a condition that is computed from the inputs', 'Export the model with constants folded.')
  const { data } = condition.tensor
  const name = data[0] === 0 ? 'else_branch' : 'then_branch'
  const branch: GraphMessage | undefined = own.get(name)?.graph
  if (branch === undefined || data.length !== 1) throw invalid(`a ${name} in node ${label}`, 'attribute', name)
  if (branch.outputs.length < wanted.length)
    throw invalid(`${branch.outputs.length} outputs of node ${label}`, 'outputs', wanted.length)
  // For another number of rows it may be the other one.
  const cannot = mixed({ label }, 'which branch is computed hangs on how many rows a batch has')
  for (const [k, seen] of reading.seen.entries()) if (condition.followed[k] !== undefined) seen.push(cannot)
  const names = branch.outputs.map((output) => output.name)
  const scope = new Scope(reading, branch.initializers, at.scope)
  const read = (): Known[] => readNodes(reading, branch.nodes, names, { ...at, scope, depth: at.depth + 1 })
  return condition.unlike ? doubting(reading, label, read) : read()
}

/** What ONNX Runtime may compute otherwise than it is read. */
function doubting({ graph }: Reading, label: string, read: () => Known[]): Known[] {
  return naming(graph, label, read, ['onnxruntime']).map(doubted)
}

function doubted(one: Known): Known {
  const { tensor, sequence } = one
  return {
    ...one,
    ...(tensor.kind === 'constant' ? { unlike: true } : {}),
    ...(sequence === undefined ? {} : { sequence: sequence.map(doubted) }),
  }
}

/** A tensor that is read, and not there. */
function missing(name: string, by: string): never {
  throw invalid(
    `a tensor that ${by.startsWith('the ') ? by : `node ${by}`} may read`,
    'tensor',
    name,
    'No node computes it, and it is no input and no initializer',
  )
}
