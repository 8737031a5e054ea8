import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { decodeText } from '../files/parseJson.ts'
import { readPacked } from '../files/readPacked.ts'
import { type Property, readVnnlib } from './readVnnlib.ts'

/** Bytes that a property may have, unpacked: those of an image of 150,000 numbers has a quarter. */
const MOST = 2 ** 26

/** Reads a property from a file, `.vnnlib` or packed as `.vnnlib.gz`. @throws FILE_UNREADABLE, and as `readVnnlib` */
export async function loadVnnlib(path: string): Promise<Property> {
  const text = await readPacked(path, MOST)
    .then(decodeText)
    .catch((error: Error) => {
      throw new OvershootError('FILE_UNREADABLE', `${brief(path)}: ${brief(error.message)}`, { cause: error })
    })
  return readVnnlib(text, brief(path, 120))
}
