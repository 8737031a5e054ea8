import { bytesOf, decode, tag, VARINT } from '../../files/protobuf/fields.ts'
import { int64 } from '../../files/protobuf/wire.ts'

/** TensorShapeProto: lengths, -1 for one that is open; undefined where not even their number is known. */
export function decodeShape(bytes: Uint8Array): readonly number[] | undefined {
  const lengths: number[] = []
  let isUnknown = false
  const dimension = (inner: Uint8Array): void => {
    let length = 0
    decode(inner, [tag(1, VARINT), (reader) => (length = int64(reader))])
    lengths.push(length)
  }
  decode(bytes, bytesOf(2, dimension), [tag(3, VARINT), (reader) => (isUnknown = reader.bool())])
  return isUnknown ? undefined : lengths
}
