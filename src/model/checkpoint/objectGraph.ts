import { bytesOf, decode, tag, textOf, VARINT } from '../../files/protobuf/fields.ts'
import type { Checkpoint } from './openCheckpoint.ts'

/** An object that was saved: TensorFlow's TrackableObject. */
export interface SavedObject {
  /** Places of other objects in the list of all, by the names that this one has them under. */
  readonly parts: ReadonlyMap<string, number>
  /** Of a variable: its name, and the key of its numbers. */
  readonly variable: { readonly name: string; readonly key: string } | undefined
}

/** All objects of a checkpoint, the root first. @throws Error */
export function objectsOf(checkpoint: Checkpoint): SavedObject[] {
  const objects: SavedObject[] = []
  decode(
    checkpoint.text('_CHECKPOINTABLE_OBJECT_GRAPH'),
    bytesOf(1, (inner) => objects.push(decodeObject(inner))),
  )
  return objects
}

/** The object at the end of a way of names from another, or undefined. */
export function objectAt(objects: readonly SavedObject[], from: number, way: readonly string[]): number | undefined {
  let at: number | undefined = from
  for (const name of way) at = at === undefined ? undefined : objects[at]?.parts.get(name)
  return at !== undefined && objects[at] !== undefined ? at : undefined
}

function decodeObject(bytes: Uint8Array): SavedObject {
  const parts = new Map<string, number>()
  let variable: SavedObject['variable']
  decode(
    bytes,
    bytesOf(1, (inner) => {
      let [at, name] = [0, '']
      decode(
        inner,
        [tag(1, VARINT), (reader) => (at = reader.int32())],
        textOf(2, (text) => (name = text)),
      )
      parts.set(name, at)
    }),
    bytesOf(2, (inner) => {
      let [kind, name, key] = ['', '', '']
      decode(
        inner,
        textOf(1, (text) => (kind = text)),
        textOf(2, (text) => (name = text)),
        textOf(3, (text) => (key = text)),
      )
      if (kind === 'VARIABLE_VALUE') variable = { name, key }
    }),
  )
  return { parts, variable }
}
