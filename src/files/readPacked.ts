import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { readBytes } from './readBytes.ts'

/** As `readBytes`, but of a file whose name ends in `.gz` what is packed in it: also no more than `most` bytes. */
export async function readPacked(path: string, most: number): Promise<Buffer> {
  const bytes = await readBytes(path, most)
  return path.endsWith('.gz') ? promisify(gunzip)(bytes, { maxOutputLength: most }) : bytes
}
