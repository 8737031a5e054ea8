import { bytesOf, decode, FIXED32, numbersOf, VARINT } from '../../files/protobuf/fields.ts'
import { int64 } from '../../files/protobuf/wire.ts'
import { decodeShape } from '../../model/checkpoint/decodeShape.ts'
import { typeName } from '../../model/checkpoint/types.ts'

/** What an attribute holds: one of these, or lists of them. */
interface Held {
  readonly texts: string[]
  readonly integers: number[]
  readonly floats: number[]
  readonly flags: number[]
  readonly types: string[]
  readonly shapes: (readonly number[] | undefined)[]
  readonly tensors: Uint8Array[]
  readonly functions: string[]
}

/** AttrValue, one value of it or its ListValue, which number their fields alike. */
function take(bytes: Uint8Array): Held {
  const held: Held = {
    texts: [],
    integers: [],
    floats: [],
    flags: [],
    types: [],
    shapes: [],
    tensors: [],
    functions: [],
  }
  const types: number[] = []
  // Of its functions an attribute has the 10th field, a list the 9th.
  decode(
    bytes,
    bytesOf(2, (text) => held.texts.push(Buffer.from(text).toString('base64'))),
    ...numbersOf(3, VARINT, held.integers, int64),
    ...numbersOf(4, FIXED32, held.floats, (reader) => reader.float()),
    ...numbersOf(5, VARINT, held.flags, (reader) => Number(reader.bool())),
    ...numbersOf(6, VARINT, types, (reader) => reader.int32()),
    bytesOf(7, (shape) => held.shapes.push(decodeShape(shape))),
    bytesOf(8, (tensor) => held.tensors.push(tensor)),
    bytesOf(9, (one) => held.functions.push(nameIn(one))),
    bytesOf(10, (one) => held.functions.push(nameIn(one))),
  )
  held.types.push(...types.map(typeName))
  return held
}

/** NameAttrList */
function nameIn(bytes: Uint8Array): string {
  let name = ''
  decode(
    bytes,
    bytesOf(1, (text) => (name = Buffer.from(text).toString('utf8'))),
  )
  return name
}

function listIn(bytes: Uint8Array): Uint8Array | undefined {
  let list: Uint8Array | undefined
  decode(
    bytes,
    bytesOf(1, (inner) => (list = inner)),
  )
  return list
}

/** The types that an attribute names, as TensorFlow spells them. */
export function typesIn(bytes: Uint8Array): readonly string[] {
  const list = listIn(bytes)
  return take(list ?? bytes).types
}

/** The functions that an attribute names. */
export function functionsIn(bytes: Uint8Array): readonly string[] {
  const list = listIn(bytes)
  return take(list ?? bytes).functions
}

/** The tensor that an attribute is. */
export function tensorIn(bytes: Uint8Array): Uint8Array | undefined {
  return take(bytes).tensors[0]
}

/** The shape that an attribute is; undefined where it is none, or not even the number of lengths is known. */
export function shapeIn(bytes: Uint8Array): readonly number[] | undefined {
  return take(bytes).shapes[0]
}

/** The shapes that an attribute lists; undefined for those of which not even the number of lengths is known. */
export function shapesIn(bytes: Uint8Array): readonly (readonly number[] | undefined)[] {
  return take(listIn(bytes) ?? bytes).shapes
}

/** The whole number that an attribute is; 0 where it is none. */
export function integerIn(bytes: Uint8Array | undefined): number {
  return bytes === undefined ? 0 : (take(bytes).integers[0] ?? 0)
}

/** The text that an attribute is; empty where it is none. */
export function textIn(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(take(bytes).texts[0] ?? '', 'base64').toString('utf8')
}

/** An attribute as tf.js' files have it. */
export function attributeJson(bytes: Uint8Array): object {
  const list = listIn(bytes)
  const { texts, integers, floats, flags, types, shapes, functions } = take(list ?? bytes)
  const all = {
    s: texts,
    i: integers.map(String),
    f: floats,
    b: flags.map(Boolean),
    type: types,
    shape: shapes.map(shapeJson),
  }
  if (list !== undefined) return { list: all }
  const held = Object.entries(all).find(([, values]) => values.length > 0)
  if (held !== undefined) return { [held[0]]: held[1].at(-1) }
  return functions.length > 0 ? { func: { name: functions[0] } } : {}
}

/** A shape as tf.js' files have it. */
export function shapeJson(shape: readonly number[] | undefined): object {
  return shape === undefined ? { unknownRank: true } : { dim: shape.map((size) => ({ size: String(size) })) }
}
