import protobuf from 'protobufjs/minimal.js'

type Write = (writer: protobuf.Writer) => protobuf.Writer

/**
 * A node as files have it; `calls` is the function that it calls, `functions` others by attribute, `value` the numbers
 * that it is, `outputShape` what is noted of its first output.
 */
export interface WrittenNode {
  readonly name: string
  readonly op: string
  readonly inputs?: readonly string[]
  readonly types?: Readonly<Record<string, number>>
  readonly texts?: Readonly<Record<string, string>>
  readonly shape?: readonly number[]
  readonly calls?: string
  readonly functions?: Readonly<Record<string, string>>
  readonly integers?: Readonly<Record<string, number>>
  readonly outputShape?: readonly number[]
  readonly value?: Uint8Array
}

export interface WrittenFunction {
  readonly name: string
  readonly inputs: readonly string[]
  readonly returns: Readonly<Record<string, string>>
  readonly nodes: readonly WrittenNode[]
}

const BYTES = 2
const message = (write: Write): Uint8Array => write(new protobuf.Writer()).finish()
const put = (writer: protobuf.Writer, field: number, bytes: Uint8Array): protobuf.Writer =>
  writer.uint32(8 * field + BYTES).bytes(bytes)
const text = (writer: protobuf.Writer, field: number, value: string): protobuf.Writer =>
  writer.uint32(8 * field + BYTES).string(value)
const all =
  <T>(items: readonly T[], write: (writer: protobuf.Writer, item: T) => unknown): Write =>
  (writer) => {
    for (const item of items) write(writer, item)
    return writer
  }
const entries = (field: number, map: Readonly<Record<string, Uint8Array>>): Write =>
  all(Object.entries(map), (writer, [key, value]) =>
    put(
      writer,
      field,
      message((one) => put(text(one, 1, key), 2, value)),
    ),
  )

/** TensorShapeProto */
export function writeShape(shape: readonly number[]): Uint8Array {
  return message(
    all(shape, (writer, size) =>
      put(
        writer,
        2,
        message((one) => one.uint32(8).int64(size)),
      ),
    ),
  )
}

/** TensorProto: of float32, or of another type with its one number for all. */
export function writeTensor(shape: readonly number[], values: readonly number[]): Uint8Array {
  return message((writer) => {
    put(writer.uint32(8).int32(1), 2, writeShape(shape))
    for (const value of values) writer.uint32(8 * 5 + 5).float(value)
    return writer
  })
}

/** TensorProto of texts. */
export function writeTexts(texts: readonly string[]): Uint8Array {
  return message((writer) =>
    all(texts, (one, value) => text(one, 8, value))(put(writer.uint32(8).int32(7), 2, writeShape([texts.length]))),
  )
}

/** TensorProto: whole numbers of 32 bits. */
export function writeIntegers(shape: readonly number[], values: readonly number[]): Uint8Array {
  return message((writer) => {
    put(writer.uint32(8).int32(3), 2, writeShape(shape))
    for (const value of values) writer.uint32(8 * 7).int32(value)
    return writer
  })
}

/** AttrValue of a function. */
function writeCall(name: string): Uint8Array {
  return message((one) =>
    put(
      one,
      10,
      message((own) => text(own, 1, name)),
    ),
  )
}

function writeNode(node: WrittenNode): Uint8Array {
  const { name, op, inputs = [], types = {}, texts = {}, shape, calls, value, outputShape } = node
  const functions = { ...node.functions, ...(calls !== undefined && { f: calls }) }
  const attributes = {
    ...Object.fromEntries(
      Object.entries(types).map(([key, type]) => [key, message((one) => one.uint32(48).int32(type))]),
    ),
    ...Object.fromEntries(Object.entries(texts).map(([key, own]) => [key, message((one) => text(one, 2, own))])),
    ...(shape && { shape: message((one) => put(one, 7, writeShape(shape))) }),
    ...Object.fromEntries(Object.entries(functions).map(([key, one]) => [key, writeCall(one)])),
    ...Object.fromEntries(
      Object.entries(node.integers ?? {}).map(([key, one]) => [key, message((writer) => writer.uint32(24).int64(one))]),
    ),
    ...(outputShape && {
      _output_shapes: message((one) =>
        put(
          one,
          1,
          message((list) => put(list, 7, writeShape(outputShape))),
        ),
      ),
    }),
    ...(value && { value: message((one) => put(one, 8, value)) }),
  }
  return message((writer) => {
    text(text(writer, 1, name), 2, op)
    all(inputs, (one, input) => text(one, 3, input))(writer)
    return entries(5, attributes)(writer)
  })
}

function writeFunction({ name, inputs, returns, nodes }: WrittenFunction): Uint8Array {
  const argument = (field: number) => (writer: protobuf.Writer, own: string) =>
    put(
      writer,
      field,
      message((one) => text(one, 1, own)),
    )
  const signature = message((writer) => {
    text(writer, 1, name)
    all(inputs, argument(2))(writer)
    return all(Object.keys(returns), argument(3))(writer)
  })
  return message((writer) => {
    put(writer, 1, signature)
    all(nodes, (one, node) => put(one, 3, writeNode(node)))(writer)
    return entries(4, Object.fromEntries(Object.entries(returns).map(([key, one]) => [key, Buffer.from(one)])))(writer)
  })
}

/** A SavedModel's graph, whose signature has the inputs and outputs that are named. */
export function writeSavedModel(
  nodes: readonly WrittenNode[],
  functions: readonly WrittenFunction[],
  signature: Readonly<Record<'inputs' | 'outputs', Readonly<Record<string, string>>>>,
  restore = '',
): Uint8Array {
  const infos = (map: Readonly<Record<string, string>>): Record<string, Uint8Array> =>
    Object.fromEntries(Object.entries(map).map(([key, one]) => [key, message((writer) => text(writer, 1, one))]))
  const library = message(all(functions, (writer, one) => put(writer, 1, writeFunction(one))))
  const graph = message((writer) => put(all(nodes, (one, node) => put(one, 1, writeNode(node)))(writer), 2, library))
  const serving = message((writer) => entries(2, infos(signature.outputs))(entries(1, infos(signature.inputs))(writer)))
  const info = message((writer) => text(writer, 4, 'serve'))
  const saver = message((writer) => text(writer, 3, restore))
  const metaGraph = message((writer) =>
    entries(5, { serving_default: serving })(put(put(put(writer, 1, info), 2, graph), 3, saver)),
  )
  return message((writer) => put(writer, 2, metaGraph))
}

/** What Keras says of a model: SavedMetadata of its root. */
export function writeMetadata(root: unknown): Uint8Array {
  const object = message((writer) => text(text(writer, 3, 'root'), 5, JSON.stringify(root)))
  return message((writer) => put(writer, 1, object))
}
