import { unexpected } from '../errors.ts'
import type { LinearSet } from './linear/linearSet.ts'
import { type Gathering, marginsOf } from './linear/marginsOf.ts'
import { resolveMargins } from './linear/resolveMargins.ts'
import type { OutputSet } from './set.ts'

/** What a claim says of the outputs over all inputs of its domains. */
export type Quantifier =
  | { readonly kind: 'always'; readonly set: OutputSet }
  | { readonly kind: 'sometimes'; readonly set: OutputSet }
  | { readonly kind: 'unbounded' }

/**
 * For all inputs, each output number lies in `set`; the row of them does, for sets that `linear`, `argmaxIs`, `allOf`
 * or `anyOf` made.
 */
export function always(set: OutputSet): Quantifier {
  checkSet('always', set)
  return { kind: 'always', set }
}

/** Some input has an output number in `set`, or a row of them, as in `always`. */
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
  const { description, formula } = quantifier.set
  return `${quantifier.kind} ${formula !== undefined || /^[<>]/.test(description) ? description : `in ${description}`}`
}

/**
 * The quantifier for rows of `width` output numbers; `width` is undefined where it is not fixed.
 * @throws ARGUMENT_INVALID for a set that speaks of more or of fewer numbers
 */
export function resolveQuantifier(api: string, quantifier: Quantifier, width: number | undefined): Quantifier {
  if (quantifier.kind === 'unbounded' || quantifier.set.formula === undefined) return quantifier
  if (width === undefined)
    throw unexpected({
      api,
      code: 'MODEL_INVALID',
      expected: 'outputs of a fixed shape, which this set speaks of',
      name: 'holds',
      value: quantifier.set.description,
    })
  const { kind, set } = quantifier
  return { kind, set: { ...set, margins: resolveMargins(api, set as LinearSet, width) } }
}

/** How the clauses of a set make margins: all have to hold at once, and `always` says so of each. */
export function gatheringOf(kind: 'always' | 'sometimes'): Gathering {
  return kind === 'always' ? 'each' : 'least'
}

/** The numbers that a claim speaks of, from a model's outputs: these, or their margins. */
export function judged(quantifier: Quantifier, outputs: Float32Array): Float32Array | Float64Array {
  if (quantifier.kind === 'unbounded' || quantifier.set.margins === undefined) return outputs
  return marginsOf(quantifier.set.margins, gatheringOf(quantifier.kind), outputs)
}

function checkSet(api: string, set: unknown): void {
  if (typeof set !== 'object' || set === null || !('lo' in set && 'hi' in set && 'open' in set))
    throw unexpected({
      api,
      expected: 'a set made by within, above, below, atLeast, atMost, linear, argmaxIs, allOf or anyOf',
      name: 'set',
      value: set,
    })
}
