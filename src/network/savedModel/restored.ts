import { brief } from '../../files/brief.ts'
import { tensorIn, textIn } from './attributes.ts'
import { decodeTexts } from './constant.ts'
import { enter, type Frame, isCall, readsOf, rootFrame, type Value } from './frames.ts'
import type { MetaGraph, NodeDef } from './messages.ts'
import { follow } from './resolve.ts'

/** Nodes that are gone through. */
const MOST_NODES = 200_000

/**
 * Which tensor of its checkpoint each variable holds, by the variable's name: what the graph itself restores, as
 * TensorFlow runs it; '' where that is one of several. @throws Error
 */
export function restoredKeys(graph: MetaGraph): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  checkShared(graph)
  for (const { frame, node } of nodesRun(graph, [graph.restore])) {
    if (node.op !== 'AssignVariableOp') continue
    const [variable, value] = readsOf(node).map((text) => follow(graph.functions).resolve(frame, text))
    const key = value && keyOf(value, graph)
    if (variable === undefined || key === undefined) continue
    const { name, op } = variable.node
    if (op !== 'VarHandleOp' || variable.frame.called !== undefined) continue
    keys.set(name, (keys.get(name) ?? key) === key ? key : '')
  }
  return keys
}

/** @throws Error where two nodes are one variable: they go by the name that they share */
function checkShared({ nodes }: MetaGraph): void {
  const seen = new Set<string>()
  for (const { op, name, attributes } of nodes.values()) {
    if (op !== 'VarHandleOp') continue
    const shared = textIn(attributes.get('shared_name'))
    if (seen.has(shared)) throw new Error(`its node ${brief(name, 120)} is a variable that another node is, too`)
    seen.add(shared)
  }
}

/** RestoreV2 reads tensors whose names are listed, whole where no slice of them is stated. */
function keyOf({ node, frame, index }: Value, graph: MetaGraph): string | undefined {
  if (node.op !== 'RestoreV2') return undefined
  const [names, slices] = readsOf(node)
    .slice(1)
    .map((text) => textsOf(follow(graph.functions).resolve(frame, text).node))
  return slices?.[index] === '' ? names?.[index] : undefined
}

function textsOf({ op, attributes }: NodeDef): string[] {
  const value = op === 'Const' ? attributes.get('value') : undefined
  const tensor = value === undefined ? undefined : tensorIn(value)
  return tensor === undefined ? [] : decodeTexts(tensor)
}

/** All nodes that may run where some of the graph do: those before them, and of functions that these call all. */
function* nodesRun(graph: MetaGraph, names: readonly string[]): Generator<{ frame: Frame; node: NodeDef }> {
  const root = rootFrame(graph)
  const seen = new Set<string>()
  const waiting = [...names]
  const frames: Frame[] = []
  let count = 0
  const take = (frame: Frame, node: NodeDef): { frame: Frame; node: NodeDef } => {
    if (++count > MOST_NODES) throw new Error(`its functions have more than ${MOST_NODES} nodes`)
    if (isCall(node)) frames.push(enter(frame, node, graph.functions))
    return { frame, node }
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = root.nodes.get(name)
    if (node === undefined || seen.has(name)) continue
    seen.add(name)
    waiting.push(...node.inputs.map((text) => text.replace(/^\^/, '').split(':')[0]!))
    yield take(root, node)
  }
  for (let frame = frames.pop(); frame !== undefined; frame = frames.pop())
    for (const node of frame.nodes.values()) yield take(frame, node)
}
