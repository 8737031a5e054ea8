import { currentBackend, ensureBackend } from './backend/useBackend.ts'
import type { Claim } from './claim/claim.ts'
import { explainVerdict } from './claim/explainVerdict.ts'
import type { Verdict } from './claim/verdict.ts'
import { defined, unlessEmpty } from './defined.ts'
import { OvershootError } from './errors.ts'
import type { CertifiedBounds } from './proof/certify.ts'
import { writeCertificate } from './proof/certificate/index.ts'
import { nothingCounted } from './search/countCoverage.ts'
import type { Point } from './search/model.ts'
import { nothingObserved, type Observed, observedRange } from './search/observed.ts'
import { rowsPerPass } from './search/rowsPerPass.ts'
import { FIRST_BATCH } from './search/searchRandomly.ts'
import { boundWhole } from './verify/boundWhole.ts'
import { decideSet, objectiveOf } from './verify/decideSet.ts'
import { decideUnbounded, nothing } from './verify/decideUnbounded.ts'
import { describeClaim } from './verify/describeClaim.ts'
import { demandCoverage } from './verify/demandCoverage.ts'
import { type Case, type Decision, type Look, unsound } from './verify/decision.ts'
import { type Falsification, falsify } from './verify/falsify.ts'
import { keep } from './verify/keep.ts'
import { meetModel } from './verify/meetModel.ts'
import { recheck } from './verify/recheck.ts'
import { tighten } from './verify/tighten.ts'
import { completeOptions, type VerifyOptions } from './verify/options.ts'
import { replayStored } from './verify/replayStored.ts'
import { whileSame } from './verify/whileSame.ts'

/**
 * Decides a claim as far as the budget allows, cheap ways first, and says what is known: plain data, nothing is thrown
 * for a claim that does not hold.
 * @throws NOTHING_COMPUTED where a signal comes before the first batch of cases; BACKEND_EXHAUSTED where the backend
 * fails; MODEL_INVALID for a model that fails; ROWS_DEPENDENT for one that does not compute each row of a batch by
 * itself, OUTPUT_UNSTABLE for one that computes the same batch otherwise the next time, or whose weights, or the
 * backend, change meanwhile; FILE_UNREADABLE for a corpus that is none; FILE_UNWRITABLE for a folder that cannot take a
 * certificate; ARGUMENT_INVALID for options out of range, and for a label of `cover` that throws on a case
 */
export async function verify(claim: Claim, options: VerifyOptions = {}): Promise<Verdict> {
  const began = performance.now()
  await ensureBackend()
  const complete = completeOptions(options, claim)
  const observed = nothingObserved()
  const look: Look = { claim, observed, counted: nothingCounted(claim), options: complete }
  const { met, replays, subject, decision, certificate, certified } = await whileSame(claim, () => decideClaim(look))
  const { replay, warnings: unkept } = await keep(subject, decision)
  const { certificates } = complete
  const path = certificate && certificates && (await writeCertificate(certificates, certificate))
  const warnings = [...met.doubts, ...replays.warnings, ...(decision.warnings ?? []), ...unkept]
  const { reason, status, by, stopped, cases, flaky, counterexample, witness, shrunk, parts, coverage } = decision
  return {
    claim: claim.name,
    ...describeClaim(claim),
    status,
    by,
    observed: observedRange(observed),
    certified: [certified.lo, certified.hi],
    nan: observed.nan ? 'observed' : certified.nan ? 'possible' : 'impossible',
    ...defined({
      restsOn: unlessEmpty(subject.proof?.restsOn ?? []),
      certificate: path,
      counterexample,
      replay,
      witness,
      shrinking: shrunk && { path: shrunk.path, matters: shrunk.matters },
      parts,
      coverage,
      fixed: unlessEmpty(replays.fixed),
      failing: unlessEmpty(replays.failing),
      warnings: unlessEmpty(warnings),
      stopped,
    }),
    cases,
    flaky,
    seed: complete.seed,
    backend: currentBackend(),
    seconds: (performance.now() - began) / 1000,
    passed: passes(claim, decision),
    ...defined({ expect: claim.expect, demand: claim.demand }),
    reason,
  }
}

/** All that there is to find out before anything of it is kept. */
async function decideClaim(look: Look) {
  const { decision: replayed, ...replays } = await replayStored(look)
  const met = meetModel(look)
  // Cases come before bounds: whatever time those take, something was computed.
  const search = replayed ? undefined : await begin(look, replays.cases)
  const subject: Case = { ...look, ...boundWhole(look, met) }
  const { decision: decided, certificate } = recheck(subject, replayed ?? (await decide(subject, search!)))
  const decision = replayed ?? demandCoverage(subject, decided)
  const certified = tighten(subject, decision)
  checkBounds(look.claim, certified, look.observed)
  return { met, replays, subject, decision, certificate, certified }
}

/** A verdict that did not pass: `message` explains it, `verdict` is the data. */
export class ClaimFailed extends OvershootError {
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super('CLAIM_FAILED', explainVerdict(verdict))
    this.name = 'ClaimFailed'
    this.verdict = verdict
  }
}

/**
 * Decides a claim and resolves to the verdict if it passes.
 * @throws ClaimFailed (code CLAIM_FAILED) if it is refuted, survives although `demand` wants a proof, is vacuous, or is
 * not refuted although `expect` says so; what `verify` throws
 */
export async function assertClaim(claim: Claim, options: VerifyOptions = {}): Promise<Verdict> {
  const verdict = await verify(claim, options)
  if (!verdict.passed) throw new ClaimFailed(verdict)
  return verdict
}

/** A search that has begun. */
interface BegunSearch {
  readonly falsification: Falsification
  /** What its first batch has found. */
  readonly first: Point | undefined
}

/**
 * Computes a first batch of random cases after those that were `replayed`, whatever the time: a verdict of 0 cases that
 * proves nothing is none.
 */
async function begin(look: Look, replayed: number): Promise<BegunSearch> {
  const { holds } = look.claim
  const objective = holds.kind === 'unbounded' ? nothing : objectiveOf(holds.kind, holds.set)
  const falsification = falsify(look, objective, replayed)
  // Of a large model fewer: however little time there is, these are computed.
  const rows = Math.min(FIRST_BATCH, Math.ceil(rowsPerPass(look.claim) / 4))
  const first = await falsification.draw(Math.min(rows, look.options.batchSize, look.options.drawn), Infinity)
  // Where all cases that were asked for were replays, none is left to draw.
  if (falsification.counts.cases > 0 && !falsification.counts.isCutShort) return { falsification, first }
  throw new OvershootError('NOTHING_COMPUTED', `claim "${look.claim.name}": stopped before any case was computed`)
}

function decide(subject: Case, { falsification, first }: BegunSearch): Promise<Decision> {
  const { holds } = subject.claim
  if (holds.kind === 'unbounded') return decideUnbounded(subject, falsification)
  return decideSet(subject, holds.kind, holds.set, { falsification, first })
}

function passes({ expect, demand }: Claim, { status }: Decision): boolean {
  if (expect === 'refuted') return status === 'refuted'
  return status === 'proved' || (status === 'survived' && demand !== 'proof')
}

/**
 * The last line of defence: an output outside the certified range means that a bound is wrong, and no verdict is given.
 */
function checkBounds(claim: Claim, certified: CertifiedBounds, observed: Observed): void {
  const outside = observed.min < certified.lo || observed.max > certified.hi || (observed.nan && !certified.nan)
  if (outside)
    throw unsound(
      `claim "${claim.name}", certified [${certified.lo}, ${certified.hi}], observed ` +
        `[${observed.min}, ${observed.max}]${observed.nan ? ' and NaN' : ''}`,
    )
}
