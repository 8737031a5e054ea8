import type { Status } from '../../claim/verdict.ts'
import { defined } from '../../defined.ts'
import { formatExact } from '../formatNumber.ts'
import { type PlacedVerdict, type Recorded, recordOf } from './baseline.ts'
import type { Change } from './change.ts'
import { compareRanges } from './compareRanges.ts'

/** What has become of one claim against what is on record of it. */
export interface Compared {
  readonly changes: readonly Change[]
  /** It fails, as it did when it was recorded. */
  readonly tolerated: boolean
  /** Ids on record as fixed that were not replayed. */
  readonly unseen: readonly string[]
}

/** Compares a verdict with what is on record of its claim; `growth` as for `compareBaseline`. */
export function compareClaim(before: Recorded, now: PlacedVerdict, growth: number): Compared {
  const after = recordOf(now)
  const of = { claim: now.claim, ...defined({ place: now.place }) }
  const restated = restatements(before, after, now)
  if (restated.length > 0) {
    const why = 'the claim was stated anew, so the record says nothing about it'
    return { changes: restated.map((one) => ({ ...of, kind: 'worse', ...one, why })), tolerated: false, unseen: [] }
  }
  const gained = rank(after) - rank(before)
  const certainty = Number(after.nan === 'impossible') - Number(before.nan === 'impossible')
  const range = compareRanges(before.certified, after.certified, {
    growth,
    otherBackend: before.backend !== after.backend,
  })
  const failing = new Set(now.failing)
  const changes: Change[] = [
    ...differ(gained, { ...of, what: 'status', from: before.status, to: after.status, why: now.reason }),
    ...before.fixed.filter((id) => failing.has(id)).map((id) => ({ ...of, ...comesBack(id, now) })),
    ...after.fixed.filter((id) => !before.fixed.includes(id)).map((id) => ({ ...of, ...isFixed(id) })),
    ...(range ? [{ ...of, what: 'certified range', ...range }] : []),
    ...differ(certainty, {
      ...of,
      what: 'NaN',
      from: before.nan,
      to: after.nan,
      why: after.nan === 'observed' ? 'an output was NaN' : `bounds ${certainty < 0 ? 'no longer' : 'now'} rule it out`,
    }),
  ]
  return {
    changes,
    tolerated: !now.passed && gained >= 0,
    unseen: before.fixed.filter((id) => !failing.has(id) && !after.fixed.includes(id)),
  }
}

function comesBack(id: string, { counterexample }: PlacedVerdict): Omit<Change, 'claim'> {
  const why =
    counterexample?.id === id ? `replayed, it gives ${formatExact(counterexample.output)}` : 'replayed, it fails again'
  return { kind: 'worse', what: `counterexample ${id}`, from: 'fixed', to: 'comes back', why }
}

function isFixed(id: string): Omit<Change, 'claim'> {
  return { kind: 'better', what: `counterexample ${id}`, to: 'fixed', why: 'replayed, it fails no more' }
}

/** What else a claim says now: it is another one then, and that it passes says nothing about what was on record. */
function restatements(
  before: Recorded,
  after: Recorded,
  { by }: PlacedVerdict,
): Pick<Change, 'what' | 'from' | 'to'>[] {
  // What replaying decided knows nothing of shares; that some are demanded where none was makes nothing worse.
  const coverToo = before.cover !== undefined && by !== 'replay'
  const inputs = ({ domains }: Recorded) => Object.entries(domains).map((one) => one.join(' '))
  const wanted = ({ expect, demand, cover = {} }: Recorded) => [
    expect === 'refuted' ? 'to be refuted' : demand === 'proof' ? 'a proof' : 'no counterexample',
    ...(coverToo ? Object.entries(cover).map(([label, share]) => `${share} of the cases "${label}"`) : []),
  ]
  const all: [what: string, from: readonly string[], to: readonly string[]][] = [
    ['what is claimed', [before.holds], [after.holds]],
    ['domains', inputs(before), inputs(after)],
    ['what is demanded', wanted(before), wanted(after)],
  ]
  return all
    .filter(([, from, to]) => JSON.stringify(from) !== JSON.stringify(to))
    .map(([what, from, to]) => ({ what, from: from.join(', '), to: to.join(', ') }))
}

/** How far a status is from the worst one for its claim. */
function rank({ status, expect }: Recorded): number {
  const order: readonly Status[] =
    expect === 'refuted' ? ['proved', 'vacuous', 'survived', 'refuted'] : ['refuted', 'vacuous', 'survived', 'proved']
  return order.indexOf(status)
}

function differ(by: number, change: Omit<Change, 'kind'>): Change[] {
  return by === 0 ? [] : [{ ...change, kind: by < 0 ? 'worse' : 'better' }]
}
