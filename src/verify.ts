import { currentBackend, ensureBackend } from './backend/useBackend.ts'
import type { Claim } from './claim/claim.ts'
import { explainVerdict } from './claim/explainVerdict.ts'
import type { Verdict } from './claim/verdict.ts'
import { OvershootError } from './errors.ts'
import { type Certified, certify } from './proof/certify.ts'
import { writeCertificate } from './proof/certificate/index.ts'
import { subjectOf } from './proof/subject.ts'
import { nothingCounted } from './search/countCoverage.ts'
import { nothingObserved, type Observed, observedRange } from './search/observed.ts'
import { decideSet } from './verify/decideSet.ts'
import { decideUnbounded } from './verify/decideUnbounded.ts'
import { describeClaim } from './verify/describeClaim.ts'
import { demandCoverage } from './verify/demandCoverage.ts'
import { type Case, type Finding, unsound } from './verify/finding.ts'
import { keep } from './verify/keep.ts'
import { recheck } from './verify/recheck.ts'
import { tighten } from './verify/tighten.ts'
import { completeOptions, type VerifyOptions } from './verify/options.ts'
import { replayStored } from './verify/replayStored.ts'
import { tryModel } from './verify/tryModel.ts'

/**
 * Decides a claim as far as the budget allows, cheap ways first, and says what is known: plain data, nothing is thrown for
 * a claim that does not hold.
 * @throws FILE_UNREADABLE, FILE_UNWRITABLE for a corpus or a folder of certificates that is none or cannot take a file;
 * ARGUMENT_INVALID for options out of range, and for a label of `cover` that throws on a case; ROWS_DEPENDENT for a model that does not
 * compute each row of a batch by itself, OUTPUT_UNSTABLE for one that computes the same batch otherwise the next time
 */
export async function verify(claim: Claim, options: VerifyOptions = {}): Promise<Verdict> {
  await ensureBackend()
  const started = performance.now()
  const rowSize = claim.inputs.reduce((sum, { domain }) => sum + domain.size, 0)
  const complete = completeOptions(options, rowSize)
  const observed = nothingObserved()
  const { proof, warnings: doubts } = tryModel(claim, subjectOf(claim, currentBackend()))
  const subject = {
    claim,
    proof,
    certified: certify(proof, claim),
    observed,
    counted: nothingCounted(claim),
    options: complete,
  }
  const { finding: replayed, fixed, failing, ...told } = await replayStored(subject)
  const { finding: decided, certificate } = recheck(subject, replayed ?? (await decide(subject)))
  const finding = replayed ?? demandCoverage(subject, decided)
  const certified = tighten(subject, finding)
  checkBounds(claim, certified, observed)
  const replay = await keep(subject, finding)
  const { certificates } = complete
  const path = certificate && certificates && (await writeCertificate(certificates, certificate))
  const warnings = [...doubts, ...told.warnings, ...(finding.warnings ?? [])]
  const { reason, status, by, cases, flaky, counterexample, witness, shrunk, parts, coverage } = finding
  return {
    claim: claim.name,
    ...describeClaim(claim),
    status,
    by,
    observed: observedRange(observed),
    certified: [certified.lo, certified.hi],
    nan: observed.nan ? 'observed' : certified.nan ? 'possible' : 'impossible',
    ...(proof && proof.restsOn.length > 0 && { restsOn: [...proof.restsOn] }),
    ...(path !== undefined && { certificate: path }),
    ...(counterexample && { counterexample }),
    ...(replay !== undefined && { replay }),
    ...(witness && { witness }),
    ...(shrunk && { shrinking: { path: shrunk.path, matters: shrunk.matters } }),
    ...(parts && { parts }),
    ...(coverage && { coverage }),
    ...(fixed.length > 0 && { fixed: [...fixed] }),
    ...(failing.length > 0 && { failing: [...failing] }),
    ...(warnings.length > 0 && { warnings }),
    cases,
    flaky,
    seed: complete.seed,
    backend: currentBackend(),
    seconds: (performance.now() - started) / 1000,
    passed: passes(claim, finding),
    ...(claim.expect && { expect: claim.expect }),
    ...(claim.demand && { demand: claim.demand }),
    reason,
  }
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
 * @throws ClaimFailed (code CLAIM_FAILED) if it is refuted, survives although `demand` wants a proof, is vacuous, or is not
 * refuted although `expect` says so; what `verify` throws
 */
export async function assertClaim(claim: Claim, options: VerifyOptions = {}): Promise<Verdict> {
  const verdict = await verify(claim, options)
  if (!verdict.passed) throw new ClaimFailed(verdict)
  return verdict
}

function decide(subject: Case): Promise<Finding> {
  const { holds } = subject.claim
  return holds.kind === 'unbounded' ? decideUnbounded(subject) : decideSet(subject, holds.kind, holds.set)
}

function passes({ expect, demand }: Claim, { status }: Finding): boolean {
  if (expect === 'refuted') return status === 'refuted'
  return status === 'proved' || (status === 'survived' && demand !== 'proof')
}

/** The last line of defence: an output outside the certified range means that a bound is wrong, and no verdict is given. */
function checkBounds(claim: Claim, certified: Certified, observed: Observed): void {
  const outside = observed.min < certified.lo || observed.max > certified.hi || (observed.nan && !certified.nan)
  if (outside)
    throw unsound(
      `claim "${claim.name}", certified [${certified.lo}, ${certified.hi}], observed ` +
        `[${observed.min}, ${observed.max}]${observed.nan ? ' and NaN' : ''}`,
    )
}
