import type { Verdict } from '../claim/verdict.ts'
import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { decodeText } from '../files/parseJson.ts'
import { readBytes } from '../files/readBytes.ts'
import { fromJson } from './json.ts'

/** Bytes that the verdicts of a large suite stay below. */
const MOST_BYTES = 2 ** 28

/** Reads a file of verdicts. @throws FILE_UNREADABLE for one that cannot be read, or is none */
export async function readVerdicts(path: string): Promise<Verdict[]> {
  const text = await readBytes(path, MOST_BYTES)
    .then(decodeText)
    .catch((error: Error) => {
      throw new OvershootError('FILE_UNREADABLE', `${brief(path)}: ${brief(error.message)}`, { cause: error })
    })
  return fromJson(text, path).verdicts
}
