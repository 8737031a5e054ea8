import protobuf from 'protobufjs/minimal.js'

/** Numbers, whole ones as bigint, by their names. */
export type Attributes = Readonly<Record<string, number | bigint | readonly bigint[]>>

/** One operator of ONNX on float32 tensors of any shape. */
export interface OneNode {
  readonly operator: string
  readonly attributes?: Attributes
  /** How many axes each input has; their lengths are open. */
  readonly ranks: readonly number[]
  readonly rank: number
}

/** The version of the operators, and of the format that knows it. */
const [OPSET, IR_VERSION] = [18, 8]
/** Numbers of `TensorProto.DataType` and `AttributeProto.AttributeType`. */
const [FLOAT32, FLOAT, INT, INTS] = [1, 1, 2, 7]

/** The ONNX file of a model that computes one operator: inputs `x0`, `x1` …, output `y`. Fields are those of onnx.proto. */
export function oneNodeModel({ operator, attributes = {}, ranks, rank }: OneNode): Uint8Array {
  const names = ranks.map((_, i) => `x${i}`)
  const node = message((writer) => {
    for (const name of names) writer.uint32(tag(1, BYTES)).string(name)
    writer.uint32(tag(2, BYTES)).string('y').uint32(tag(4, BYTES)).string(operator)
    for (const [name, given] of Object.entries(attributes)) writer.uint32(tag(5, BYTES)).bytes(attribute(name, given))
  })
  const graph = message((writer) => {
    writer.uint32(tag(1, BYTES)).bytes(node).uint32(tag(2, BYTES)).string('graph')
    for (const [i, name] of names.entries()) writer.uint32(tag(11, BYTES)).bytes(value(name, ranks[i]!))
    writer.uint32(tag(12, BYTES)).bytes(value('y', rank))
  })
  return message((writer) => {
    writer.uint32(tag(1, VARINT)).int64(IR_VERSION).uint32(tag(7, BYTES)).bytes(graph)
    writer.uint32(tag(8, BYTES)).bytes(message((opset) => opset.uint32(tag(2, VARINT)).int64(OPSET)))
  })
}

/** Wire types of protobuf. */
const [VARINT, BYTES, FIXED] = [0, 2, 5]

function tag(field: number, wire: number): number {
  return 8 * field + wire
}

function message(write: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = protobuf.Writer.create()
  write(writer)
  return writer.finish()
}

function attribute(name: string, given: Attributes[string]): Uint8Array {
  return message((writer) => {
    writer.uint32(tag(1, BYTES)).string(name)
    if (typeof given === 'number') writer.uint32(tag(2, FIXED)).float(given)
    else if (typeof given === 'bigint') writer.uint32(tag(3, VARINT)).int64(Number(given))
    else for (const one of given) writer.uint32(tag(8, VARINT)).int64(Number(one))
    const type = typeof given === 'number' ? FLOAT : typeof given === 'bigint' ? INT : INTS
    writer.uint32(tag(20, VARINT)).int32(type)
  })
}

/** A float32 tensor whose lengths are open, each by a name of its own. */
function value(name: string, rank: number): Uint8Array {
  const shape = message((writer) => {
    for (let axis = 0; axis < rank; axis++)
      writer.uint32(tag(1, BYTES)).bytes(message((length) => length.uint32(tag(2, BYTES)).string(`${name}_${axis}`)))
  })
  const tensor = message((writer) => writer.uint32(tag(1, VARINT)).int32(FLOAT32).uint32(tag(2, BYTES)).bytes(shape))
  const type = message((writer) => writer.uint32(tag(1, BYTES)).bytes(tensor))
  return message((writer) => writer.uint32(tag(1, BYTES)).string(name).uint32(tag(2, BYTES)).bytes(type))
}
