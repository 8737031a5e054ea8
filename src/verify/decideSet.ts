import type { OutputSet } from '../claim/set.ts'
import type { DecidedBy } from '../claim/verdict.ts'
import { type Goal, shows } from '../proof/branch/goal.ts'
import type { Certified } from '../proof/certify.ts'
import type { Objective } from '../search/objective.ts'
import { attempt, type Attempted, glance, isTimeUp } from './attempt.ts'
import { atOnce, type Case, type Finding } from './finding.ts'
import { huntRandomly, type Hunted, huntUphill, type Shrunk, shrinkTo } from './hunt.ts'

/** In what deciding `always` differs from deciding `sometimes`, its mirror image. */
interface Side {
  /** What a search looks for, and what a proof shows of all outputs. */
  readonly hit: Objective['wants']
  readonly goal: Goal['wants']
  /** The status after a proof, and what its bounds do: those of outputs, and those of margins. */
  readonly shown: 'proved' | 'refuted'
  readonly verb: string
  readonly verbOfMargins: string
  /** What a case decides. */
  found(by: DecidedBy, example: Shrunk): Omit<Finding, keyof Counts | 'reason'>
  /** What is still open after an attempt at a proof, the end of a sentence on the search. */
  open(how: string, certified: Certified, set: OutputSet): string
}

const sides: Readonly<Record<'always' | 'sometimes', Side>> = {
  always: {
    hit: 'outside',
    goal: 'inside',
    shown: 'proved',
    verb: 'lie in',
    verbOfMargins: 'show',
    found: (by, { example, parts, shrunk }) => ({ status: 'refuted', by, counterexample: example, parts, shrunk }),
    open: (how, certified, set) => `; ${how}; ${openGap(certified, set)}`,
  },
  sometimes: {
    hit: 'inside',
    goal: 'outside',
    shown: 'refuted',
    verb: 'miss',
    verbOfMargins: 'rule out',
    found: (_, { example, parts, shrunk }) => ({ status: 'proved', by: 'witness', witness: example, parts, shrunk }),
    open: (how) => `, and bounds do not rule one out: ${how}`,
  },
}

type Counts = Pick<Finding, 'cases' | 'flaky' | 'warnings' | 'certified'>

/**
 * Decides a claim of a set: of `always`, a case outside refutes it and bounds inside prove it; of `sometimes`, a case inside
 * is a witness and bounds that miss the set refute it.
 */
export async function decideSet(subject: Case, kind: keyof typeof sides, set: OutputSet): Promise<Finding> {
  const { hit, goal, shown, verb, verbOfMargins, found, open } = sides[kind]
  const { lo, hi, nan } = subject.certified
  const [objective, wanted] = [
    { set, wants: hit },
    { set, wants: goal },
  ]
  const known = shows(wanted, lo, hi, nan)
  const foundBy = (way: DecidedBy, counts: Counts, one: Shrunk): Finding => ({
    reason: `an input gives ${set.margins ? 'a margin of ' : ''}${one.example.output}`,
    ...counts,
    ...found(way, one),
  })
  const shownBy = (way: DecidedBy, how: string, evidence: Finding['evidence'], counts: Counts): Finding => ({
    status: shown,
    by: way,
    reason: `${how} ${set.margins ? verbOfMargins : verb} ${set.description}`,
    ...counts,
    ...(evidence && { evidence }),
  })
  const fromProof = (tried: Attempted, counts: Counts): Finding | undefined => {
    if (tried.hit) return foundBy(tried.by, counts, shrinkTo(subject, objective, tried.hit, counts.cases))
    return tried.evidence && shownBy(tried.by, tried.how, tried.evidence, counts)
  }

  const drawn = await huntRandomly(subject, objective, known)
  if (drawn.example) return foundBy('search', drawn.search, drawn.example)
  if (known) return shownBy('bounds', 'bounds over all inputs', atOnce, drawn.search)
  const glanced = drawn.search.complete ? await glance(subject, wanted, objective) : undefined
  const before = glanced ? withProof(drawn.search, glanced) : drawn.search
  const early = glanced && fromProof(glanced, before)
  if (early) return early
  const { by, search, example } = await huntUphill(subject, objective, drawn, before)
  if (example) return foundBy(by, search, example)
  const tried = glanced && isTimeUp(subject) ? glanced : await attempt(subject, wanted, objective)
  const counts = tried === glanced ? { ...search, certified: tried.certified } : withProof(search, tried)
  const late = fromProof(tried, counts)
  if (late) return late
  const reason = `${searched(counts)}${open(tried.how, tried.certified, set)}`
  return { status: 'survived', by, reason, ...counts }
}

function withProof<Search extends Hunted['search']>(search: Search, tried: Attempted): Search & Counts {
  const { certified } = tried
  return { ...search, cases: search.cases + tried.cases, flaky: search.flaky + tried.flaky, certified }
}

function searched({ cases, flaky, complete }: Hunted['search']): string {
  const inBatches = flaky > 0 ? ` that is one alone too (${flaky} were hits in their batch only)` : ''
  return `no hit${inBatches} in ${cases} cases${complete ? '' : ' before the search was stopped'}`
}

/** How far the certified range is from a proof. */
function openGap(certified: Certified, set: OutputSet): string {
  const gaps = [
    ...(certified.lo < set.lo ? [`${certified.lo} to ${set.lo}`] : []),
    ...(certified.hi > set.hi ? [`${set.hi} to ${certified.hi}`] : []),
    ...(certified.nan ? ['NaN'] : []),
  ]
  const open =
    gaps.length > 0
      ? `not ruled out: ${set.margins ? 'margins ' : ''}${gaps.join(', ')}`
      : 'not ruled out: the bound itself'
  return certified.opaque.length > 0 ? `${open} (unknown layers: ${certified.opaque.join(', ')})` : open
}
