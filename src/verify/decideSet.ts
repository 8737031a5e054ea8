import type { OutputSet } from '../claim/set.ts'
import type { DecidedBy, Stopped } from '../claim/verdict.ts'
import { opposite, shows, type Target } from '../claim/target.ts'
import { defined } from '../defined.ts'
import type { CertifiedBounds } from '../proof/certify.ts'
import type { Point } from '../search/model.ts'
import { isProvable, type ProofAttempt, proveWithin } from './proveWithin.ts'
import { atOnce, type Case, type Decision, unsound } from './decision.ts'
import type { Falsification } from './falsify.ts'
import { type SimplifyResult, simplify } from './simplify.ts'

/** In what deciding `always` differs from deciding `sometimes`, its mirror image. */
interface Way {
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

const ways: Readonly<Record<'always' | 'sometimes', Way>> = {
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
export function objectiveOf(kind: keyof typeof ways, set: OutputSet): Target {
  return { set, side: ways[kind].hit }
}

/**
 * Random cases that are drawn in all although bounds have decided, so that `observed` can be held against `certified`.
 */
const CASES_AFTER_PROOF = 1000

/** A claim of a set that is being decided. */
interface Deciding {
  readonly subject: Case
  readonly set: OutputSet
  readonly way: Way
  readonly falsification: Falsification
  /** What all attempts at a proof have come to. */
  readonly proofs: { cases: number; flaky: number; certified: CertifiedBounds }
}

/**
 * Decides a claim of a set: of `always`, a case outside refutes it and bounds inside prove it; of `sometimes`, a case
 * inside is a witness and bounds that miss the set refute it. `falsification` is the search so far, `first` what it has
 * found.
 */
export async function decideSet(
  subject: Case,
  kind: keyof typeof ways,
  set: OutputSet,
  { falsification, first }: { falsification: Falsification; first: Point | undefined },
): Promise<Decision> {
  const { objective } = falsification
  const { options, certified } = subject
  const { times } = options
  const proofs = { cases: 0, flaky: 0, certified }
  const deciding: Deciding = { subject, set, way: ways[kind], falsification, proofs }
  if (shows(opposite(objective), certified.lo, certified.hi, certified.nan)) return atOnceBy(deciding, first)
  // Where no proof is to come after it, all the time is a search's.
  const provable = isProvable(subject)
  const drawn = first ?? (await falsification.draw(options.drawn, provable ? times.draw : times.end))
  if (drawn) return foundBy(deciding, 'search', drawn)
  const glanced = await proveWithin('glance', subject, objective, falsification.counts.cases)
  const early = await take(deciding, glanced)
  if (early) return early
  const uphill = await falsification.climb(provable ? times.climb : times.end)
  if (uphill) return foundBy(deciding, falsification.counts.by, uphill)
  const isOver = options.signal?.aborted || isPast(times.prove)
  const tried = isOver ? glanced : await proveWithin('all', subject, objective, countsOf(deciding).cases)
  const late = tried === glanced ? undefined : await take(deciding, tried)
  if (late) return late
  // All that were asked for, if there is time.
  const last = options.areCasesGiven && (await falsification.draw(Infinity, times.end))
  return last ? foundBy(deciding, 'search', last) : survived(deciding, tried)
}

function countsOf({ falsification: { counts }, proofs }: Deciding): Counts {
  return {
    cases: counts.cases + proofs.cases,
    flaky: counts.flaky + proofs.flaky,
    warnings: counts.warnings,
    certified: proofs.certified,
  }
}

/** Bounds of the whole domain have decided: no case may contradict them. */
async function atOnceBy(deciding: Deciding, first: Point | undefined): Promise<Decision> {
  const { claim, options } = deciding.subject
  const drawn = Math.min(options.drawn, CASES_AFTER_PROOF)
  const hit = first ?? (await deciding.falsification.draw(drawn, options.times.draw))
  if (hit) throw unsound(`claim "${claim.name}" was decided by bounds, and a case contradicts them`)
  return shownBy(deciding, 'bounds', 'bounds over all inputs', atOnce)
}

async function foundBy(deciding: Deciding, by: DecidedBy, hit: Point): Promise<Decision> {
  const { subject, set, way, falsification } = deciding
  const { options } = subject
  const one = await simplify(subject, falsification.objective, hit, countsOf(deciding).cases)
  const before = countsOf(deciding)
  return {
    reason: `an input gives ${set.margins ? 'a margin of ' : ''}${one.example.output}`,
    ...before,
    ...way.found(by, one),
    unshrunk: one.unshrunk,
    warnings: [...(before.warnings ?? []), ...one.warnings],
    ...(!one.example.minimal && { stopped: stoppedBy(options) ?? (isPast(options.times.shrink) ? 'time' : undefined) }),
  }
}

function shownBy(deciding: Deciding, by: DecidedBy, how: string, evidence: Decision['evidence']): Decision {
  const { set, way } = deciding
  return {
    status: way.shown,
    by,
    reason: `${how} ${set.margins ? way.verbOfMargins : way.verb} ${set.description}`,
    ...countsOf(deciding),
    ...defined({ evidence }),
  }
}

/** What an attempt at a proof decides, if it does. */
async function take(deciding: Deciding, tried: ProofAttempt): Promise<Decision | undefined> {
  const { proofs, falsification } = deciding
  proofs.cases += tried.cases
  falsification.leave(tried.cases)
  proofs.flaky += tried.flaky
  proofs.certified = tried.certified
  if (tried.hit) return foundBy(deciding, tried.by, tried.hit)
  return tried.evidence && shownBy(deciding, tried.by, tried.how, tried.evidence)
}

/** Neither a search nor an attempt at a proof has decided. */
function survived(deciding: Deciding, tried: ProofAttempt): Decision {
  const { subject, set, way, falsification } = deciding
  // Another day they might have been more, although there was time left in the end.
  const isCutShort = subject.isCutShort || falsification.counts.isCutShort
  const stopped = stoppedBy(subject.options) ?? (isCutShort ? 'time' : (tried.stopped ?? 'cases'))
  const all = countsOf(deciding)
  const reason = `${searched(all, stopped)}${way.open(tried.how, tried.certified, set)}`
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
