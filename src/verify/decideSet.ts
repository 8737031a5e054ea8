import type { OutputSet } from '../claim/set.ts'
import type { DecidedBy, Stopped } from '../claim/verdict.ts'
import { opposite, shows, type Target } from '../claim/target.ts'
import type { CertifiedBounds } from '../proof/certify.ts'
import type { Point } from '../search/model.ts'
import { isProvable, type ProofAttempt, proveWithin } from './proveWithin.ts'
import { atOnce, type Case, type Decision, unsound } from './decision.ts'
import type { Falsification } from './falsify.ts'
import { type SimplifyResult, simplify } from './simplify.ts'

/** In what deciding `always` differs from deciding `sometimes`, its mirror image. */
interface Side {
  /** Of the set: where the output of a case lies that decides the claim. A proof shows the opposite of all outputs. */
  readonly hit: Target['side']
  /** The status after a proof, and what its bounds do: those of outputs, and those of margins. */
  readonly shown: 'proved' | 'refuted'
  readonly verb: string
  readonly verbOfMargins: string
  /** What a case decides. */
  found(by: DecidedBy, example: SimplifyResult): Omit<Decision, keyof Counts | 'reason'>
  /** What is still open after an attempt at a proof, the end of a sentence on the search. */
  open(how: string, certified: CertifiedBounds, set: OutputSet): string
}

const sides: Readonly<Record<'always' | 'sometimes', Side>> = {
  always: {
    hit: 'outside',
    shown: 'proved',
    verb: 'lie in',
    verbOfMargins: 'show',
    found: (by, { example, parts, shrunk }) => ({ status: 'refuted', by, counterexample: example, parts, shrunk }),
    open: (how, certified, set) => `; ${how}; ${openGap(certified, set)}`,
  },
  sometimes: {
    hit: 'inside',
    shown: 'refuted',
    verb: 'miss',
    verbOfMargins: 'rule out',
    found: (_, { example, parts, shrunk }) => ({ status: 'proved', by: 'witness', witness: example, parts, shrunk }),
    open: (how) => `, and bounds do not rule one out: ${how}`,
  },
}

type Counts = Pick<Decision, 'cases' | 'flaky' | 'warnings' | 'certified'>

/** What a search looks for that decides a claim of a set. */
export function objectiveOf(kind: keyof typeof sides, set: OutputSet): Target {
  return { set, side: sides[kind].hit }
}

/** Random cases that are drawn in all although bounds have decided, so that `observed` can be held against `certified`. */
const CASES_AFTER_PROOF = 1000

/**
 * Decides a claim of a set: of `always`, a case outside refutes it and bounds inside prove it; of `sometimes`, a case inside
 * is a witness and bounds that miss the set refute it. `falsification` is the search so far, `first` what it has found.
 */
export async function decideSet(
  subject: Case,
  kind: keyof typeof sides,
  set: OutputSet,
  { falsification, first }: { falsification: Falsification; first: Point | undefined },
): Promise<Decision> {
  const { shown, verb, verbOfMargins, found, open } = sides[kind]
  const { objective } = falsification
  const { options } = subject
  const { times } = options
  const { lo, hi, nan } = subject.certified
  const proofs = { cases: 0, flaky: 0, certified: subject.certified }
  const counts = (): Counts => ({
    cases: falsification.counts.cases + proofs.cases,
    flaky: falsification.counts.flaky + proofs.flaky,
    warnings: falsification.counts.warnings,
    certified: proofs.certified,
  })
  const foundBy = async (way: DecidedBy, hit: Point): Promise<Decision> => {
    const one = await simplify(subject, objective, hit, counts().cases)
    const before = counts()
    return {
      reason: `an input gives ${set.margins ? 'a margin of ' : ''}${one.example.output}`,
      ...before,
      ...found(way, one),
      unshrunk: one.unshrunk,
      warnings: [...(before.warnings ?? []), ...one.warnings],
      ...(!one.example.minimal && { stopped: stoppedBy(options) ?? (isPast(times.shrink) ? 'time' : undefined) }),
    }
  }
  const shownBy = (way: DecidedBy, how: string, evidence: Decision['evidence']): Decision => ({
    status: shown,
    by: way,
    reason: `${how} ${set.margins ? verbOfMargins : verb} ${set.description}`,
    ...counts(),
    ...(evidence && { evidence }),
  })
  /** What an attempt at a proof decides, if it does. */
  const take = async (tried: ProofAttempt): Promise<Decision | undefined> => {
    proofs.cases += tried.cases
    falsification.leave(tried.cases)
    proofs.flaky += tried.flaky
    proofs.certified = tried.certified
    if (tried.hit) return foundBy(tried.by, tried.hit)
    return tried.evidence && shownBy(tried.by, tried.how, tried.evidence)
  }

  if (shows(opposite(objective), lo, hi, nan)) {
    const hit = first ?? (await falsification.draw(Math.min(options.drawn, CASES_AFTER_PROOF), times.draw))
    if (hit) throw unsound(`claim "${subject.claim.name}" was decided by bounds, and a case contradicts them`)
    return shownBy('bounds', 'bounds over all inputs', atOnce)
  }
  // Where no proof is to come after it, all the time is a search's.
  const provable = isProvable(subject)
  const drawn = first ?? (await falsification.draw(options.drawn, provable ? times.draw : times.end))
  if (drawn) return foundBy('search', drawn)
  const glanced = await proveWithin('glance', subject, objective, falsification.counts.cases)
  const early = await take(glanced)
  if (early) return early
  const uphill = await falsification.climb(provable ? times.climb : times.end)
  if (uphill) return foundBy(falsification.counts.by, uphill)
  const isOver = options.signal?.aborted || isPast(times.prove)
  const tried = isOver ? glanced : await proveWithin('all', subject, objective, counts().cases)
  const late = tried === glanced ? undefined : await take(tried)
  if (late) return late
  // All that were asked for, if there is time.
  const last = options.areCasesGiven && (await falsification.draw(Infinity, times.end))
  if (last) return foundBy('search', last)
  // Another day they might have been more, although there was time left in the end.
  const isCutShort = subject.isCutShort || falsification.counts.isCutShort
  const stopped = stoppedBy(options) ?? (isCutShort ? 'time' : (tried.stopped ?? 'cases'))
  const all = counts()
  const reason = `${searched(all, stopped)}${open(tried.how, tried.certified, set)}`
  return { status: 'survived', by: falsification.counts.by, reason, stopped, ...all }
}

function isPast(time: number): boolean {
  return performance.now() > time
}

/** The signal or the time, if either has ended the work. */
function stoppedBy({ signal, times }: Case['options']): 'signal' | 'time' | undefined {
  return signal?.aborted ? 'signal' : isPast(times.end) ? 'time' : undefined
}

function searched({ cases, flaky }: Counts, stopped: Stopped): string {
  const inBatches = flaky > 0 ? ` that is one alone too (${flaky} were hits in their batch only)` : ''
  const early = stopped === 'time' || stopped === 'signal' ? ' before the search was stopped' : ''
  return `no hit${inBatches} in ${cases} cases${early}`
}

/** How far the certified range is from a proof. */
function openGap(certified: CertifiedBounds, set: OutputSet): string {
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
