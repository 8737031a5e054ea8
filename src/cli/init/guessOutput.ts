import type { tf } from '../../backend/tf.ts'
import { type Claim, claim } from '../../claim/claim.ts'
import { always, type Quantifier } from '../../claim/quantifier.ts'
import { atLeast, within } from '../../claim/set.ts'
import type { Operation } from '../../operations/index.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { nothingObserved, observedRange } from '../../search/observed.ts'
import { searchRandomly } from '../../search/searchRandomly.ts'
import { verify } from '../../verify.ts'
import type { GuessedInput } from './guessInput.ts'
import { roundOutward } from './roundOutward.ts'

/** A claim about the output that holds as far as is known. */
export interface GuessedOutput {
  /** What it says, after `the output`: `lies in [0, 1]`. */
  readonly words: string
  /** What holds, as TypeScript. */
  readonly code: string
  readonly imports: readonly string[]
  readonly expect?: 'refuted'
  /** Why, in sentences. */
  readonly why: string
}

/** Random cases, and seconds, that the observed range is of. */
const [CASES, SECONDS] = [10_000, 5]
/** How often an observed range is widened before it is given up. */
const TRIES = 5

type Statement = Pick<GuessedOutput, 'words' | 'code' | 'imports'> & { readonly holds: Quantifier }

/**
 * What may be claimed of a model's output: what its last function ensures, else the range that a short search saw,
 * widened.
 */
export async function guessOutput(model: tf.LayersModel, inputs: readonly GuessedInput[]): Promise<GuessedOutput> {
  const decide = async ({ holds }: Statement) => verify(about(model, inputs, holds), { seconds: SECONDS })
  const last = lastOperation(model)
  const ensured = last && ensuredBy(last)
  if (ensured !== undefined && (await decide(ensured)).passed)
    return { ...ensured, why: `The model ends in ${describe(last!)}.` }
  const observed = nothingObserved()
  const everything = { set: within(-Infinity, Infinity), side: 'outside' } as const
  const options = { seed: 0, cases: CASES, batchSize: 1024, deadline: performance.now() + SECONDS * 1000 }
  const { cases } = await searchRandomly(about(model, inputs, always(everything.set)), everything, observed, options)
  let [lo, hi] = observedRange(observed)
  const seen = `In ${cases} random cases the outputs lie from ${roundOutward(lo, 'down')} to ${roundOutward(hi, 'up')}`
  let margin = 0.1
  for (let i = 0; i < TRIES && !observed.nan && Number.isFinite(hi - lo); i++) {
    const spread = Math.max(hi - lo, Math.abs(lo), Math.abs(hi), 1e-6) * margin
    const statement = between(roundOutward(lo - spread, 'down', 2), roundOutward(hi + spread, 'up', 2))
    const verdict = await decide(statement)
    const known = verdict.status === 'proved' ? 'is proved' : 'holds as far as a search shows'
    if (verdict.passed) return { ...statement, why: `${seen}; the range below ${known}. Edit it: what should it be?` }
    const output = verdict.counterexample?.output ?? Number.NaN
    ;[lo, hi, margin] = [Math.min(lo, output), Math.max(hi, output), margin * 2]
  }
  const finite = { ...between(-Infinity, Infinity, true), words: 'is a finite number' }
  return (await decide(finite)).passed
    ? { ...finite, why: `${seen}, and a search soon goes past any range near them. Edit this: what should it be?` }
    : { ...finite, expect: 'refuted', why: 'Some inputs give an infinity or NaN. Edit the domains, or mend the model.' }
}

function about(model: tf.LayersModel, inputs: readonly GuessedInput[], holds: Quantifier): Claim {
  return claim('a guess', model, { inputs: inputs.map(({ domain }) => domain), holds })
}

function between(lo: number, hi: number, open = false): Statement {
  const code = `always(within(${lo}, ${hi}${open ? ', { open: true }' : ''}))`
  const holds = always(within(lo, hi, { open }))
  return { words: `lies in [${lo}, ${hi}]`, code, imports: ['always', 'within'], holds }
}

/** The operation that the output comes from; undefined for a model that cannot be read as a network. */
function lastOperation(model: tf.LayersModel): Operation | undefined {
  try {
    const { operations, output } = readNetwork(model)
    return operations[output]
  } catch {
    return undefined
  }
}

/** What a last operation makes of any number. */
function ensuredBy(operation: Operation): Statement | undefined {
  if (operation.kind === 'softmax') return between(0, 1)
  if (operation.kind !== 'elementwise') return undefined
  const { name, parameter } = operation
  const nonNegative = {
    words: 'is at least 0',
    code: 'always(atLeast(0))',
    imports: ['always', 'atLeast'],
    holds: always(atLeast(0)),
  }
  const largest = parameter.reduce((a, b) => Math.max(a, b))
  switch (name) {
    case 'sigmoid':
    case 'hardSigmoid':
      return between(0, 1)
    case 'tanh':
    case 'softsign':
      return between(-1, 1)
    case 'relu':
    case 'softplus':
      return nonNegative
    case 'clippedRelu':
      return between(0, largest)
    case 'hardTanh':
      return between(-largest, largest)
    default:
      return undefined
  }
}

function describe(operation: Operation): string {
  const name = operation.kind === 'elementwise' ? operation.name : operation.kind
  return `${name}, in its layer ${operation.layer}`
}
