import { brief } from '../../../files/brief.ts'
import { fromFloat16 } from '../../../numeric/float16.ts'
import { describeType, fits, numberType, type NumberType } from '../numberTypes.ts'
import { readExternal } from './readExternal.ts'
import type { TensorMessage } from './messages.ts'
import { invalid } from '../refusals.ts'
import { checkedSize, type Constant, constant, stridesOf } from '../tensors.ts'

interface Format {
  /** Bytes of one number in `raw`. */
  readonly bytes: number
  read(view: DataView, at: number): number
  /** What a number in a list of its own stands for, where that is something else. */
  decode?(value: number): number
}

/** Raw numbers are little-endian, and floats of 16 bits are their bits in lists. */
const formats: Readonly<Record<NumberType, Format>> = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  float64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  float16: { bytes: 2, read: (view, at) => fromFloat16(view.getUint16(at, true)), decode: fromFloat16 },
  bfloat16: { bytes: 2, read: (view, at) => bfloat16(view.getUint16(at, true)), decode: bfloat16 },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  int16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  int64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  uint32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  uint64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
}

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of((bits & 0xffff) * 2 ** 16).buffer)[0]!
}

/**
 * The numbers of a tensor in the file, or in one beside it in `folder`.
 * @throws MODEL_INVALID where they do not fit its shape; FILE_UNREADABLE for a file that is not there or outside the
 * folder
 */
export function readTensor(tensor: TensorMessage, folder: string | undefined): Constant {
  const { indices, listed: dims, ...values } = tensor
  return indices === undefined || dims === undefined
    ? readDense(tensor, folder)
    : scattered(tensor, readDense({ ...values, dims }, folder), readDense(indices, folder))
}

/** Sparse numbers in their places, which are counted row by row or along each axis, and zeros in all others. */
function scattered({ name, dims }: TensorMessage, values: Constant, places: Constant): Constant {
  const data = new Float64Array(checkedSize(dims, name))
  const count = values.data.length
  const perPlace = places.shape.length === 2 ? dims.length : 1
  if (values.shape.length !== 1 || places.data.length !== count * perPlace)
    throw invalid(`places for ${count} numbers`, name, places.shape)
  const strides = places.shape.length === 2 ? stridesOf(dims) : [1]
  const lengths = places.shape.length === 2 ? dims : [data.length]
  for (let i = 0; i < count; i++) {
    let at = 0
    for (const [axis, stride] of strides.entries()) {
      const index = places.data[i * perPlace + axis]!
      if (!(Number.isInteger(index) && index >= 0 && index < lengths[axis]!))
        throw invalid(`places inside of [${dims.join(', ')}]`, name, index)
      at += index * stride
    }
    data[at] = values.data[i]!
  }
  return constant(dims, data, values.type)
}

function readDense(tensor: TensorMessage, folder: string | undefined): Constant {
  const name = brief(tensor.name, 120)
  const type = numberType(tensor.type)
  if (type === undefined) throw invalid('tensors of floats or integers', name, describeType(tensor.type))
  const format = formats[type]
  const size = checkedSize(tensor.dims, name)
  const raw =
    tensor.external === undefined ? tensor.raw : readExternal(tensor.external, folder, size * format.bytes, name)
  if (raw === undefined) return constant(tensor.dims, listed(tensor, size, type, name), type)
  if (raw.length !== size * format.bytes) throw invalid(`${size * format.bytes} bytes for its shape`, name, raw.length)
  return constant(tensor.dims, unpacked(raw, size, type, name), type)
}

/** Little-endian numbers, as most machines have them, too: where they do, floats are copied as they are. */
function unpacked(raw: Uint8Array, size: number, type: NumberType, name: string): Float64Array {
  if (type === 'float32' && isLittleEndian) return new Float64Array(new Float32Array(new Uint8Array(raw).buffer))
  const { bytes, read } = formats[type]
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length)
  const data = new Float64Array(size)
  for (let i = 0; i < size; i++) data[i] = read(view, i * bytes)
  return type === 'bool' ? checked(data, type, name) : data
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function listed({ values }: TensorMessage, size: number, type: NumberType, name: string): Float64Array {
  if (values.length !== size) throw invalid(`${size} numbers for its shape`, name, values.length)
  const { decode } = formats[type]
  return checked(Float64Array.from(values, decode === undefined ? undefined : (value) => decode(value)), type, name)
}

/** Numbers that came in something wider than their type. */
function checked(data: Float64Array, type: NumberType, name: string): Float64Array {
  const misfit = data.find((value) => !fits(type, value))
  if (misfit !== undefined) throw invalid(`${type} numbers`, name, misfit)
  return data
}
