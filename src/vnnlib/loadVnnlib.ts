import { brief } from '../files/brief.ts'
import { readPacked } from '../files/readPacked.ts'
import { readText } from '../files/readText.ts'
import { type Property, readVnnlib } from './readVnnlib.ts'

/** Bytes that a property may have, unpacked: those of an image of 150,000 numbers has a quarter. */
const MOST = 2 ** 26

/** Reads a property from a file, `.vnnlib` or packed as `.vnnlib.gz`. @throws FILE_UNREADABLE, and as `readVnnlib` */
export async function loadVnnlib(path: string): Promise<Property> {
  return readVnnlib(await readText(path, MOST, readPacked), brief(path, 120))
}
