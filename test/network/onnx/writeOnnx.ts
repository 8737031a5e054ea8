import protobuf from 'protobufjs/minimal.js'

/** An ONNX model as tests write it. */
export interface OnnxDraft {
  opset: number
  nodes: NodeDraft[]
  initializers: TensorDraft[]
  inputs: ValueDraft[]
  outputs: string[]
  /** Of outputs whose numbers are no float32. */
  outputTypes?: Readonly<Record<string, NumberFormat>>
  /** What is said of outputs, true or not. */
  outputShapes?: Readonly<Record<string, readonly (number | string)[]>>
  /** Operators that the file defines. */
  functions?: FunctionDraft[]
  sparse?: SparseDraft[]
  /** Versions of other operators than the standard's own, by their domain. */
  domains?: Readonly<Record<string, number>>
}

export interface FunctionDraft {
  name: string
  /** Default `own`. */
  domain?: string
  inputs: string[]
  outputs: string[]
  nodes: NodeDraft[]
  opset: number
  /** Names of attributes that callers give. */
  attributes?: string[]
}

export interface SparseDraft {
  name: string
  dims: readonly number[]
  values: readonly number[]
  indices: TensorDraft
}

/** A graph in an attribute. */
export interface GraphDraft {
  nodes: NodeDraft[]
  initializers?: TensorDraft[]
  outputs: string[]
}

/** An attribute of a function's node that is one of its caller's. */
export interface ReferenceDraft {
  refersTo: string
  type: number
}

export interface NodeDraft {
  type: string
  inputs: string[]
  outputs: string[]
  attributes?: Record<string, AttributeDraft>
  name?: string
  domain?: string
}

/** Whole numbers as bigint, floats as number, texts, tensors, graphs, and lists. */
export type AttributeDraft =
  | bigint
  | number
  | string
  | TensorDraft
  | GraphDraft
  | ReferenceDraft
  | readonly bigint[]
  | readonly number[]
  | readonly string[]

export interface TensorDraft {
  name: string
  dims: readonly number[]
  type: NumberFormat
  values: readonly number[]
  /** In `raw_data` (the default), in the list of its type, or in another file, as this location says. */
  stored?: 'raw' | 'list' | Readonly<Record<string, string>>
}

export interface ValueDraft {
  name: string
  /** A text is the name of a length that is left open. */
  shape: readonly (number | string)[] | undefined
  type?: NumberFormat
}

export type NumberFormat =
  | 'float'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'bool'
  | 'float16'
  | 'bfloat16'
  | 'double'

const types: Readonly<Record<NumberFormat, number>> = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
}

type Writer = protobuf.Writer
/** Writes one message into another, as field `number`. */
const within = (writer: Writer, field: number, write: (inner: Writer) => void): void => {
  writer.uint32(8 * field + 2).fork()
  write(writer)
  writer.ldelim()
}
const text = (writer: Writer, field: number, value: string): void => void writer.uint32(8 * field + 2).string(value)
const whole = (writer: Writer, field: number, value: number): void => void writer.uint32(8 * field).int64(value)

/** The bytes of a model. */
export function writeOnnx(draft: OnnxDraft): Uint8Array {
  const {
    opset,
    nodes,
    initializers,
    inputs,
    outputs,
    outputTypes = {},
    outputShapes = {},
    functions = [],
    sparse = [],
    domains = {},
  } = draft
  const writer = new protobuf.Writer()
  whole(writer, 1, 8)
  within(writer, 7, () => {
    for (const node of nodes) within(writer, 1, () => writeNode(writer, node))
    text(writer, 2, 'graph')
    for (const tensor of initializers) within(writer, 5, () => writeTensor(writer, tensor))
    for (const value of inputs) within(writer, 11, () => writeValue(writer, value))
    for (const name of outputs)
      within(writer, 12, () =>
        writeValue(writer, { name, shape: outputShapes[name], type: outputTypes[name] ?? 'float' }),
      )
    for (const one of sparse) within(writer, 15, () => writeSparse(writer, one))
  })
  within(writer, 8, () => {
    text(writer, 1, '')
    whole(writer, 2, opset)
  })
  for (const [domain, version] of Object.entries(domains))
    within(writer, 8, () => {
      text(writer, 1, domain)
      whole(writer, 2, version)
    })
  for (const one of functions) within(writer, 25, () => writeFunction(writer, one))
  return writer.finish()
}

function writeFunction(writer: Writer, draft: FunctionDraft): void {
  const { name, domain = 'own', inputs, outputs, nodes, opset, attributes = [] } = draft
  text(writer, 1, name)
  for (const input of inputs) text(writer, 4, input)
  for (const output of outputs) text(writer, 5, output)
  for (const attribute of attributes) text(writer, 6, attribute)
  for (const node of nodes) within(writer, 7, () => writeNode(writer, node))
  within(writer, 9, () => {
    text(writer, 1, '')
    whole(writer, 2, opset)
  })
  text(writer, 10, domain)
}

function writeSparse(writer: Writer, { name, dims, values, indices }: SparseDraft): void {
  within(writer, 1, () => writeTensor(writer, { name, dims: [values.length], type: 'float', values }))
  within(writer, 2, () => writeTensor(writer, indices))
  for (const length of dims) whole(writer, 3, length)
}

function writeGraph(writer: Writer, { nodes, initializers = [], outputs }: GraphDraft): void {
  for (const node of nodes) within(writer, 1, () => writeNode(writer, node))
  for (const tensor of initializers) within(writer, 5, () => writeTensor(writer, tensor))
  for (const name of outputs) within(writer, 12, () => writeValue(writer, { name, shape: undefined }))
}

function writeNode(writer: Writer, { type, inputs, outputs, attributes, name, domain }: NodeDraft): void {
  for (const input of inputs) text(writer, 1, input)
  for (const output of outputs) text(writer, 2, output)
  text(writer, 3, name ?? `node ${outputs[0]}`)
  text(writer, 4, type)
  if (domain !== undefined) text(writer, 7, domain)
  for (const [key, value] of Object.entries(attributes ?? {}))
    within(writer, 5, () => {
      text(writer, 1, key)
      whole(writer, 20, writeAttribute(writer, value))
    })
}

/** Returns the attribute's type, as `AttributeProto.AttributeType` numbers them. */
function writeAttribute(writer: Writer, value: AttributeDraft): number {
  if (typeof value === 'bigint') {
    whole(writer, 3, Number(value))
    return 2
  }
  if (typeof value === 'number') {
    writer.uint32(8 * 2 + 5).float(value)
    return 1
  }
  if (typeof value === 'string') {
    text(writer, 4, value)
    return 3
  }
  if ('dims' in value) {
    within(writer, 5, () => writeTensor(writer, value))
    return 4
  }
  if ('nodes' in value) {
    within(writer, 6, () => writeGraph(writer, value))
    return 5
  }
  if ('refersTo' in value) {
    text(writer, 21, value.refersTo)
    return value.type
  }
  for (const one of value)
    if (typeof one === 'string') text(writer, 9, one)
    else if (typeof one === 'bigint') whole(writer, 8, Number(one))
    else writer.uint32(8 * 7 + 5).float(one)
  return typeof value[0] === 'number' ? 6 : typeof value[0] === 'string' ? 8 : 7
}

function writeTensor(writer: Writer, { name, dims, type, values, stored = 'raw' }: TensorDraft): void {
  for (const length of dims) whole(writer, 1, length)
  whole(writer, 2, types[type])
  text(writer, 8, name)
  if (stored === 'raw') writer.uint32(8 * 9 + 2).bytes(rawBytes(type, values))
  else if (stored === 'list') writeList(writer, type, values)
  else {
    for (const [key, value] of Object.entries(stored))
      within(writer, 13, () => {
        text(writer, 1, key)
        text(writer, 2, value)
      })
    whole(writer, 14, 1)
  }
}

/** Packed, as the standard has them, or one by one for lists of odd length, which is allowed as well. */
function writeList(writer: Writer, type: NumberFormat, values: readonly number[]): void {
  const [field, wire, write]: [number, number, (value: number) => void] =
    type === 'float'
      ? [4, 5, (value) => void writer.float(value)]
      : type === 'double'
        ? [10, 1, (value) => void writer.double(value)]
        : type === 'int64'
          ? [7, 0, (value) => void writer.int64(value)]
          : type === 'uint32' || type === 'uint64'
            ? [11, 0, (value) => void writer.uint64(value)]
            : [5, 0, (value) => void writer.int32(bitsIn32(type, value))]
  if (values.length % 2 === 0) within(writer, field, () => values.forEach(write))
  else
    for (const value of values) {
      writer.uint32(8 * field + wire)
      write(value)
    }
}

/** A tensor's numbers, little-endian. */
export function rawBytes(type: NumberFormat, values: readonly number[]): Uint8Array {
  const width = {
    float: 4,
    uint8: 1,
    int8: 1,
    uint16: 2,
    int16: 2,
    int32: 4,
    int64: 8,
    bool: 1,
    float16: 2,
    double: 8,
    uint32: 4,
    uint64: 8,
    bfloat16: 2,
  }[type]
  const view = new DataView(new ArrayBuffer(values.length * width))
  for (const [i, value] of values.entries()) {
    const at = i * width
    if (type === 'float') view.setFloat32(at, value, true)
    else if (type === 'double') view.setFloat64(at, value, true)
    else if (type === 'int64') view.setBigInt64(at, BigInt(value), true)
    else if (type === 'uint16' || type === 'int16') view.setUint16(at, value, true)
    else if (type === 'int32') view.setInt32(at, value, true)
    else if (type === 'uint32') view.setUint32(at, value, true)
    else if (type === 'uint64') view.setBigUint64(at, BigInt(value), true)
    else if (type === 'float16') view.setUint16(at, float16Bits(value), true)
    else if (type === 'bfloat16') view.setUint16(at, bfloat16Bits(value), true)
    else view.setUint8(at, value)
  }
  return new Uint8Array(view.buffer)
}

/** Numbers of at most 16 bits, and those of 32 with a sign, as lists of them have them. */
function bitsIn32(type: NumberFormat, value: number): number {
  if (type === 'float16') return float16Bits(value)
  return type === 'bfloat16' ? bfloat16Bits(value) : value
}

/** The upper half of a float32. */
function bfloat16Bits(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]! >>> 16
}

/** Bits of a number that is a float16. */
function float16Bits(value: number): number {
  if (Math.abs(value) < 2 ** -14) return (value < 0 ? 0x8000 : 0) | (Math.abs(value) * 2 ** 24)
  const exponent = Math.floor(Math.log2(Math.abs(value)))
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | (Math.abs(value) * 2 ** (10 - exponent) - 1024)
}

/** An output's shape is left out: it follows from the model. */
function writeValue(writer: Writer, { name, shape, type = 'float' }: ValueDraft): void {
  text(writer, 1, name)
  within(writer, 2, () =>
    within(writer, 1, () => {
      whole(writer, 1, types[type])
      if (shape === undefined) return
      within(writer, 2, () => {
        for (const length of shape)
          within(writer, 1, () => (typeof length === 'number' ? whole(writer, 1, length) : text(writer, 2, length)))
      })
    }),
  )
}
