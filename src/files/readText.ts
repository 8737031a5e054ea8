import { OvershootError } from '../errors.ts'
import { brief } from './brief.ts'
import { decodeText } from './parseJson.ts'
import { readBytes } from './readBytes.ts'

/** The text of a file in UTF-8 that has no more than `most` bytes, as `read` gives them. @throws FILE_UNREADABLE */
export async function readText(
  path: string,
  most: number,
  read: (path: string, most: number) => Promise<Uint8Array> = readBytes,
): Promise<string> {
  try {
    return decodeText(await read(path, most))
  } catch (error) {
    const reason = brief((error as Error).message)
    throw new OvershootError('FILE_UNREADABLE', `${brief(path)}: ${reason}`, { cause: error })
  }
}
