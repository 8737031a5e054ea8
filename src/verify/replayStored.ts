import { existsSync } from 'node:fs'
import { currentBackend } from '../backend/useBackend.ts'
import type { Claim } from '../claim/claim.ts'
import { defined } from '../defined.ts'
import { exampleWith, partsOf } from '../search/example.ts'
import { readCorpus } from '../search/corpus/readCorpus.ts'
import { replay, type Replay } from '../search/corpus/replay.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import { type Decision, type Look, tellProgress } from './decision.ts'
import { describeQuantifier } from '../claim/quantifier.ts'
import { splitWords } from '../files/quoteWord.ts'
import { fingerprint } from '../network/fingerprint.ts'

/** What the stored counterexamples of a claim came to. */
export interface ReplaySummary {
  /** The refutation, where one still fails. */
  readonly decision?: Decision
  /** Ids of those that fail no more. */
  readonly fixed: readonly string[]
  /** Ids of those that still fail, the simplest first. */
  readonly failing: readonly string[]
  /** Files that cannot be read or tried, models that have changed. */
  readonly warnings: readonly string[]
  /** How many were computed. */
  readonly cases: number
}

/**
 * Computes the stored counterexamples of the claim anew, each alone, before anything else is tried: those of its name,
 * as many as there are to be cases. Some may be another claim's that has the same name: if they fail, they refute this
 * one too; if not, nothing was fixed.
 */
export async function replayStored(look: Look): Promise<ReplaySummary> {
  const { claim, options } = look
  const none = { fixed: [], failing: [], cases: 0 }
  if (options.corpus === undefined || claim.holds.kind !== 'always') return { ...none, warnings: [] }
  const corpus = await readCorpus(options.corpus)
  const named = corpus.counterexamples.filter((stored) => stored.claim === claim.name)
  const strangers = new Set(named.filter((stored) => isStranger(look, stored)))
  const { replays, warnings } = replayAll(look, named, strangers)
  const isOwn = ({ stored }: Replay): boolean => !strangers.has(stored)
  const fixed = replays.filter((one) => !one.fails && isOwn(one)).map(({ stored }) => stored.id)
  const failing = replays
    .filter(({ fails }) => fails)
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || simplestFirst(a, b))
  const [first] = failing
  const told = {
    fixed,
    failing: failing.map(({ stored }) => stored.id),
    cases: replays.length,
    warnings: [...corpus.warnings, ...warnings],
  }
  if (first === undefined) return told
  const others = failing.length > 1 ? `, and ${failing.length - 1} more of the stored ones fail` : ''
  const { decision, subject } = isOwn(first) ? ownDecision(claim, first) : strangersDecision(claim, first)
  const reason = `${subject} ${first.outputs ? 'a margin of ' : ''}${first.output}${others}`
  return {
    ...told,
    decision: {
      status: 'refuted',
      by: 'replay',
      reason,
      parts: partsOf(claim, first.point),
      cases: replays.length,
      flaky: 0,
      ...decision,
    },
  }
}

/** Computes them one after the other, and says why some were not. */
function replayAll(
  look: Look,
  named: readonly StoredCounterexample[],
  strangers: ReadonlySet<StoredCounterexample>,
): { replays: Replay[]; warnings: string[] } {
  const { claim, observed, options } = look
  const replays: Replay[] = []
  const warnings: string[] = []
  for (const [i, stored] of named.entries()) {
    if (options.signal?.aborted) break
    const isLate = replays.length > 0 && performance.now() > options.times.end
    if (isLate || replays.length >= options.cases) {
      const why = isLate ? 'the time was up' : 'no more cases were to be tried'
      warnings.push(`not replayed: ${named.length - i} more of the stored counterexamples: ${why}`)
      break
    }
    const result = replay(claim, stored, observed, currentBackend())
    if ('misfit' in result) {
      if (!strangers.has(stored)) warnings.push(`not replayed: counterexample ${stored.id}: ${result.misfit}`)
      continue
    }
    if (result.modelChanged && !strangers.has(stored))
      warnings.push(`the model has changed since counterexample ${stored.id} was found`)
    replays.push(result)
    tellProgress(look, 'replay', replays.length)
  }
  return { replays, warnings }
}

/** What a replay adds to a decision, and the beginning of its reason. */
interface OwnPart {
  readonly subject: string
  readonly decision: Pick<Decision, 'counterexample' | 'stored' | 'shrunk'>
}

function ownDecision(claim: Claim, { stored, point, output, outputs, minimal, distance }: Replay): OwnPart {
  const inputs = Object.fromEntries(claim.inputs.map(({ name }, i) => [name, Array.from(point[i]!)]))
  return {
    subject: `the stored counterexample ${stored.id} still gives`,
    decision: {
      counterexample: { inputs, output, ...defined({ outputs: outputs?.slice() }), minimal, distance, id: stored.id },
      stored,
      shrunk: { path: stored.path, matters: stored.matters },
    },
  }
}

/**
 * What was another claim's is this one's now, to be stored and replayed as such; of one model both have the same file.
 */
function strangersDecision(claim: Claim, { stored, point, output, outputs, distance, modelChanged }: Replay): OwnPart {
  const example = exampleWith(claim, output, { point, minimal: false, distance })
  return {
    subject: `the counterexample ${stored.id}, stored of another claim of this name (${stored.source}), gives`,
    decision: {
      counterexample: { ...example, ...defined({ outputs: outputs?.slice() }) },
      shrunk: { path: [{ distance, output }], matters: [] },
      ...(!modelChanged && { stored }),
    },
  }
}

function simplestFirst(a: Replay, b: Replay): number {
  return Number(b.minimal) - Number(a.minimal) || a.distance - b.distance || (a.stored.id < b.stored.id ? -1 : 1)
}

/**
 * Is a stored counterexample that of another claim, which only has the same name? It was stated elsewhere, where
 * something still stands, and says something else or of another model. A claim that a module and a test state alike is
 * one claim, and so is one that has moved.
 */
function isStranger({ claim, options }: Pick<Look, 'claim' | 'options'>, stored: StoredCounterexample): boolean {
  const { source } = options
  if (source === undefined || stored.source === undefined || stored.source === source) return false
  if (!existsSync(fileOf(stored.source))) return false
  return stored.holds !== describeQuantifier(claim.holds) || stored.model !== fingerprint(claim.model)
}

/** The file that a source names: a module's, a test's, or the model's that was checked. */
function fileOf(source: string): string {
  return /^(vitest run|overshoot check) /.test(source) ? (splitWords(source)?.[2] ?? source) : source
}
