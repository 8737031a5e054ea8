import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/**
 * All bytes of a regular file that has no more than `most` of them: its size is known before memory is asked for, and
 * what could block or never end (a pipe, a device) is not read.
 * @throws Error as Node's own functions do, or one that says what is wrong, without the path
 */
export async function readBytes(path: string, most: number): Promise<Buffer<ArrayBuffer>> {
  // A pipe that nobody writes to would keep a plain open waiting. Windows has neither such pipes nor the flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new Error(`it is ${stats.isDirectory() ? 'a folder' : 'no regular file'}`)
    if (stats.size > most) throw new Error(`its ${stats.size} bytes are too many, ${most} may be read`)
    return await fill(file, Buffer.alloc(stats.size))
  } finally {
    await file.close()
  }
}

async function fill(file: FileHandle, bytes: Buffer<ArrayBuffer>): Promise<Buffer<ArrayBuffer>> {
  let at = 0
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, at)
    if (bytesRead === 0) throw new Error('it was cut off while it was read')
    at += bytesRead
  }
  return bytes
}
