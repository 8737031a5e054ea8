import { crc32c, maskedCrc } from '../../files/crc32c.ts'
import { varint } from './varint.ts'

/*
 * A table of sorted keys, as LevelDB lays it out (its doc/table_format.md): blocks of entries, each with its checksum,
 * then a block that says where these lie, then a footer that says where that lies.
 */
const [FOOTER, HANDLES, TRAILER] = [48, 40, 5]
const magic = Buffer.from('57fb808b247547db', 'hex')

/** Bytes that all keys together may have: they share their beginnings, so that a small file may hold long ones. */
const MOST_KEYS = 2 ** 26

interface Entry {
  readonly key: Buffer
  readonly value: Uint8Array
}

/**
 * Every value of a table by its key. All that is read lies in blocks whose checksums are compared, but for the footer,
 * which says where two of them lie.
 * @throws Error that says what is wrong
 */
export function readTable(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const footer = bytes.subarray(Math.max(0, bytes.length - FOOTER))
  if (footer.length < FOOTER || !magic.equals(footer.subarray(HANDLES)))
    throw new Error('it does not end as a table of keys does: it was cut off, or is another file')
  const others = handleAt(footer.subarray(0, HANDLES), 0)
  const index = handleAt(footer.subarray(0, HANDLES), others.next)
  if (footer.subarray(index.next, HANDLES).some((byte) => byte !== 0)) throw new Error('its footer is damaged')
  const left = { keys: MOST_KEYS }
  if (entriesOf(blockAt(bytes, others), left).length > 0) throw new Error('it holds blocks of an unknown kind')
  const table = new Map<string, Uint8Array>()
  let last: Buffer | undefined
  for (const { key: end, value: place } of entriesOf(blockAt(bytes, index), left))
    for (const { key, value } of entriesOf(blockAt(bytes, handleAt(place, 0)), left)) {
      const name = key.toString('utf8')
      const isOrdered = (last === undefined || Buffer.compare(last, key) < 0) && Buffer.compare(key, end) <= 0
      if (!isOrdered || table.has(name)) throw new Error('its keys are not in order')
      table.set(name, value)
      last = key
    }
  return table
}

interface Handle {
  readonly from: number
  readonly size: number
  readonly next: number
}

/** Where a block lies. */
function handleAt(bytes: Uint8Array, at: number): Handle {
  const [from, middle] = varint(bytes, at)
  const [size, next] = varint(bytes, middle)
  return { from, size, next }
}

/** What a block holds. */
function blockAt(bytes: Uint8Array, { from, size }: Handle): Uint8Array {
  if (from + size + TRAILER > bytes.length) throw new Error('one of its blocks lies outside the file')
  const stored = bytes.subarray(from, from + size + 1)
  if (wordAt(bytes, from + size + 1) !== maskedCrc(crc32c(stored)))
    throw new Error('one of its blocks is damaged: it has another checksum')
  if (stored[size] !== 0) throw new Error('one of its blocks is compressed, which TensorFlow does not write')
  return stored.subarray(0, size)
}

/** The entries of a block, before the list of places where a reader may begin. */
function entriesOf(block: Uint8Array, left: { keys: number }): Entry[] {
  const end = block.length - 4 * (1 + (block.length < 4 ? 0 : wordAt(block, block.length - 4)))
  if (end < 0) throw new Error('one of its blocks is cut off')
  const entries: Entry[] = []
  let key: Buffer = Buffer.alloc(0)
  for (let at = 0; at < end;) {
    const [shared, second] = varint(block, at)
    const [own, third] = varint(block, second)
    const [size, from] = varint(block, third)
    left.keys -= shared + own
    if (shared > key.length || from + own + size > end || left.keys < 0)
      throw new Error('one of its entries is cut off, or longer than any')
    key = Buffer.concat([key.subarray(0, shared), block.subarray(from, from + own)])
    at = from + own + size
    entries.push({ key, value: block.subarray(from + own, at) })
  }
  return entries
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true)
}
