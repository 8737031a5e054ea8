import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'

/** Files that a zip may have. */
const MOST_FILES = 1000

/**
 * The files of a zip that are asked for, by their names and the bytes that each may have: its size is known before it
 * is unpacked, and its checksum is compared.
 * @throws Error that says what is wrong with it
 */
export async function readZip(
  bytes: Buffer,
  most: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await fromBufferPromise(bytes)
  if (zip.entryCount > MOST_FILES) throw new Error(`it holds ${zip.entryCount} files`)
  const found = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const { fileName: name, uncompressedSize: size } = entry
    if (!Object.hasOwn(most, name)) continue
    if (found.has(name)) throw new Error(`it holds two files named ${name}`)
    if (size > most[name]!) throw new Error(`its ${name} has ${size} bytes, and ${most[name]} may be read`)
    found.set(name, await unpack(zip, entry))
  }
  return found
}

/** The library sees to it that there are as many bytes as it was told. */
async function unpack(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const bytes = await buffer(await zip.openReadStreamPromise(entry))
  if (crc32(bytes) !== entry.crc32) throw new Error(`its ${entry.fileName} is damaged: it has another checksum`)
  return bytes
}
