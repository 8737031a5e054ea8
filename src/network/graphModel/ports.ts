import type { tf } from '../../backend/tf.ts'
import { brief } from '../../files/brief.ts'
import { type GraphNode, type GraphNodes, nodesBehind, type TensorName, tensorName } from './graphFile.ts'

/** An input or output of a graph: what claims call it, and the tensor that it is. */
export interface Port extends TensorName {
  readonly name: string
}

/** An input, with what the file says of it. */
export interface InputPort extends Port {
  /** A length of -1 is open. */
  readonly shape: readonly number[]
  readonly type: 'float32' | 'int32' | 'bool'
}

interface SignatureEntry {
  readonly name?: unknown
  readonly tensorShape?: unknown
  readonly resourceId?: unknown
}
interface Signature {
  readonly inputs: Readonly<Record<string, SignatureEntry>>
  readonly outputs: Readonly<Record<string, SignatureEntry>>
}

/** What the file says of its inputs and outputs, where it does. @throws Error for what is no signature */
function signatureOf({ signature, userDefinedMetadata }: tf.io.ModelArtifacts): Signature {
  const own = (userDefinedMetadata as { signature?: unknown } | null | undefined)?.signature ?? signature ?? {}
  const { inputs, outputs } = own as Record<'inputs' | 'outputs', unknown>
  return { inputs: entriesOf(inputs, 'inputs'), outputs: entriesOf(outputs, 'outputs') }
}

function entriesOf(value: unknown, what: string): Record<string, SignatureEntry> {
  const entries = value ?? {}
  const isObject = typeof entries === 'object' && !Array.isArray(entries)
  if (!isObject || !Object.values(entries).every((one) => typeof one === 'object' && one !== null))
    throw new Error(`its signature has no ${what} by name`)
  return entries as Record<string, SignatureEntry>
}

/** A name as claims have it: TensorFlow's own says which output of a node it is, though it is the first. */
function plainName(name: string): string {
  return name.replace(/:0$/, '')
}

/**
 * The outputs of a graph in the order of its file: those of its signature, or of nodes that no other reads. With
 * `output` that one only, which may be any node's. @throws Error where there is none
 */
export function outputPorts(nodes: GraphNodes, artifacts: tf.io.ModelArtifacts, output: string | undefined): Port[] {
  const signed = Object.entries(signatureOf(artifacts).outputs).flatMap(([name, entry]): Port[] => {
    const tensor = portOf(nodes, entry.name)
    return tensor === undefined ? [] : [{ name: plainName(name), ...tensor }]
  })
  const all = signed.length > 0 ? signed : leaves(nodes)
  if (output === undefined) return all
  const found = all.find(({ name }) => name === plainName(output)) ?? portOf(nodes, output)
  if (found !== undefined) return [{ ...found, name: plainName(output) }]
  throw new Error(
    `it has no output ${brief(output, 120)}, but ${all.map(({ name }) => brief(name, 60)).join(', ')}, and what its nodes compute`,
  )
}

function portOf(nodes: GraphNodes, name: unknown): TensorName | undefined {
  const tensor = typeof name === 'string' && !name.startsWith('^') ? tensorName(name) : undefined
  return tensor !== undefined && nodes.has(tensor.node) ? tensor : undefined
}

function leaves(nodes: GraphNodes): Port[] {
  const read = new Set([...nodes.values()].flatMap(({ input }) => (input ?? []).map((text) => tensorName(text)!.node)))
  const found = [...nodes.keys()].filter((name) => !read.has(name))
  if (found.length === 0) throw new Error('its graph has no outputs')
  return found.map((name) => ({ name, node: name, index: 0 }))
}

/**
 * The inputs of a graph: those of its signature, and what else its outputs wait for. @throws Error for one whose shape
 * nobody knows, or that holds no numbers
 */
export function inputPorts(nodes: GraphNodes, artifacts: tf.io.ModelArtifacts, outputs: readonly Port[]): InputPort[] {
  const signed = Object.entries(signatureOf(artifacts).inputs)
  const ports = new Map<string, { name: string; entry?: SignatureEntry }>()
  for (const [name, entry] of signed) {
    const tensor = portOf(nodes, entry.name)
    if ((entry.resourceId ?? undefined) !== undefined)
      throw new Error(`its input ${brief(name, 120)} is a table or variable that other code fills`)
    if (tensor !== undefined && tensor.index === 0 && !ports.has(tensor.node)) ports.set(tensor.node, { name, entry })
  }
  for (const { name, op } of nodesBehind(nodes, outputs))
    if (op === 'Placeholder' && !ports.has(name)) ports.set(name, { name })
  if (ports.size === 0) throw new Error('its graph has no inputs')
  return [...ports].map(([node, { name, entry }]) => ({
    name: plainName(name),
    node,
    index: 0,
    ...placeholder(nodes.get(node)!, entry?.tensorShape),
  }))
}

const types: Readonly<Record<string, InputPort['type']>> = {
  DT_FLOAT: 'float32',
  DT_HALF: 'float32',
  DT_DOUBLE: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_BOOL: 'bool',
}

function placeholder({ name, attr }: GraphNode, signed: unknown): Pick<InputPort, 'shape' | 'type'> {
  const { dtype, shape } = (attr ?? {}) as { dtype?: { type?: unknown }; shape?: { shape?: unknown } }
  const text = String(dtype?.type)
  const type = Object.hasOwn(types, text) ? types[text] : undefined
  if (type === undefined) throw new Error(`its input ${brief(name, 120)} has no numbers, but ${brief(text, 60)}`)
  const lengths = lengthsOf(shape?.shape) ?? lengthsOf(signed)
  if (lengths === undefined)
    throw new Error(
      `its input ${brief(name, 120)} has no shape: write one into ${howToWrite(name)}, such as {"dim": [{"size": "-1"}, {"size": "4"}]}`,
    )
  return { type, shape: lengths }
}

/** Where a person finds the shape of an input. */
export function howToWrite(node: string): string {
  return `model.json: node ${JSON.stringify(brief(node, 120))}, attr.shape.shape`
}

function lengthsOf(shape: unknown): number[] | undefined {
  if (typeof shape !== 'object' || shape === null) return undefined
  const { dim = [], unknownRank } = shape as { dim?: unknown; unknownRank?: unknown }
  if (unknownRank === true || !Array.isArray(dim)) return undefined
  const lengths = dim.map((one) => Number((one as { size?: unknown } | null)?.size ?? 0))
  const isShape = lengths.every((length) => Number.isInteger(length) && length >= -1) && lengths.length <= 8
  return isShape ? lengths : undefined
}
