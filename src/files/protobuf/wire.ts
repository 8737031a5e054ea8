import protobuf from 'protobufjs/minimal.js'
import { OvershootError } from '../../errors.ts'

type Reader = protobuf.Reader

/** What is thrown for bytes that are no message, with the reason. */
export class NoMessage extends Error {}

/**
 * Goes through the fields of a protobuf message. `take` gets a field's number and wire type as one, `8 * field + wire`,
 * reads its value and returns true; or false to pass over it, as over all fields that nobody knows.
 * @throws NoMessage where the bytes are no message; errors of ours that `take` throws
 */
export function eachField(bytes: Uint8Array, take: (tag: number, reader: Reader) => boolean): void {
  try {
    const reader = new protobuf.Reader(bytes)
    while (reader.pos < reader.len) {
      const tag = reader.tag()
      if (!take(tag, reader)) reader.skipType(tag & 7, 0, tag >>> 3)
    }
  } catch (error) {
    if (error instanceof NoMessage || error instanceof OvershootError || !(error instanceof Error)) throw error
    throw new NoMessage(error.message, { cause: error })
  }
}

/** A 64-bit integer as the number next to it; past 2^53 ends of slices are the only ones that occur. */
export function int64(reader: Reader): number {
  const value = reader.int64()
  return typeof value === 'number' ? value : value.high * 2 ** 32 + (value.low >>> 0)
}

/** The same without a sign. */
export function uint64(reader: Reader): number {
  const value = reader.uint64()
  return typeof value === 'number' ? value : (value.high >>> 0) * 2 ** 32 + (value.low >>> 0)
}

/** Reads the packed numbers of one field one by one. */
export function packed(reader: Reader, one: (reader: Reader) => number): number[] {
  const end = reader.uint32() + reader.pos
  if (end > reader.len) throw new Error(`${end - reader.len} bytes are missing`)
  const values: number[] = []
  while (reader.pos < end) values.push(one(reader))
  if (reader.pos !== end) throw new Error('a number ends after its field')
  return values
}
