import { defined } from '../../defined.ts'
import { type OvershootError, OvershootError as Failure, unexpected } from '../../errors.ts'
import { brief } from '../../files/brief.ts'

/** A file that is read, but is no model or one that means nothing, or more than fits into memory. */
export function invalid(expected: string, name: string, value: unknown, hint?: string): OvershootError {
  return unexpected({
    api: 'readOnnx',
    expected,
    name: brief(name, 120),
    value: typeof value === 'string' ? brief(value, 120) : value,
    ...defined({ hint }),
    code: 'MODEL_INVALID',
  })
}

/** A model that means something which networks cannot say here: `what` as a noun phrase, e.g. `the operator Loop`. */
export function unsupported(node: string, what: string, hint: string): OvershootError {
  return new Failure('OPERATOR_UNSUPPORTED', `readOnnx: node ${node}: ${what} cannot be read. ${hint}`)
}

const OTHERS =
  ' Export the model with others in their place, leave the nodes out, or install onnxruntime-node: on it the file is searched as it is'

/** What cannot be read, without what to do about it: where the file runs all the same nobody needs that. */
export function withoutHint(message: string): string {
  const [what] = message.split(OTHERS, 1)
  return what!
}

/** All operators that cannot be read, each with the nodes that it computes. */
export function unsupportedOperators(unknown: ReadonlyMap<string, readonly string[]>): OvershootError {
  const one = ([name, nodes]: readonly [string, readonly string[]]): string => {
    const first = nodes.slice(0, 3).join(', ')
    const more = nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''
    return `${brief(name, 120)} (${nodes.length === 1 ? 'node' : `${nodes.length} nodes,`} ${first}${more})`
  }
  const what = unknown.size === 1 ? 'the operator' : `${unknown.size} operators`
  const all = [...unknown].map(one).join('; ')
  return new Failure('OPERATOR_UNSUPPORTED', `readOnnx: ${what} ${all} cannot be read.${OTHERS}`)
}

/**
 * A model of which more than one row is computed together, and not as each alone; `where` is e.g.
 * `node mean (ReduceMean)`, `why` a sentence.
 */
export function batchMixed(where: string, why: string): OvershootError {
  const hint = 'State the batch that claims are about, { batch: 3 } or --batch 3: all its rows are then one case'
  return new Failure(
    'BATCH_MIXED',
    `readOnnx: ${where}: ${why}: what comes out may hang on how many rows there are. ${hint}`,
  )
}

/** Floats that are no float32; `what` names a tensor or node, and their type. */
export function otherType(what: string): OvershootError {
  const hint =
    'Export the model in float32, or load it with { round: true } or --round: what is decided is then its float32 version'
  return new Failure('NUMBER_TYPE_UNSUPPORTED', `readOnnx: ${what}: only float32 numbers can be decided. ${hint}`)
}
