import type { Verdict } from '../claim/verdict.ts'
import { OvershootError } from '../errors.ts'
import { brief, quoted } from '../files/brief.ts'
import { readText } from '../files/readText.ts'
import { fromJson } from './json.ts'

/** Bytes that the verdicts of a large suite stay below. */
const MOST_BYTES = 2 ** 28

/**
 * Reads a file of verdicts. @throws FILE_UNREADABLE for one that cannot be read, is none, or lacks those of claims that
 * ended in errors
 */
export async function readVerdicts(path: string): Promise<Verdict[]> {
  const { verdicts, errors = [] } = fromJson(await readText(path, MOST_BYTES), path)
  const [first] = errors
  if (first === undefined) return verdicts
  const others = errors.length === 1 ? '' : `, and ${errors.length - 1} more came to none`
  throw new OvershootError(
    'FILE_UNREADABLE',
    `${brief(path)}: its run came to no verdict on ${quoted(first.claim)}: ${brief(first.message)} [${brief(first.code)}]${others}`,
  )
}
