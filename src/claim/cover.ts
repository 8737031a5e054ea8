import { defined } from '../defined.ts'
import { OvershootError, unexpected, reasonOf } from '../errors.ts'

/**
 * A label on random cases and the share of them that must carry it, as `cover` and `classify` of QuickCheck (Claessen
 * and Hughes 2000): what a search never met, it says nothing about.
 */
export interface CoverDemand {
  /** What people call such cases, e.g. `dplus > 10`. */
  readonly label: string
  /** The least share of random cases, above 0 and up to 1. Without it the label is counted, and nothing is demanded. */
  readonly share?: number
  /**
   * Does this case carry the label? Gets a copy of the case: the float32 numbers of each input, keyed by input-layer
   * name.
   */
  readonly when: (inputs: Record<string, Float32Array>) => boolean
}

/** What came of a label: plain data. */
export interface Coverage {
  label: string
  /** The share of random cases with the label; 0 where there were no cases. */
  share: number
  /** The share that was demanded; 0 where none was. */
  demanded: number
  /**
   * False where no case had a label that is demanded, or too few to believe that the demanded share is merely missed by
   * chance.
   */
  met: boolean
  /** Random cases that were asked; those along gradients and of shrinking are not. */
  cases: number
}

/** @throws ARGUMENT_INVALID for what is no list of demands, a label twice, or a share outside (0, 1] */
export function checkCover(claim: string, cover: unknown): asserts cover is readonly CoverDemand[] {
  const refuse = (expected: string, name: string, value: unknown, hint?: string) =>
    unexpected({ api: `claim "${claim}"`, expected, name, value, ...defined({ hint }) })
  if (!Array.isArray(cover)) throw refuse('a list of { label, share, when }', 'cover', cover)
  const labels = new Set<string>()
  for (const [i, one] of cover.entries()) {
    const { label, share, when } = (one ?? {}) as Partial<Record<keyof CoverDemand, unknown>>
    if (typeof label !== 'string' || label.trim() === '')
      throw refuse('a label to tell cases by', `cover[${i}].label`, label)
    if (labels.has(label)) throw refuse('each label once', `cover[${i}].label`, label)
    labels.add(label)
    if (share !== undefined && !(typeof share === 'number' && share > 0 && share <= 1))
      throw refuse('a share in (0, 1]', `cover "${label}".share`, share, 'Leave it out to count without a demand')
    if (typeof when !== 'function') throw refuse('a function of the inputs', `cover "${label}".when`, when)
  }
}

/**
 * Asks a label of one case.
 * @throws ARGUMENT_INVALID naming the label where `when` throws, or returns anything but true or false (a promise, say)
 */
export function hasLabel(claim: string, { label, when }: CoverDemand, inputs: Record<string, Float32Array>): boolean {
  let answer: unknown
  try {
    answer = when(inputs)
  } catch (error) {
    const why = reasonOf(error)
    throw new OvershootError('ARGUMENT_INVALID', `claim "${claim}": cover "${label}".when threw: ${why}`, {
      cause: error,
    })
  }
  if (typeof answer === 'boolean') return answer
  const name = `the result of cover "${label}".when`
  throw unexpected({ api: `claim "${claim}"`, expected: 'true or false', name, value: answer })
}

/** How sure it must be that a share is below what is demanded: one false alarm in so many, as QuickCheck has it. */
const CERTAINTY = 1e9

/**
 * Is a demanded share met by `count` of `cases` independent cases? Not if there is none at all; and not if so few would
 * be seen once in 10^9 searches at most were the demanded share the true one. The chance of at most `count` is bounded
 * by exp(-cases * KL(count/cases || share)) (Chernoff 1952), which holds exactly for every number of cases, where the
 * Wilson interval of QuickCheck's `checkCoverage` is an approximation.
 */
export function meetsShare(count: number, cases: number, share: number): boolean {
  if (share === 0) return true
  if (count === 0) return false
  return count / cases >= share || cases * divergence(count / cases, share) < Math.log(CERTAINTY)
}

/** Kullback-Leibler divergence of two coins, in nats. */
function divergence(seen: number, demanded: number): number {
  const term = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b))
  return term(seen, demanded) + term(1 - seen, 1 - demanded)
}
