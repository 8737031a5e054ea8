import { brief } from '../../files/brief.ts'
import type { Graph } from './graph.ts'
import type { GraphMessage, NodeMessage } from './messages.ts'
import type { Node } from './node.ts'
import { operators } from './operators/index.ts'
import type { Operator } from './operators/operator.ts'
import { invalid, unsupported } from './refusals.ts'
import { checkedSize, type Tensor } from './tensors.ts'

/** What a node's meaning depends on beside its own message. */
export interface Surroundings extends Pick<Node, 'opset' | 'wanted' | 'open' | 'rounds'> {
  readonly index: number
  readonly find: (name: string) => Tensor | undefined
}

/** A node, its operator, and what comes out: its outputs in order. */
export interface NodeRead {
  readonly node: Node
  readonly operator: Operator
  readonly results: readonly Tensor[]
}

/** What a node of the file computes. @throws OPERATOR_UNSUPPORTED, MODEL_INVALID, NUMBER_TYPE_UNSUPPORTED */
export function readNode(
  graph: Graph,
  message: GraphMessage,
  { name, type, domain, inputs, attributes }: NodeMessage,
  { index, find, ...surroundings }: Surroundings,
): NodeRead {
  const label = `${brief(name === '' ? `#${index}` : name, 120)} (${brief(type, 60)})`
  const operator = domain === '' ? operators.get(type) : undefined
  if (operator === undefined)
    throw unsupported(
      label,
      `the operator ${brief(domain === '' ? type : `${domain}.${type}`, 120)}`,
      `Export the model with others in its place, or leave the node out: these can be read: ${[...operators.keys()].toSorted().join(', ')}.`,
    )
  const tensors = inputs.map((input) => {
    if (input === '') return undefined
    const tensor = find(input)
    if (tensor === undefined) throw missing(message, input, `node ${label}`)
    return tensor
  })
  const node: Node = { label, type, inputs: tensors, attributes, ...surroundings }
  const results = operator.read(node, graph)
  for (const { kind, shape } of results)
    if (kind === 'variable' && checkedSize(shape, label) === 0)
      throw invalid('results with numbers in them', 'node', label)
  if (node.wanted.some((isWanted, i) => isWanted && results[i] === undefined))
    throw invalid(`${results.length} outputs of node ${label}`, 'outputs', node.wanted.length)
  return { node, operator, results }
}

/** A tensor that is read, and not there yet. */
export function missing({ nodes, sparse }: GraphMessage, name: string, by: string): Error {
  const isLater = nodes.some(({ outputs }) => outputs.includes(name))
  const hint = isLater
    ? 'It is computed by a later node, or depends on itself'
    : `No node computes it, and it is no input and no initializer${sparse === 0 ? '' : ' but maybe a sparse one, which are not read'}`
  return invalid(`a tensor that ${by} may read`, 'tensor', name, hint)
}
