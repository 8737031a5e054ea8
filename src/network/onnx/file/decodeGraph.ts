import { decodeSparse, decodeTensor } from './decodeTensor.ts'
import { bytesOf, decode, FIXED32, numbersOf, tag, textOf, VARINT } from '../../../files/protobuf/fields.ts'
import type { AttributeMessage, GraphMessage, NodeMessage, TensorMessage, ValueMessage } from './messages.ts'
import { invalid } from '../refusals.ts'
import { int64 } from '../../../files/protobuf/wire.ts'

/** How deep graphs may lie in attributes of each other. */
const MOST_DEEP = 32

/** GraphProto. @throws MODEL_INVALID for graphs that lie too deep in each other */
export function decodeGraph(bytes: Uint8Array, depth = 0): GraphMessage {
  if (depth > MOST_DEEP) throw invalid(`graphs at most ${MOST_DEEP} deep in each other`, 'depth', depth)
  const nodes: NodeMessage[] = []
  const initializers: TensorMessage[] = []
  const inputs: ValueMessage[] = []
  const outputs: ValueMessage[] = []
  decode(
    bytes,
    bytesOf(1, (inner) => nodes.push(decodeNode(inner, depth))),
    bytesOf(5, (inner) => initializers.push(decodeTensor(inner))),
    bytesOf(11, (inner) => inputs.push(decodeValue(inner))),
    bytesOf(12, (inner) => outputs.push(decodeValue(inner))),
    bytesOf(15, (inner) => {
      const sparse = decodeSparse(inner)
      if (sparse === undefined) throw invalid('sparse numbers and their places', 'sparse_initializer', 'neither')
      initializers.push(sparse)
    }),
  )
  return { nodes, initializers, inputs, outputs }
}

/** The standard's own operators have two names. */
export const ownDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain)

/** NodeProto */
export function decodeNode(bytes: Uint8Array, depth: number): NodeMessage {
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes = new Map<string, AttributeMessage>()
  let [name, type, domain] = ['', '', '']
  decode(
    bytes,
    textOf(1, (text) => inputs.push(text)),
    textOf(2, (text) => outputs.push(text)),
    textOf(3, (text) => (name = text)),
    textOf(4, (text) => (type = text)),
    bytesOf(5, (inner) => attributes.set(...decodeAttribute(inner, depth))),
    textOf(7, (text) => (domain = text)),
  )
  return { name, type, domain: ownDomain(domain), inputs, outputs, attributes }
}

/** AttributeProto */
export function decodeAttribute(bytes: Uint8Array, depth: number): [name: string, AttributeMessage] {
  let name = ''
  let float: number | undefined
  let int: number | undefined
  let text: string | undefined
  let reference: string | undefined
  let tensor: TensorMessage | undefined
  let graph: GraphMessage | undefined
  const floats: number[] = []
  const ints: number[] = []
  const texts: string[] = []
  decode(
    bytes,
    textOf(1, (value) => (name = value)),
    [tag(2, FIXED32), (reader) => (float = reader.float())],
    [tag(3, VARINT), (reader) => (int = int64(reader))],
    textOf(4, (value) => (text = value)),
    bytesOf(5, (inner) => (tensor = decodeTensor(inner))),
    bytesOf(6, (inner) => (graph = decodeGraph(inner, depth + 1))),
    ...numbersOf(7, FIXED32, floats, (reader) => reader.float()),
    ...numbersOf(8, VARINT, ints, int64),
    textOf(9, (value) => texts.push(value)),
    textOf(21, (value) => (reference = value)),
    bytesOf(22, (inner) => (tensor = decodeSparse(inner))),
  )
  return [name, { float, int, text, tensor, graph, floats, ints, texts, reference }]
}

/** ValueInfoProto, its TypeProto's tensor type and the dimensions of that. */
function decodeValue(bytes: Uint8Array): ValueMessage {
  let [name, type] = ['', 0]
  let shape: (number | string | undefined)[] | undefined
  const tensorType = (inner: Uint8Array): void =>
    decode(
      inner,
      [tag(1, VARINT), (reader) => (type = reader.int32())],
      bytesOf(2, (lengths) => (shape = decodeShape(lengths))),
    )
  decode(
    bytes,
    textOf(1, (text) => (name = text)),
    bytesOf(2, (inner) => decode(inner, bytesOf(1, tensorType))),
  )
  return { name, type, shape }
}

function decodeShape(bytes: Uint8Array): (number | string | undefined)[] {
  const lengths: (number | string | undefined)[] = []
  const dimension = (inner: Uint8Array): void => {
    let length: number | string | undefined
    decode(
      inner,
      [tag(1, VARINT), (reader) => (length = int64(reader))],
      textOf(2, (text) => (length = text)),
    )
    // An empty name is none.
    lengths.push(length === '' ? undefined : length)
  }
  decode(bytes, bytesOf(1, dimension))
  return lengths
}
