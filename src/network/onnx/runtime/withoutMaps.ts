import protobuf from 'protobufjs/minimal.js'
import { decodeNode } from '../file/decodeGraph.ts'
import { decodeModel } from '../file/decodeModel.ts'
import { decode, tag, textOf } from '../../../files/protobuf/fields.ts'

/*
 * A ZipMap gives each number of a tensor a name, and ONNX Runtime's package cannot hand over what comes out. The
 * numbers stay what they are: they are handed over without names. Fields are those of onnx.proto.
 */
const BYTES = 2
const [FLOAT32, VARINT, OPSET] = [1, 0, 13]
const [GRAPH, NODE, OUTPUT] = [tag(7, BYTES), tag(1, BYTES), tag(12, BYTES)]

/** The same file with tensors where numbers with names come out; itself where none do. */
export function withoutMaps(bytes: Uint8Array): Uint8Array {
  const isPlain = !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('ZipMap')
  if (isPlain) return bytes
  const unnamed = new Set<string>()
  const graph = (own: Uint8Array): Uint8Array =>
    replaced(
      replaced(own, NODE, (one) => plainNode(one, unnamed)),
      OUTPUT,
      (one) => plainOutput(one, unnamed),
    )
  const made = replaced(bytes, GRAPH, graph)
  if (unnamed.size === 0) return bytes
  return decodeModel(bytes).opsets.has('') ? made : new Uint8Array(Buffer.concat([made, usualOperators()]))
}

/** What files of learned operators alone leave out: that they use the usual ones, of which Identity is. */
function usualOperators(): Uint8Array {
  const opset = new protobuf.Writer().uint32(tag(2, VARINT)).int64(OPSET).finish()
  return new protobuf.Writer().uint32(tag(8, BYTES)).bytes(opset).finish()
}

/** A message with other messages in the place of those in one of its fields. */
function replaced(bytes: Uint8Array, field: number, by: (own: Uint8Array) => Uint8Array): Uint8Array {
  const reader = new protobuf.Reader(bytes)
  const parts: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const from = reader.pos
    const own = reader.tag()
    if (own === field) parts.push(new protobuf.Writer().uint32(own).bytes(by(reader.bytes())).finish())
    else {
      reader.skipType(own & 7, 0, own >>> 3)
      parts.push(bytes.subarray(from, reader.pos))
    }
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** NodeProto */
function plainNode(bytes: Uint8Array, unnamed: Set<string>): Uint8Array {
  const { type, domain, name, inputs, outputs } = decodeNode(bytes, 0)
  const [input = '', output = ''] = [inputs[0], outputs[0]]
  if (`${domain}.${type}` !== 'ai.onnx.ml.ZipMap') return bytes
  unnamed.add(output)
  const writer = new protobuf.Writer()
  for (const [field, text] of [input, output, name, 'Identity'].entries())
    writer.uint32(tag(field + 1, BYTES)).string(text)
  return writer.finish()
}

/** ValueInfoProto */
function plainOutput(bytes: Uint8Array, unnamed: ReadonlySet<string>): Uint8Array {
  let name = ''
  decode(
    bytes,
    textOf(1, (text) => (name = text)),
  )
  if (!unnamed.has(name)) return bytes
  const tensor = new protobuf.Writer().uint32(tag(1, VARINT)).int32(FLOAT32).finish()
  const type = new protobuf.Writer().uint32(tag(1, BYTES)).bytes(tensor).finish()
  return new protobuf.Writer().uint32(tag(1, BYTES)).string(name).uint32(tag(2, BYTES)).bytes(type).finish()
}
