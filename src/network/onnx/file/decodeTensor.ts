import { bytesOf, decode, FIXED32, FIXED64, numbersOf, tag, textOf, VARINT } from '../../../files/protobuf/fields.ts'
import type { TensorMessage } from './messages.ts'
import { int64, uint64 } from '../../../files/protobuf/wire.ts'

/** TensorProto */
export function decodeTensor(bytes: Uint8Array): TensorMessage {
  const dims: number[] = []
  const values: number[] = []
  const external = new Map<string, string>()
  let [name, type, location] = ['', 0, 0]
  let raw: Uint8Array | undefined
  decode(
    bytes,
    ...numbersOf(1, VARINT, dims, int64),
    [tag(2, VARINT), (reader) => (type = reader.int32())],
    ...numbersOf(4, FIXED32, values, (reader) => reader.float()),
    ...numbersOf(5, VARINT, values, (reader) => reader.int32()),
    ...numbersOf(7, VARINT, values, int64),
    textOf(8, (text) => (name = text)),
    bytesOf(9, (all) => (raw = all)),
    ...numbersOf(10, FIXED64, values, (reader) => reader.double()),
    ...numbersOf(11, VARINT, values, uint64),
    bytesOf(13, (inner) => external.set(...decodeEntry(inner))),
    [tag(14, VARINT), (reader) => (location = reader.int32())],
  )
  return { name, dims, type, raw, values, external: location === 1 ? external : undefined }
}

/** SparseTensorProto: it has the name of its numbers. Undefined where one of its parts is missing. */
export function decodeSparse(bytes: Uint8Array): TensorMessage | undefined {
  const dims: number[] = []
  let values: TensorMessage | undefined
  let indices: TensorMessage | undefined
  decode(
    bytes,
    bytesOf(1, (inner) => (values = decodeTensor(inner))),
    bytesOf(2, (inner) => (indices = decodeTensor(inner))),
    ...numbersOf(3, VARINT, dims, int64),
  )
  return values === undefined || indices === undefined ? undefined : { ...values, listed: values.dims, dims, indices }
}

function decodeEntry(bytes: Uint8Array): [key: string, value: string] {
  let [key, value] = ['', '']
  decode(
    bytes,
    textOf(1, (text) => (key = text)),
    textOf(2, (text) => (value = text)),
  )
  return [key, value]
}
