import type { Verdict } from '../claim/verdict.ts'
import type { Colour } from './paint.ts'

/** A verdict's status as people read it; the sign and the colour say whether it passes. */
export interface StatusWords {
  sign: '✓' | '✗' | '?'
  words: string
  colour: Colour
}

/** ✓ decided as it should be, ✗ failed, ? not decided. */
export function statusWords({ status, passed, expect, demand }: Verdict): StatusWords {
  if (expect === 'refuted')
    return passed
      ? { sign: '✓', words: 'refuted, as expected', colour: 'green' }
      : { sign: '✗', words: `${status}, refuted expected`, colour: 'red' }
  if (!passed && status === 'survived' && demand === 'proof')
    return { sign: '✗', words: 'survived, proof demanded', colour: 'red' }
  if (passed && status === 'survived') return { sign: '?', words: status, colour: 'yellow' }
  return passed ? { sign: '✓', words: status, colour: 'green' } : { sign: '✗', words: status, colour: 'red' }
}
