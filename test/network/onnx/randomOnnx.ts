import type { OvershootError } from '../../../src/errors.ts'
import { sizeOf } from '../../../src/network/layers/layer.ts'
import { integer, noise, pick } from '../random.ts'
import { readOnnx } from '../../../src/network/onnx/readOnnx.ts'
import { growOnnx } from './randomOperators.ts'
import { type AttributeDraft, type NumberFormat, type OnnxDraft, writeOnnx } from './writeOnnx.ts'

/** A model on the way, and what generators of operators need. */
export interface Growth {
  readonly random: () => number
  readonly draft: OnnxDraft
  /** Adds a node and returns the name of its first output. */
  node(type: string, inputs: readonly string[], attributes?: Record<string, AttributeDraft>, outputs?: number): string
  /** The same of `ai.onnx.ml`. */
  learned(type: string, inputs: readonly string[], attributes: Record<string, AttributeDraft>): string
  /** Adds an initializer of floats of about size 1 and returns its name; values are drawn unless given. */
  floats(dims: readonly number[], values?: readonly number[], type?: NumberFormat): string
  ints(values: readonly number[], dims?: readonly number[]): string
  /** What an attribute became an input in opset `since`: the input's name, or the attribute. */
  listed(
    name: string,
    values: readonly number[],
    since: number,
  ): { inputs: string[]; attributes: Record<string, readonly bigint[]> }
}

export interface RandomOnnx {
  readonly bytes: Uint8Array
  readonly draft: OnnxDraft
  /** Operators in it. */
  readonly types: readonly string[]
}

/**
 * A model of some random operators of those in `growOnnx`, one after the other, that reads one input and has one output
 * or two.
 */
export function randomOnnx(random: () => number, kinds: readonly string[] = Object.keys(growOnnx)): RandomOnnx {
  const rank = integer(random, 2, 4)
  const shape = [1, ...Array.from({ length: rank - 1 }, () => integer(random, 1, rank === 2 ? 8 : 5))]
  const open = random() < 0.3 ? ['N', ...shape.slice(1)] : shape
  const draft: OnnxDraft = {
    opset: integer(random, 7, 21),
    nodes: [],
    initializers: [],
    inputs: [{ name: 'x', shape: open }],
    outputs: [],
  }
  const growth = newGrowth(random, draft)
  let [name, dims] = ['x', shape]
  const seen: string[] = []
  for (let depth = integer(random, 1, 4); depth > 0; depth--) {
    const next = growOnnx[pick(random, kinds)]!(growth, name, dims)
    if (next === undefined) continue
    draft.outputs = [next]
    seen.push(next)
    name = next
    dims = [...readOnnx(writeOnnx(draft), open === shape ? {} : { batch: 1 }).outputs[0]!.shape]
    if (dims.length < 2 || sizeOf(dims) > 400) break
  }
  if (seen.length === 0) seen.push((name = growth.node('Relu', ['x'])))
  draft.outputs = random() < 0.2 && seen.length > 1 ? [name, seen[0]!] : [name]
  if (!hasRows(draft)) draft.inputs = [{ name: 'x', shape }]
  return { bytes: writeOnnx(draft), draft, types: draft.nodes.map(({ type }) => type) }
}

/** Is it one network for all sizes of a batch? */
function hasRows(draft: OnnxDraft): boolean {
  try {
    readOnnx(writeOnnx(draft))
    return true
  } catch (error) {
    if ((error as OvershootError).code !== 'BATCH_MIXED') throw error
    return false
  }
}

export function newGrowth(random: () => number, draft: OnnxDraft): Growth {
  let count = 0
  const named = (kind: string): string => `${kind}${count++}`
  const growth: Growth = {
    random,
    draft,
    node(type, inputs, attributes = {}, outputs = 1) {
      const names = Array.from({ length: outputs }, () => named('t'))
      draft.nodes.push({ type, inputs: [...inputs], outputs: names, attributes })
      return names[0]!
    },
    learned(type, inputs, attributes) {
      const name = growth.node(type, inputs, attributes)
      draft.nodes.at(-1)!.domain = 'ai.onnx.ml'
      draft.domains = { 'ai.onnx.ml': 3 }
      return name
    },
    floats(dims, values, type = 'float') {
      const name = named('w')
      const all = values ?? Array.from({ length: sizeOf(dims) }, () => noise(random, 0.7))
      const stored = random() < 0.5 ? 'raw' : 'list'
      const tensor = { name, dims, type, values: all, stored } as const
      // Some exporters keep constants in nodes.
      if (random() < 0.2) {
        const constant = named('c')
        draft.nodes.push({ type: 'Constant', inputs: [], outputs: [constant], attributes: { value: tensor } })
        return constant
      }
      draft.initializers.push(tensor)
      return name
    },
    ints: (values, dims = [values.length]) => growth.floats(dims, values, 'int64'),
    listed: (name, values, since) =>
      draft.opset < since
        ? { inputs: [], attributes: { [name]: values.map(BigInt) } }
        : { inputs: [growth.ints(values)], attributes: {} },
  }
  return growth
}
