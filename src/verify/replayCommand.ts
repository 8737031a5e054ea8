import { resolve } from 'node:path'
import { quoteWord } from '../files/quoteWord.ts'
import { DEFAULT_CORPUS } from '../search/corpus/readCorpus.ts'

/**
 * The command line that replays a stored counterexample, to be pasted into a shell; `source` is what states the claim.
 */
export function replayCommand({
  id,
  corpus,
  source,
}: {
  id: string
  corpus: string
  source?: string | undefined
}): string {
  const words = ['npx', 'overshoot', 'replay', id]
  // A counterexample found from a module names it in its file.
  if (source === undefined) words.push('<claims module>')
  if (resolve(corpus) !== resolve(DEFAULT_CORPUS)) words.push('--corpus', quoteWord(corpus))
  return words.join(' ')
}
