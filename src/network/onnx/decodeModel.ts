import type {
  AttributeMessage,
  GraphMessage,
  ModelMessage,
  NodeMessage,
  TensorMessage,
  ValueMessage,
} from './messages.ts'
import { eachField, int64, packed, uint64 } from './wire.ts'

/*
 * Fields by number and wire type, `8 * field + wire`, as onnx.proto numbers them. Wire types: 0 integers, 1 and 5 eight
 * and four bytes, 2 bytes that a length precedes: messages, texts, packed numbers.
 */
const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5] as const
const tag = (field: number, wire: number): number => 8 * field + wire

type Field = Parameters<Parameters<typeof eachField>[1]>[1]
/** What to do with a field, by its tag. */
type Take = readonly [tag: number, take: (reader: Field) => unknown]

function decode(bytes: Uint8Array, ...takes: readonly Take[]): void {
  const fields = new Map(takes)
  eachField(bytes, (at, reader) => {
    const take = fields.get(at)
    if (take === undefined) return false
    take(reader)
    return true
  })
}

/** A repeated number: each by itself, or all packed. */
function numbers(field: number, wire: number, into: number[], one: (reader: Field) => number): Take[] {
  const all = (reader: Field): void => {
    for (const value of packed(reader, one)) into.push(value)
  }
  return [
    [tag(field, wire), (reader) => into.push(one(reader))],
    [tag(field, BYTES), all],
  ]
}

/** The standard's own operators have two names. */
const ownDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain)

/** @throws MODEL_UNREADABLE where the bytes are no protobuf message */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  let graph: Uint8Array | undefined
  const opsets = new Map<string, number>()
  const opset = (inner: Uint8Array): void => {
    let [domain, version] = ['', 0]
    decode(
      inner,
      [tag(1, BYTES), (reader) => (domain = reader.string())],
      [tag(2, VARINT), (reader) => (version = int64(reader))],
    )
    opsets.set(ownDomain(domain), version)
  }
  decode(
    bytes,
    [tag(7, BYTES), (reader) => (graph = reader.bytes())],
    [tag(8, BYTES), (reader) => opset(reader.bytes())],
  )
  return { graph: graph === undefined ? undefined : decodeGraph(graph), opsets }
}

function decodeGraph(bytes: Uint8Array): GraphMessage {
  const nodes: NodeMessage[] = []
  const initializers: TensorMessage[] = []
  const inputs: ValueMessage[] = []
  const outputs: ValueMessage[] = []
  let sparse = 0
  decode(
    bytes,
    [tag(1, BYTES), (reader) => nodes.push(decodeNode(reader.bytes()))],
    [tag(5, BYTES), (reader) => initializers.push(decodeTensor(reader.bytes()))],
    [tag(11, BYTES), (reader) => inputs.push(decodeValue(reader.bytes()))],
    [tag(12, BYTES), (reader) => outputs.push(decodeValue(reader.bytes()))],
    [
      tag(15, BYTES),
      (reader) => {
        reader.bytes()
        sparse++
      },
    ],
  )
  return { nodes, initializers, sparse, inputs, outputs }
}

function decodeNode(bytes: Uint8Array): NodeMessage {
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes = new Map<string, AttributeMessage>()
  let [name, type, domain] = ['', '', '']
  decode(
    bytes,
    [tag(1, BYTES), (reader) => inputs.push(reader.string())],
    [tag(2, BYTES), (reader) => outputs.push(reader.string())],
    [tag(3, BYTES), (reader) => (name = reader.string())],
    [tag(4, BYTES), (reader) => (type = reader.string())],
    [tag(5, BYTES), (reader) => attributes.set(...decodeAttribute(reader.bytes()))],
    [tag(7, BYTES), (reader) => (domain = reader.string())],
  )
  return { name, type, domain: ownDomain(domain), inputs, outputs, attributes }
}

function decodeAttribute(bytes: Uint8Array): [name: string, AttributeMessage] {
  let name = ''
  let float: number | undefined
  let int: number | undefined
  let text: string | undefined
  let tensor: TensorMessage | undefined
  const floats: number[] = []
  const ints: number[] = []
  decode(
    bytes,
    [tag(1, BYTES), (reader) => (name = reader.string())],
    [tag(2, FIXED32), (reader) => (float = reader.float())],
    [tag(3, VARINT), (reader) => (int = int64(reader))],
    [tag(4, BYTES), (reader) => (text = reader.string())],
    [tag(5, BYTES), (reader) => (tensor = decodeTensor(reader.bytes()))],
    ...numbers(7, FIXED32, floats, (reader) => reader.float()),
    ...numbers(8, VARINT, ints, int64),
  )
  return [name, { float, int, text, tensor, floats, ints }]
}

function decodeTensor(bytes: Uint8Array): TensorMessage {
  const dims: number[] = []
  const values: number[] = []
  const external = new Map<string, string>()
  let [name, type, location] = ['', 0, 0]
  let raw: Uint8Array | undefined
  decode(
    bytes,
    ...numbers(1, VARINT, dims, int64),
    [tag(2, VARINT), (reader) => (type = reader.int32())],
    ...numbers(4, FIXED32, values, (reader) => reader.float()),
    ...numbers(5, VARINT, values, (reader) => reader.int32()),
    ...numbers(7, VARINT, values, int64),
    [tag(8, BYTES), (reader) => (name = reader.string())],
    [tag(9, BYTES), (reader) => (raw = reader.bytes())],
    ...numbers(10, FIXED64, values, (reader) => reader.double()),
    ...numbers(11, VARINT, values, uint64),
    [tag(13, BYTES), (reader) => external.set(...decodeEntry(reader.bytes()))],
    [tag(14, VARINT), (reader) => (location = reader.int32())],
  )
  return { name, dims, type, raw, values, external: location === 1 ? external : undefined }
}

function decodeEntry(bytes: Uint8Array): [key: string, value: string] {
  let [key, value] = ['', '']
  decode(
    bytes,
    [tag(1, BYTES), (reader) => (key = reader.string())],
    [tag(2, BYTES), (reader) => (value = reader.string())],
  )
  return [key, value]
}

/** ValueInfoProto, its TypeProto's tensor type and the dimensions of that. */
function decodeValue(bytes: Uint8Array): ValueMessage {
  let [name, type] = ['', 0]
  let shape: (number | string | undefined)[] | undefined
  const tensorType = (inner: Uint8Array): void =>
    decode(
      inner,
      [tag(1, VARINT), (reader) => (type = reader.int32())],
      [tag(2, BYTES), (reader) => (shape = decodeShape(reader.bytes()))],
    )
  decode(
    bytes,
    [tag(1, BYTES), (reader) => (name = reader.string())],
    [tag(2, BYTES), (reader) => decode(reader.bytes(), [tag(1, BYTES), (one) => tensorType(one.bytes())])],
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
      [tag(2, BYTES), (reader) => (length = reader.string())],
    )
    // An empty name is none.
    lengths.push(length === '' ? undefined : length)
  }
  decode(bytes, [tag(1, BYTES), (reader) => dimension(reader.bytes())])
  return lengths
}
