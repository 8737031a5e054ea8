import type { Status, Verdict } from '../../claim/verdict.ts'
import { formatExact } from '../formatNumber.ts'
import { type Baseline, baselineOf, type Recorded } from './baseline.ts'

/** One difference between what is on record and what a run found. */
export interface Change {
  readonly claim: string
  /** `worse` fails a run, `better` is worth recording, `new` is on no record yet. */
  readonly kind: 'worse' | 'better' | 'new'
  /** What changed: `status`, `certified range`, … */
  readonly what: string
  readonly from?: string
  readonly to?: string
  /** One sentence, from the verdict where it has one. */
  readonly why: string
}

export interface CompareOptions {
  /** How far a certified range may reach past the recorded one, as a share of its width. */
  readonly growth: number
}

/**
 * What verdicts have become against a baseline. Worse are: a claim that is gone or says something else, a status that tells less
 * or fails, NaN that is ruled out no more, a certified range that has grown, a counterexample that was fixed and is not any more.
 */
export function compareBaseline(
  baseline: Baseline,
  verdicts: readonly Verdict[],
  { growth }: CompareOptions,
): Change[] {
  const recorded = baselineOf(verdicts)
  const now = new Map(verdicts.map((verdict, i) => [verdict.claim, { verdict, recorded: recorded[i]! }]))
  const known = new Set(baseline.map(({ claim }) => claim))
  const changes = baseline.flatMap((before) => {
    const found = now.get(before.claim)
    return found === undefined ? [gone(before)] : compareClaim(before, found.recorded, found.verdict, growth)
  })
  const added = verdicts.filter(({ claim }) => !known.has(claim))
  return [
    ...changes,
    ...added.map(({ claim, status, reason }): Change => ({
      claim,
      kind: 'new',
      what: 'claim',
      to: status,
      why: reason,
    })),
  ]
}

function gone({ claim, status }: Recorded): Change {
  return { claim, kind: 'worse', what: 'claim', from: status, why: 'the claim is stated no more' }
}

function compareClaim(before: Recorded, after: Recorded, { reason }: Verdict, growth: number): Change[] {
  const { claim } = before
  const restated = restatements(before, after)
  if (restated.length > 0) return restated
  return [
    ...differ(rank(after) - rank(before), {
      claim,
      what: 'status',
      from: before.status,
      to: after.status,
      why: reason,
    }),
    ...differ(certainty(after.nan) - certainty(before.nan), {
      claim,
      what: 'NaN',
      from: before.nan,
      to: after.nan,
      why: after.nan === 'observed' ? 'an output was NaN' : 'what bounds rule out has changed',
    }),
    ...compareRanges(before, after, growth),
    ...before.fixed
      .filter((id) => !after.fixed.includes(id))
      .map((id): Change => ({
        claim,
        kind: 'worse',
        what: `counterexample ${id}`,
        from: 'fixed',
        to: 'not fixed',
        why: 'it fails again, or its file is gone from the corpus',
      })),
    ...after.fixed
      .filter((id) => !before.fixed.includes(id))
      .map((id): Change => ({
        claim,
        kind: 'better',
        what: `counterexample ${id}`,
        to: 'fixed',
        why: 'it was replayed and fails no more',
      })),
  ]
}

/** A claim that says something else is another one: that it passes says nothing about what was on record. */
function restatements(before: Recorded, after: Recorded): Change[] {
  const inputs = ({ domains }: Recorded) =>
    Object.entries(domains)
      .map(([name, description]) => `${name} ${description}`)
      .join(', ')
  const wanted = ({ expect, demand }: Recorded) =>
    expect === 'refuted' ? 'to be refuted' : demand === 'proof' ? 'a proof' : 'no counterexample'
  const all: [what: string, from: string, to: string][] = [
    ['what is claimed', before.holds, after.holds],
    ['domains', inputs(before), inputs(after)],
    ['what is demanded', wanted(before), wanted(after)],
  ]
  return all
    .filter(([, from, to]) => from !== to)
    .map(([what, from, to]) => ({
      claim: before.claim,
      kind: 'worse',
      what,
      from,
      to,
      why: 'the claim was stated anew, so the record says nothing about it',
    }))
}

/** How far a status is from the worst one for its claim. */
function rank({ status, expect }: Recorded): number {
  const order: readonly Status[] =
    expect === 'refuted' ? ['proved', 'vacuous', 'survived', 'refuted'] : ['refuted', 'vacuous', 'survived', 'proved']
  return order.indexOf(status)
}

function certainty(nan: Verdict['nan']): number {
  return (['observed', 'possible', 'impossible'] as const).indexOf(nan)
}

function differ(by: number, change: Omit<Change, 'kind'>): Change[] {
  return by === 0 ? [] : [{ ...change, kind: by < 0 ? 'worse' : 'better' }]
}

function compareRanges(before: Recorded, after: Recorded, growth: number): Change[] {
  const out = beyond(after.certified, before.certified)
  const change = {
    claim: before.claim,
    what: 'certified range',
    from: show(before.certified),
    to: show(after.certified),
  }
  const allowed = growth * scale(before.certified)
  if (out > allowed)
    return [
      {
        ...change,
        kind: 'worse',
        why: `it reaches ${formatExact(out)} past the recorded one, and ${formatExact(allowed)} is allowed`,
      },
    ]
  const gained = beyond(before.certified, after.certified)
  // Less than what may be lost unnoticed is no news either.
  return out === 0 && gained > allowed ? [{ ...change, kind: 'better', why: 'it is tighter' }] : []
}

/** How much of one range lies outside another, on both sides together. */
function beyond([lo, hi]: Recorded['certified'], [innerLo, innerHi]: Recorded['certified']): number {
  return (lo < innerLo ? innerLo - lo : 0) + (hi > innerHi ? hi - innerHi : 0)
}

/** What a share is of: the width, or, of a range that is a point or has no end, the size of its ends. */
function scale([lo, hi]: Recorded['certified']): number {
  const width = hi - lo
  if (width > 0 && width < Infinity) return width
  return Math.max(0, ...[lo, hi].map(Math.abs).filter(Number.isFinite))
}

function show([lo, hi]: Recorded['certified']): string {
  return `[${formatExact(lo)}, ${formatExact(hi)}]`
}
