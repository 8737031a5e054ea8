import { brief } from '../../files/brief.ts'
import { readExternal } from './readExternal.ts'
import type { TensorMessage } from './messages.ts'
import { invalid } from './refusals.ts'
import { checkedSize, type Constant, constant, type NumberType } from './tensors.ts'

interface Format {
  readonly type: NumberType
  /** Of one number in `raw`. */
  readonly bytes: number
  read(view: DataView, at: number): number
  /** What a number in a list of its own stands for, where that is something else. */
  decode?(value: number): number
}

/** `TensorProto.DataType` of what is read: raw numbers are little-endian, and float16 in lists is its bits. */
const formats: ReadonlyMap<number, Format> = new Map<number, Format>([
  [1, { type: 'float32', bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [2, { type: 'integer', bytes: 1, read: (view, at) => view.getUint8(at) }],
  [3, { type: 'integer', bytes: 1, read: (view, at) => view.getInt8(at) }],
  [4, { type: 'integer', bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [5, { type: 'integer', bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [6, { type: 'integer', bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [7, { type: 'integer', bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  [9, { type: 'integer', bytes: 1, read: (view, at) => view.getUint8(at) }],
  [10, { type: 'float32', bytes: 2, read: (view, at) => float16(view.getUint16(at, true)), decode: float16 }],
  [11, { type: 'float64', bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
])

/** The float of 1 sign bit, 5 of the exponent and 10 of the fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** What numbers of a `TensorProto.DataType` are here; undefined for those that are not read. */
export function numberType(type: number): NumberType | undefined {
  return formats.get(type)?.type
}

/**
 * The numbers of a tensor in the file, or in one beside it in `folder`.
 * @throws MODEL_INVALID where they do not fit its shape; FILE_UNREADABLE for a file that is not there or outside the folder
 */
export function readTensor(tensor: TensorMessage, folder: string | undefined): Constant {
  const name = brief(tensor.name, 120)
  const format = formats.get(tensor.type)
  if (format === undefined)
    throw invalid(
      'tensors of floats or integers',
      name,
      tensor.type,
      'See TensorProto.DataType for what the number means',
    )
  const size = checkedSize(tensor.dims, name)
  const raw =
    tensor.external === undefined ? tensor.raw : readExternal(tensor.external, folder, size * format.bytes, name)
  if (raw === undefined) return constant(tensor.dims, listed(tensor, size, format, name), format.type)
  if (raw.length !== size * format.bytes) throw invalid(`${size * format.bytes} bytes for its shape`, name, raw.length)
  return constant(tensor.dims, unpacked(raw, size, format), format.type)
}

/** Little-endian numbers, as most machines have them, too: where they do, floats are copied as they are. */
function unpacked(raw: Uint8Array, size: number, format: Format): Float64Array {
  if (format.type === 'float32' && format.bytes === 4 && isLittleEndian)
    return new Float64Array(new Float32Array(new Uint8Array(raw).buffer))
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length)
  const data = new Float64Array(size)
  for (let i = 0; i < size; i++) data[i] = format.read(view, i * format.bytes)
  return data
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function listed({ values }: TensorMessage, size: number, { decode }: Format, name: string): Float64Array {
  if (values.length !== size) throw invalid(`${size} numbers for its shape`, name, values.length)
  return Float64Array.from(values, decode === undefined ? undefined : (value) => decode(value))
}
