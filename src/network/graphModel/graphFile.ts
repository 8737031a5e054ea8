import { brief } from '../../files/brief.ts'

/** A node of a tf.js graph model as its file has it: TensorFlow's NodeDef. */
export interface GraphNode {
  readonly name: string
  readonly op: string
  /** Names of tensors: of a node's first output, `node:1` for its second, `^node` for what only has to run before. */
  readonly input?: readonly string[] | null
  readonly attr?: Readonly<Record<string, unknown>> | null
}

/** The nodes of a graph by their names. */
export type GraphNodes = ReadonlyMap<string, GraphNode>

/** The tensor that a name in a file means: an output of a node. */
export interface TensorName {
  readonly node: string
  readonly index: number
}

/** `node`, `node:1`, or `node:name:1`, as tf.js reads them; undefined for what is none of these. */
export function tensorName(text: string): TensorName | undefined {
  const parts = text.replace(/^\^/, '').split(':')
  const [node = ''] = parts
  if (parts.length === 1) return { node, index: 0 }
  const last = parts.at(-1)!
  return parts.length <= 3 && /^\d{1,6}$/.test(last) ? { node, index: Number(last) } : undefined
}

/**
 * The nodes of a topology, found to be whole: each has a name of its own, which no object has already, and reads what
 * others of them compute. @throws Error that says what is wrong
 */
export function nodesOf(topology: unknown): GraphNodes {
  const { node: listed } = (topology ?? {}) as { node?: unknown }
  if (!Array.isArray(listed) || listed.length === 0) throw new Error('its graph has no nodes')
  const nodes = new Map<string, GraphNode>()
  for (const [i, one] of (listed as readonly unknown[]).entries()) {
    const node = checkNode(one, i)
    if (nodes.has(node.name)) throw new Error(`two nodes of its graph are called ${brief(node.name, 120)}`)
    nodes.set(node.name, node)
  }
  for (const { name, input } of nodes.values())
    for (const text of input ?? []) {
      const read = tensorName(text)
      if (read === undefined || !nodes.has(read.node))
        throw new Error(`node ${brief(name, 120)} reads ${brief(text, 120)}, which no node of its graph computes`)
    }
  return nodes
}

function checkNode(value: unknown, index: number): GraphNode {
  const { name, op, input, attr } = (value ?? {}) as Partial<Record<keyof GraphNode, unknown>>
  const isNamed = typeof name === 'string' && /^[^^:][^:]*$/.test(name) && !(name in {})
  if (!isNamed || typeof op !== 'string' || op in {})
    throw new Error(`node ${index} of its graph has no name and operator that are its own`)
  const isList = Array.isArray(input) && input.every((one) => typeof one === 'string')
  if (!isList && (input ?? undefined) !== undefined)
    throw new Error(`the inputs of node ${brief(name, 120)} are no list of names`)
  if ((attr ?? undefined) !== undefined && (typeof attr !== 'object' || Array.isArray(attr)))
    throw new Error(`the attributes of node ${brief(name, 120)} are no object`)
  return value as GraphNode
}

/**
 * The nodes that tensors depend on, each after those that it reads. @throws Error where one depends on itself
 */
export function orderNodes(nodes: GraphNodes, outputs: readonly TensorName[]): GraphNode[] {
  const order: GraphNode[] = []
  const state = new Map<string, 'open' | 'done'>()
  // Without recursion: chains may be long.
  const stack = outputs.map(({ node }) => node).toReversed()
  while (stack.length > 0) {
    const name = stack.at(-1)!
    const node = nodes.get(name)!
    const isNew = !state.has(name)
    if (isNew) state.set(name, 'open')
    const left = isNew ? readsOf(node).filter((read) => state.get(read) !== 'done') : []
    if (left.some((read) => state.get(read) === 'open'))
      throw new Error(`node ${brief(name, 120)} of its graph depends on itself`)
    if (left.length > 0) {
      stack.push(...left.toReversed())
      continue
    }
    stack.pop()
    if (state.get(name) === 'done') continue
    state.set(name, 'done')
    order.push(node)
  }
  return order
}

/** The nodes that tensors depend on, in any order, also where some depend on themselves, as loops do. */
export function nodesBehind(nodes: GraphNodes, outputs: readonly TensorName[]): GraphNode[] {
  const found = new Set<string>()
  const waiting = outputs.map(({ node }) => node)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    waiting.push(...readsOf(nodes.get(name)!))
  }
  return [...found].map((name) => nodes.get(name)!)
}

function readsOf({ input }: GraphNode): string[] {
  return (input ?? []).map((text) => tensorName(text)!.node)
}
