import { decodeAttribute, decodeGraph, decodeNode, ownDomain } from './decodeGraph.ts'
import { bytesOf, decode, tag, textOf, VARINT } from '../../../files/protobuf/fields.ts'
import type { AttributeMessage, FunctionMessage, ModelMessage, NodeMessage } from './messages.ts'
import { int64, NoMessage } from '../../../files/protobuf/wire.ts'
import { unexpected } from '../../../errors.ts'

/** @throws MODEL_UNREADABLE where the bytes are no protobuf message; MODEL_INVALID as `decodeGraph` */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  try {
    return decodeWhole(bytes)
  } catch (error) {
    if (!(error instanceof NoMessage)) throw error
    throw unexpected({
      api: 'readOnnx',
      expected: 'an ONNX model',
      name: 'bytes',
      value: error.message,
      hint: 'The file is no protobuf message or was cut off',
      code: 'MODEL_UNREADABLE',
    })
  }
}

/** ModelProto */
function decodeWhole(bytes: Uint8Array): ModelMessage {
  let graph: Uint8Array | undefined
  const opsets = new Map<string, number>()
  const functions = new Map<string, FunctionMessage>()
  decode(
    bytes,
    bytesOf(7, (inner) => (graph = inner)),
    bytesOf(8, (inner) => opsets.set(...decodeOpset(inner))),
    bytesOf(25, (inner) => functions.set(...decodeFunction(inner))),
  )
  return { graph: graph === undefined ? undefined : decodeGraph(graph), opsets, functions }
}

/** OperatorSetIdProto */
function decodeOpset(bytes: Uint8Array): [domain: string, version: number] {
  let [domain, version] = ['', 0]
  decode(
    bytes,
    textOf(1, (text) => (domain = text)),
    [tag(2, VARINT), (reader) => (version = int64(reader))],
  )
  return [ownDomain(domain), version]
}

/** FunctionProto. Attributes without a value that others stand for are asked of the caller. */
function decodeFunction(bytes: Uint8Array): [key: string, FunctionMessage] {
  const inputs: string[] = []
  const outputs: string[] = []
  const nodes: NodeMessage[] = []
  const attributes = new Map<string, AttributeMessage>()
  const opsets = new Map<string, number>()
  let [name, domain] = ['', '']
  decode(
    bytes,
    textOf(1, (text) => (name = text)),
    textOf(4, (text) => inputs.push(text)),
    textOf(5, (text) => outputs.push(text)),
    bytesOf(7, (inner) => nodes.push(decodeNode(inner, 0))),
    bytesOf(9, (inner) => opsets.set(...decodeOpset(inner))),
    textOf(10, (text) => (domain = text)),
    bytesOf(11, (inner) => attributes.set(...decodeAttribute(inner, 0))),
  )
  return [`${ownDomain(domain)}.${name}`, { name, nodes, inputs, outputs, attributes, opsets }]
}
