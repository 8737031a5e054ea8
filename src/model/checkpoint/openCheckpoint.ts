import { join } from 'node:path'
import { brief, quoted } from '../../files/brief.ts'
import { crc32c, maskedCrc } from '../../files/crc32c.ts'
import { decode, bytesOf, FIXED32, tag, VARINT } from '../../files/protobuf/fields.ts'
import { int64 } from '../../files/protobuf/wire.ts'
import { readBytes } from '../../files/readBytes.ts'
import { reasonOf } from '../../errors.ts'
import { decodeShape } from './decodeShape.ts'
import { readTable } from './readTable.ts'
import { typeName, typeSizes } from './types.ts'
import { varint } from './varint.ts'

/** What a checkpoint says of one tensor. */
export interface StoredTensor {
  /** As TensorFlow spells it: `DT_FLOAT`. */
  readonly type: string
  readonly shape: readonly number[]
}

/** Tensors that TensorFlow saved, by key. */
export interface Checkpoint {
  /** How many numbers of four bytes it may hold. */
  readonly most: number
  /** Undefined where there is none of that key. */
  find(key: string): StoredTensor | undefined
  /** The numbers of a tensor, in little-endian bytes of their own. @throws Error */
  bytes(key: string): Uint8Array<ArrayBuffer>
  /** The one text that a tensor is. @throws Error */
  text(key: string): Uint8Array
}

interface Place extends StoredTensor {
  readonly shard: number
  readonly from: number
  readonly size: number
  readonly checksum: number
}

/** Bytes that a list of keys, and all numbers together, may have; files that these may be cut into. */
const [MOST_KEYS, MOST_NUMBERS, MOST_FILES] = [2 ** 26, 2 ** 30, 1000]

/**
 * Opens a checkpoint as TensorFlow writes it: `NAME.index` and `NAME.data-00000-of-00001`, …
 * @throws Error that says what is wrong, with the name of the file
 */
export async function openCheckpoint(folder: string, name: string): Promise<Checkpoint> {
  const index = `${name}.index`
  const table = await reading(index, async () => readTable(await readBytes(join(folder, index), MOST_KEYS)))
  const count = await reading(index, async () => countOf(table.get('')))
  const shards: Buffer[] = []
  let left = MOST_NUMBERS
  for (let i = 0; i < count; i++) {
    const file = `${name}.data-${padded(i)}-of-${padded(count)}`
    const bytes = await reading(file, () => readBytes(join(folder, file), left))
    left -= bytes.length
    shards.push(bytes)
  }
  return checkpointOf(table, shards)
}

async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw new Error(`its ${file}: ${brief(reasonOf(error))}`, { cause: error })
  }
}

const padded = (number: number): string => String(number).padStart(5, '0')

/** BundleHeaderProto: how many files hold numbers, and in which order their bytes are. */
function countOf(bytes: Uint8Array | undefined): number {
  if (bytes === undefined) throw new Error('it is no list of tensors')
  let [count, order] = [0, 0]
  decode(
    bytes,
    [tag(1, VARINT), (reader) => (count = reader.int32())],
    [tag(2, VARINT), (reader) => (order = reader.int32())],
  )
  if (order !== 0) throw new Error('its numbers have their bytes in the other order, and only little-endian is read')
  if (!(count >= 1 && count <= MOST_FILES)) throw new Error(`it lists ${count} files of numbers`)
  return count
}

function checkpointOf(table: ReadonlyMap<string, Uint8Array>, shards: readonly Uint8Array[]): Checkpoint {
  const placeOf = (key: string): Place => {
    const bytes = key === '' ? undefined : table.get(key)
    if (bytes === undefined) throw new Error(`it holds no tensor ${quoted(key, 120)}`)
    return decodePlace(bytes, key)
  }
  const stored = (key: string): { place: Place; bytes: Uint8Array } => {
    const place = placeOf(key)
    const shard = shards[place.shard]
    if (shard === undefined || !(place.from >= 0 && place.size >= 0 && place.from + place.size <= shard.length))
      throw new Error(`its tensor ${quoted(key, 120)} lies outside its files`)
    return { place, bytes: shard.subarray(place.from, place.from + place.size) }
  }
  return {
    most: shards.reduce((sum, { length }) => sum + length, 0) / 4,
    find: (key) => (table.has(key) && key !== '' ? placeOf(key) : undefined),
    bytes(key) {
      const { place, bytes } = stored(key)
      const needed = (typeSizes[place.type] ?? Number.NaN) * place.shape.reduce((product, size) => product * size, 1)
      if (bytes.length !== needed)
        throw new Error(`its tensor ${quoted(key, 120)} has ${bytes.length} bytes where ${needed} are needed`)
      check(key, crc32c(bytes), place)
      return Uint8Array.from(bytes)
    },
    text(key) {
      const { place, bytes } = stored(key)
      if (place.type !== 'DT_STRING' || place.shape.length > 0) throw new Error(`its ${quoted(key, 120)} is no text`)
      const [length, at] = varint(bytes, 0)
      if (at + 4 + length !== bytes.length) throw new Error(`its ${quoted(key, 120)} is cut off`)
      const ofLength = crc32c(lengthBytes(length))
      const marks = bytes.subarray(at, at + 4)
      if (Buffer.from(marks).readUInt32LE() !== maskedCrc(ofLength)) throw damaged(key)
      const text = bytes.subarray(at + 4)
      check(key, crc32c(text, crc32c(marks, ofLength)), place)
      return text
    },
  }
}

/** Of a text's length the checksum is of four bytes, or of eight where it needs them. */
function lengthBytes(length: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(length))
  return length < 2 ** 32 ? bytes.subarray(0, 4) : bytes
}

function check(key: string, crc: number, { checksum }: Place): void {
  if (maskedCrc(crc) !== checksum) throw damaged(key)
}

function damaged(key: string): Error {
  return new Error(`its tensor ${quoted(key, 120)} is damaged: it has another checksum`)
}

/** BundleEntryProto */
function decodePlace(bytes: Uint8Array, key: string): Place {
  let [type, shard, from, size, checksum, isCut] = [0, 0, 0, 0, 0, false]
  let shape: readonly number[] | undefined = []
  decode(
    bytes,
    [tag(1, VARINT), (reader) => (type = reader.int32())],
    bytesOf(2, (inner) => (shape = decodeShape(inner))),
    [tag(3, VARINT), (reader) => (shard = reader.int32())],
    [tag(4, VARINT), (reader) => (from = int64(reader))],
    [tag(5, VARINT), (reader) => (size = int64(reader))],
    [tag(6, FIXED32), (reader) => (checksum = reader.fixed32())],
    bytesOf(7, () => (isCut = true)),
  )
  if (isCut) throw new Error(`its tensor ${quoted(key, 120)} is cut into slices, which are not read`)
  if (shape === undefined || shape.some((length) => !(length >= 0)))
    throw new Error(`its tensor ${quoted(key, 120)} has no shape`)
  return { type: typeName(type), shape, shard, from, size, checksum }
}
