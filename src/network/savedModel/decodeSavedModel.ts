import { brief } from '../../files/brief.ts'
import { bytesOf, decode, entryOf, textOf } from '../../files/protobuf/fields.ts'
import { decodeShape } from '../../model/checkpoint/decodeShape.ts'
import type { FunctionDef, MetaGraph, NodeDef, Signature, TensorInfo } from './messages.ts'

/** SavedModel: the graphs in it. @throws Error */
export function decodeSavedModel(bytes: Uint8Array): MetaGraph[] {
  const graphs: MetaGraph[] = []
  decode(
    bytes,
    bytesOf(2, (inner) => graphs.push(decodeMetaGraph(inner))),
  )
  return graphs
}

function decodeMetaGraph(bytes: Uint8Array): MetaGraph {
  const tags: string[] = []
  const nodes = new Map<string, NodeDef>()
  const functions = new Map<string, () => FunctionDef>()
  const signatures = new Map<string, Signature>()
  let restore = ''
  const library = (inner: Uint8Array): void =>
    decode(
      inner,
      bytesOf(1, (one) => putFunction(functions, one)),
    )
  decode(
    bytes,
    bytesOf(1, (info) =>
      decode(
        info,
        textOf(4, (tag) => tags.push(tag)),
      ),
    ),
    bytesOf(2, (graph) =>
      decode(
        graph,
        bytesOf(1, (node) => putNode(nodes, node)),
        bytesOf(2, library),
      ),
    ),
    bytesOf(3, (saver) =>
      decode(
        saver,
        textOf(3, (name) => (restore = name)),
      ),
    ),
    entryOf(5, (name, inner) => signatures.set(name, decodeSignature(inner))),
  )
  return { tags, nodes, functions, signatures, restore }
}

function putNode(nodes: Map<string, NodeDef>, bytes: Uint8Array): void {
  const inputs: string[] = []
  const attributes = new Map<string, Uint8Array>()
  let [name, op] = ['', '']
  decode(
    bytes,
    textOf(1, (text) => (name = text)),
    textOf(2, (text) => (op = text)),
    textOf(3, (text) => inputs.push(text)),
    entryOf(5, (key, value) => attributes.set(key, value)),
  )
  if (nodes.has(name)) throw new Error(`two nodes of a graph are called ${brief(name, 120)}`)
  nodes.set(name, { name, op, inputs, attributes })
}

function putFunction(functions: Map<string, () => FunctionDef>, bytes: Uint8Array): void {
  let name = ''
  decode(
    bytes,
    bytesOf(1, (signature) =>
      decode(
        signature,
        textOf(1, (text) => (name = text)),
      ),
    ),
  )
  if (functions.has(name)) throw new Error(`two of its functions are called ${brief(name, 120)}`)
  let decoded: FunctionDef | undefined
  functions.set(name, () => (decoded ??= decodeFunction(bytes, name)))
}

/** @throws Error for a function whose arguments are lists of tensors, as none that is traced is */
function decodeFunction(bytes: Uint8Array, name: string): FunctionDef {
  const [inputs, outputs]: [string[], string[]] = [[], []]
  const nodes = new Map<string, NodeDef>()
  const returns = new Map<string, string>()
  const argument = (into: string[]) => (inner: Uint8Array) => {
    let [own, isList] = ['', false]
    decode(
      inner,
      textOf(1, (text) => (own = text)),
      textOf(5, (text) => (isList ||= text !== '')),
      textOf(6, (text) => (isList ||= text !== '')),
    )
    if (isList || into.includes(own)) throw new Error(`its function ${brief(name, 120)} takes or returns a list`)
    into.push(own)
  }
  decode(
    bytes,
    bytesOf(1, (signature) => decode(signature, bytesOf(2, argument(inputs)), bytesOf(3, argument(outputs)))),
    bytesOf(3, (node) => putNode(nodes, node)),
    entryOf(4, (output, tensor) => returns.set(output, Buffer.from(tensor).toString('utf8'))),
  )
  return { inputs, outputs, nodes, returns }
}

function decodeSignature(bytes: Uint8Array): Signature {
  const [inputs, outputs] = [new Map<string, TensorInfo>(), new Map<string, TensorInfo>()]
  decode(
    bytes,
    entryOf(1, (name, inner) => inputs.set(name, decodeInfo(inner))),
    entryOf(2, (name, inner) => outputs.set(name, decodeInfo(inner))),
  )
  return { inputs, outputs }
}

function decodeInfo(bytes: Uint8Array): TensorInfo {
  let tensor = ''
  let shape: readonly number[] | undefined
  decode(
    bytes,
    textOf(1, (text) => (tensor = text)),
    bytesOf(3, (inner) => (shape = decodeShape(inner))),
  )
  return { tensor, shape }
}
