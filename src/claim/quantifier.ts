import { unexpected } from '../errors.ts'
import type { OutputSet } from './set.ts'

/** What a claim says of the outputs over all inputs of its domains. */
export type Quantifier =
  | { readonly kind: 'always'; readonly set: OutputSet }
  | { readonly kind: 'sometimes'; readonly set: OutputSet }
  | { readonly kind: 'unbounded' }

/** For all inputs, each output number lies in `set`. */
export function always(set: OutputSet): Quantifier {
  checkSet('always', set)
  return { kind: 'always', set }
}

/** Some input has an output number in `set`. */
export function sometimes(set: OutputSet): Quantifier {
  checkSet('sometimes', set)
  return { kind: 'sometimes', set }
}

/**
 * For every bound B some input has |output| > B. As float32 inputs end at 3.4e38, B ranges over the bounds that
 * the format itself does not impose: proved when the output grows without limit in real arithmetic along a
 * direction in which the domain is endless, with the farthest float32 input on it as witness; refuted when the output
 * stays bounded however far inputs go.
 */
export function unbounded(): Quantifier {
  return { kind: 'unbounded' }
}

/** Words for tables, e.g. `always in [0, 1]`. */
export function describeQuantifier(quantifier: Quantifier): string {
  if (quantifier.kind === 'unbounded') return 'unbounded'
  const set = quantifier.set.description
  return `${quantifier.kind} ${/^[<>]/.test(set) ? set : `in ${set}`}`
}

function checkSet(api: string, set: unknown): void {
  if (typeof set !== 'object' || set === null || !('lo' in set && 'hi' in set && 'open' in set))
    throw unexpected({
      api,
      expected: 'a set made by within, above, below, atLeast or atMost',
      name: 'set',
      value: set,
    })
}
