import { floatOf, intOf, type Node, refuse, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { broadcastShape, broadcastTaps, type Constant, range } from '../../tensors.ts'
import { sizeOf } from '../../../layers/layer.ts'
import { type Compose, innerAxes, type Operators, type Others } from '../operator.ts'
import { int, ints } from './attributes.ts'

/** Queries, keys and values of heads: [batch, heads, length, size]. */
export interface Heads {
  readonly q: Known
  readonly k: Known
  readonly v: Known
}

/** What is added to scores before their softmax, [..., queries, keys]: -Infinity where a query does not see a key. */
export interface Bias {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** Heads side by side, [batch, length, heads size], one by one. */
export function apart({ run, known }: Others, x: Known, heads: number): Known {
  const split = run('Reshape', [x, known([0, 0, heads, x.tensor.shape[2]! / heads], 'int64')])
  return run('Transpose', [split], ints('perm', [0, 2, 1, 3]))
}

/** The other way round. */
export function beside({ run, known }: Others, x: Known): Known {
  const [, heads, , size] = x.tensor.shape as [number, number, number, number]
  return run('Reshape', [run('Transpose', [x], ints('perm', [0, 2, 1, 3])), known([0, 0, heads * size], 'int64')])
}

/** Products of queries and keys, [batch, heads, queries, keys]. */
export function scoresOf({ run, known }: Others, { q, k }: Heads, scale: number): Known {
  return run('MatMul', [run('Mul', [q, known(Math.fround(scale))]), run('Transpose', [k], ints('perm', [0, 1, 3, 2]))])
}

/** Two of these at once. */
function together(node: Node, a: Bias, b: Bias): Bias {
  const shape = broadcastShape(a.shape, b.shape)
  if (shape === undefined) throw wrong(node, `a mask for [${a.shape.join(', ')}]`, 'mask', b.shape)
  const all = ({ shape: from, data }: Bias): Float64Array => {
    const taps = broadcastTaps(from, shape)
    return taps === null ? data : Float64Array.from(taps, (tap) => data[tap]!)
  }
  const [x, y] = [all(a), all(b)]
  return { shape, data: x.map((value, i) => value + y[i]!) }
}

/** Which keys each query sees, by their places. */
export function seen(queries: number, keys: number, sees: (query: number, key: number) => boolean): Bias {
  const data = Float64Array.from({ length: queries * keys }, (_, i) =>
    sees(Math.floor(i / keys), i % keys) ? 0 : -Infinity,
  )
  return { shape: [queries, keys], data }
}

/** A known mask: numbers to add, or which keys are seen; keys past its end are not. */
function maskOf({ shape, data, type }: Constant, keys: number): Bias {
  const length = shape.at(-1) ?? 1
  const values = type === 'bool' ? data.map((one) => (one === 0 ? -Infinity : 0)) : data
  const rows = sizeOf(shape) / length
  const padded = Float64Array.from({ length: rows * keys }, (_, i) =>
    i % keys < length ? values[Math.floor(i / keys) * length + (i % keys)]! : -Infinity,
  )
  return { shape: [...shape.slice(0, -1), keys], data: padded }
}

/** Shares of keys, and what they make of values. */
interface Attended {
  readonly y: Known
  /** Where they are asked for. */
  readonly shares?: Known
}

/** The softmax of scores and what is added to them, times values. Of queries that see nothing nothing is said. */
export function attended(node: Node, others: Others, scores: Known, v: Known, bias: Bias, isAsked: boolean): Attended {
  const { run, known } = others
  const keys = scores.tensor.shape[3]!
  const rows = [...range(bias.data.length / keys)].map((i) => bias.data.subarray(i * keys, (i + 1) * keys))
  if (rows.some((row) => row.every((value) => value === -Infinity)))
    throw refuse(node, 'a query that sees no key', 'Export the model without such.')
  const sees = (row: Float64Array): number[] => [...row.keys()].filter((key) => row[key] !== -Infinity)
  const groups = new Map<string, number[]>()
  for (const [i, row] of rows.entries()) {
    const key = sees(row).join()
    groups.set(key, [...(groups.get(key) ?? []), i])
  }
  const isFlat = sizeOf(bias.shape.slice(0, -2)) === 1
  if (!isFlat || isAsked || (groups.size === 1 && sees(rows[0]!).length === keys)) {
    const all = bias.data.every((value) => value === 0) ? scores : run('Add', [scores, known([...bias.data], 'float32', bias.shape)]) // prettier-ignore
    const shares = run('Softmax', [all])
    return { y: run('MatMul', [shares, v]), shares }
  }
  // Each group of queries sees the same keys: what is hidden from them has no part in anything, and adds no infinity.
  const isOne = bias.shape.at(-2) === 1
  const order: number[] = []
  const parts = [...groups.values()].map((queries) => {
    const visible = known(sees(rows[queries[0]!]!), 'int64')
    const own = isOne ? scores : run('Gather', [scores, known(queries, 'int64')], int('axis', 2))
    order.push(...queries)
    const values = queries.flatMap((i) => sees(rows[i]!).map((key) => rows[i]![key]!))
    const picked = run('Gather', [own, visible], int('axis', 3))
    const added = values.every((value) => value === 0) ? picked : run('Add', [picked, known(values, 'float32', [queries.length, values.length / queries.length])]) // prettier-ignore
    return run('MatMul', [run('Softmax', [added]), run('Gather', [v, visible], int('axis', 2))])
  })
  const all = run('Concat', parts, int('axis', 2))
  if (isOne) return { y: all }
  const places = order.map((_, i) => order.indexOf(i))
  return { y: run('Gather', [all, known(places, 'int64')], int('axis', 2)) }
}

/** Each head of keys for several of queries. */
function repeated({ run, known }: Others, x: Known, heads: number): Known {
  const own = x.tensor.shape[1]!
  if (own === heads) return x
  const indices = [...range(heads)].map((i) => Math.floor((i * own) / heads))
  return run('Gather', [x, known(indices, 'int64')], int('axis', 1))
}

/** All that is known to be added to scores of [batch, heads, queries, keys]. */
function biasOf(node: Node, [, , queries, keys]: readonly number[], past: number): Bias {
  const [left, right] = ['left_window_size', 'right_window_size'].map((name) => intOf(node, name, -1)) as [number, number] // prettier-ignore
  const isCausal = intOf(node, 'is_causal', 0) !== 0
  let bias = seen(queries!, keys!, (query, key) => {
    const ahead = key - query - past
    return (!isCausal || ahead <= 0) && (left < 0 || -ahead <= left) && (right < 0 || ahead <= right)
  })
  const mask = node.inputs[3]
  if (mask?.kind === 'constant') bias = together(node, bias, maskOf(mask, keys!))
  return bias
}

const attention: Compose = (node, others) => {
  const { inputs, run, known } = others
  const [query, key, value, mask, pastKey, pastValue, lengths] = inputs as Known[]
  if (lengths !== undefined) throw refuse(node, 'lengths of keys that differ', 'Take them for a mask.')
  const isFlat = query!.tensor.shape.length === 3
  const heads = (x: Known, name: string): Known => (isFlat ? apart(others, x, intOf(node, name, 1)) : x)
  const [q, ownK, ownV] = [heads(query!, 'q_num_heads'), heads(key!, 'kv_num_heads'), heads(value!, 'kv_num_heads')]
  const [k, v] = [[pastKey, ownK], [pastValue, ownV]].map(([past, own]) => past === undefined ? own! : run('Concat', [past, own], int('axis', 2))) as [Known, Known] // prettier-ignore
  const count = q.tensor.shape[1]!
  const all = { q, k: repeated(others, k, count), v: repeated(others, v, count) }
  const scale = node.attributes.has('scale') ? floatOf(node, 'scale', 0) : 1 / Math.sqrt(q.tensor.shape[3]!)
  const products = scoresOf(others, all, scale)
  const cap = floatOf(node, 'softcap', 0)
  const capped = cap > 0 ? run('Mul', [run('Tanh', [run('Div', [products, known(cap)])]), known(cap)]) : products
  const bias = biasOf(node, capped.tensor.shape, pastKey?.tensor.shape[2] ?? 0)
  const scores = mask?.tensor.kind === 'variable' ? masked(node, others, capped, mask) : capped
  const mode = intOf(node, 'qk_matmul_output_mode', 0)
  const isAsked = node.wanted[3] === true
  const { y, shares } = attended(node, others, scores, all.v, bias, isAsked && mode === 3)
  const biased = (): Known => run('Add', [scores, known([...bias.data], 'float32', bias.shape)])
  const asked = isAsked ? [() => products, () => capped, biased, () => shares!][mode]!() : y
  return [isFlat ? beside(others, y) : y, k, v, asked]
}

/** With a mask that is computed. */
function masked(node: Node, { run }: Others, scores: Known, mask: Known): Known {
  if (mask.type === 'bool' || mask.tensor.shape.at(-1) !== scores.tensor.shape[3])
    throw refuse(node, 'a computed mask of what is seen', 'Export the model with a mask that is added, or is known.')
  return run('Add', [scores, mask])
}

export const attentions: Operators = {
  Attention: { compose: attention, fixed: innerAxes, takesSeveral: true },
}
