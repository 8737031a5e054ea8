import { crc32c, maskedCrc } from '../../src/files/crc32c.ts'

/** A number as seven bits a byte. */
export function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return [...bytes, left]
}

function word(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
}

/** How a table is laid out: entries in a block, and how far apart those are of which the whole key is written. */
export interface TableLayout {
  readonly inBlock: number
  readonly restarts: number
}

type Entries = readonly (readonly [key: Uint8Array, value: Uint8Array])[]

function block(entries: Entries, restarts: number): number[] {
  const bytes: number[] = []
  const places = [0]
  let last: Uint8Array = new Uint8Array()
  for (const [i, [key, value]] of entries.entries()) {
    let shared = 0
    if (i % restarts !== 0) while (shared < last.length && last[shared] === key[shared]) shared++
    else if (i > 0) places.push(bytes.length)
    bytes.push(...varint(shared), ...varint(key.length - shared), ...varint(value.length))
    bytes.push(...key.subarray(shared), ...value)
    last = key
  }
  return [...bytes, ...places.flatMap(word), ...word(places.length)]
}

/** A table of keys, which are in order, as LevelDB lays it out. */
export function writeTable(entries: Entries, { inBlock, restarts }: TableLayout): Buffer {
  const bytes: number[] = []
  const put = (content: readonly number[]): Uint8Array => {
    const handle = Uint8Array.from([...varint(bytes.length), ...varint(content.length)])
    const stored = [...content, 0]
    bytes.push(...stored, ...word(maskedCrc(crc32c(Uint8Array.from(stored)))))
    return handle
  }
  const index: [Uint8Array, Uint8Array][] = []
  for (let i = 0; i < entries.length; i += inBlock) {
    const own = entries.slice(i, i + inBlock)
    index.push([own.at(-1)![0], put(block(own, restarts))])
  }
  const handles = [...put(block([], 1)), ...put(block(index, 1))]
  bytes.push(...handles, ...Array.from({ length: 40 - handles.length }, () => 0))
  return Buffer.concat([Uint8Array.from(bytes), Buffer.from('57fb808b247547db', 'hex')])
}
