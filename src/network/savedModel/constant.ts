import { bytesOf, decode, FIXED32, numbersOf, tag, VARINT } from '../../files/protobuf/fields.ts'
import { int64 } from '../../files/protobuf/wire.ts'
import { decodeShape } from '../../model/checkpoint/decodeShape.ts'
import { typeName, typeSizes } from '../../model/checkpoint/types.ts'

/** Numbers of a type that tf.js has. */
export interface Constant {
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** Numbers that a constant may have of which one says all. */
const MOST_FILLED = 2 ** 22

/** TensorProto. @throws Error for types that are not read, or another number of values than the shape has */
export function decodeConstant(bytes: Uint8Array): Constant {
  const values: number[] = []
  const { type, shape, content } = decodeTensor(bytes, values)
  const count = shape.reduce((product, length) => product * length, 1)
  if (!(count >= 0 && count <= 2 ** 28) || !shape.every((length) => length >= 0)) throw new Error('it has no shape')
  if (content.length > 0) return toConstant(type, shape, content)
  if (values.length > count || (count > values.length && count > MOST_FILLED))
    throw new Error(`it has ${values.length} numbers where ${count} are needed`)
  // What is left out is as the last one, or 0.
  const numbers = Array.from({ length: count }, (_, i) => values[Math.min(i, values.length - 1)] ?? 0)
  const plain =
    type === 'DT_FLOAT'
      ? new Float32Array(numbers)
      : type === 'DT_BOOL'
        ? new Uint8Array(numbers)
        : type === 'DT_INT32'
          ? new Int32Array(numbers)
          : new BigInt64Array(numbers.map(BigInt))
  return toConstant(type, shape, new Uint8Array(plain.buffer))
}

/** The texts of a TensorProto of texts. */
export function decodeTexts(bytes: Uint8Array): string[] {
  const texts: string[] = []
  decode(
    bytes,
    bytesOf(8, (text) => texts.push(Buffer.from(text).toString('utf8'))),
  )
  return texts
}

function decodeTensor(
  bytes: Uint8Array,
  values: number[],
): { type: string; shape: readonly number[]; content: Uint8Array } {
  let type = 0
  let shape: readonly number[] | undefined = []
  let content: Uint8Array = new Uint8Array()
  decode(
    bytes,
    [tag(1, VARINT), (reader) => (type = reader.int32())],
    bytesOf(2, (inner) => (shape = decodeShape(inner))),
    bytesOf(4, (inner) => (content = inner)),
    ...numbersOf(5, FIXED32, values, (reader) => reader.float()),
    ...numbersOf(7, VARINT, values, (reader) => reader.int32()),
    ...numbersOf(10, VARINT, values, int64),
    ...numbersOf(11, VARINT, values, (reader) => Number(reader.bool())),
  )
  return { type: typeName(type), shape: shape ?? [-1], content }
}

/**
 * Numbers in TensorFlow's type, as tf.js has them: of 64-bit integers those that 32 bits hold.
 * @throws Error for other types, and other integers
 */
export function toConstant(type: string, shape: readonly number[], bytes: Uint8Array): Constant {
  const count = shape.reduce((product, length) => product * length, 1)
  const size = typeSizes[type]
  if (size === undefined) throw new Error(`it is of type ${type}, and float32, int32, int64 and bool are read`)
  if (bytes.length !== size * count) throw new Error(`it has ${bytes.length} bytes where ${size * count} are needed`)
  if (type === 'DT_FLOAT') return { dtype: 'float32', shape, bytes }
  if (type === 'DT_BOOL') return { dtype: 'bool', shape, bytes }
  if (type === 'DT_INT32') return { dtype: 'int32', shape, bytes }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const integers = Int32Array.from({ length: count }, (_, i) => {
    const value = view.getBigInt64(8 * i, true)
    if (BigInt.asIntN(32, value) !== value) throw new Error(`it holds ${value}, which no 32-bit integer is`)
    return Number(value)
  })
  return { dtype: 'int32', shape, bytes: new Uint8Array(integers.buffer) }
}
