import type { Verdict } from '../claim/verdict.ts'
import type { Passed } from '../report/baseline/gate.ts'

/** What the program's exit code says. */
export const exitCodes = {
  /** Every claim passes. */
  passed: 0,
  /** A claim is refuted, or misses what it demands or expects; with a baseline: something got worse. */
  failed: 1,
  /** Wrong usage, something that cannot be read or written, or a claim that came to no verdict. */
  unusable: 2,
  /** With --strict: no claim fails, and one is neither proved nor refuted. */
  inconclusive: 3,
  /** A fault of Overshoot itself, as EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** Interrupted: 128 and SIGINT's number, as shells have it. */
  interrupted: 130,
} as const

/** One of `exitCodes`. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What a run comes to with a baseline: what is on record is no failure, under --strict neither. */
export function exitCodeAgainst({ worse, unrecorded }: Passed, options: { strict?: boolean }): ExitCode {
  return worse ? exitCodes.failed : exitCodeFor(unrecorded, options)
}

/** The exit code for these verdicts; a failure counts more than a claim left open. */
export function exitCodeFor(verdicts: readonly Verdict[], { strict = false }: { strict?: boolean } = {}): ExitCode {
  const open = ({ status }: Verdict) => status === 'survived' || status === 'vacuous'
  const fails = (verdict: Verdict) => !verdict.passed && !(strict && verdict.status === 'vacuous')
  if (verdicts.some(fails)) return exitCodes.failed
  return strict && verdicts.some(open) ? exitCodes.inconclusive : exitCodes.passed
}
