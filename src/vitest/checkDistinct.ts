import type { RunnerTask } from 'vitest'
import type { Claim } from '../claim/claim.ts'
import { describeQuantifier } from '../claim/quantifier.ts'
import { OvershootError } from '../errors.ts'
import { quoted } from '../files/brief.ts'
import { fingerprint } from '../network/fingerprint.ts'

/** Of each file, by names, the claims whose tests were run. */
const known = new WeakMap<object, Map<string, Claim>>()

/**
 * Refuses a second claim of one name in the same suites of a file: the counterexamples of one would be replayed as
 * those of the other. The same claim may be tested twice.
 * @throws ARGUMENT_INVALID
 */
export function checkDistinct(task: RunnerTask, claim: Claim): void {
  const { file } = task
  const claims = known.get(file) ?? new Map<string, Claim>()
  known.set(file, claims)
  const name = JSON.stringify(namesOf(task))
  const other = claims.get(name)
  if (other === undefined) claims.set(name, claim)
  else if (other !== claim && !isSame(other, claim))
    throw new OvershootError(
      'ARGUMENT_INVALID',
      `test.claim: expected claims that their names tell apart, received two that are named ${quoted(claim.name, 300)}: stored counterexamples go by names`,
    )
}

/** A test's name after those of the suites around it. */
export function namesOf(task: RunnerTask): string[] {
  return task.suite === undefined ? [task.name] : [...namesOf(task.suite), task.name]
}

function isSame(a: Claim, b: Claim): boolean {
  return describe(a) === describe(b) && (a.model === b.model || fingerprint(a.model) === fingerprint(b.model))
}

function describe({ holds, inputs }: Claim): string {
  return JSON.stringify([describeQuantifier(holds), inputs.map(({ name, domain }) => [name, domain.description])])
}
