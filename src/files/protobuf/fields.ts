import { eachField, packed } from './wire.ts'

/*
 * Fields by number and wire type, `8 * field + wire`, as a format's own .proto file numbers them. Wire types: 0
 * integers, 1 and 5 eight and four bytes, 2 bytes that a length precedes: messages, texts, packed numbers.
 */
export const VARINT = 0
export const FIXED64 = 1
export const FIXED32 = 5
const BYTES = 2

type Field = Parameters<Parameters<typeof eachField>[1]>[1]
/** What to do with a field, by its tag. */
export type Take = readonly [tag: number, take: (reader: Field) => unknown]

export const tag = (field: number, wire: number): number => 8 * field + wire

/** Reads the fields that are asked for. @throws NoMessage where the bytes are no message */
export function decode(bytes: Uint8Array, ...takes: readonly Take[]): void {
  const fields = new Map(takes)
  eachField(bytes, (at, reader) => {
    const take = fields.get(at)
    if (take === undefined) return false
    take(reader)
    return true
  })
}

/** A message within the message, or bytes. */
export const bytesOf = (field: number, take: (bytes: Uint8Array) => unknown): Take => [
  tag(field, BYTES),
  (reader) => take(reader.bytes()),
]

export const textOf = (field: number, take: (text: string) => unknown): Take => [
  tag(field, BYTES),
  (reader) => take(reader.string()),
]

/** A repeated number: each by itself, or all packed. */
export function numbersOf(field: number, wire: number, into: number[], one: (reader: Field) => number): Take[] {
  const all = (reader: Field): void => {
    for (const value of packed(reader, one)) into.push(value)
  }
  return [
    [tag(field, wire), (reader) => into.push(one(reader))],
    [tag(field, BYTES), all],
  ]
}

/** An entry of a map from texts to messages, or to bytes. */
export const entryOf = (field: number, take: (key: string, value: Uint8Array) => unknown): Take =>
  bytesOf(field, (inner) => {
    let key = ''
    let value: Uint8Array = new Uint8Array()
    decode(
      inner,
      textOf(1, (text) => (key = text)),
      bytesOf(2, (bytes) => (value = bytes)),
    )
    take(key, value)
  })
