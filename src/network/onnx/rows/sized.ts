import { OvershootError } from '../../../errors.ts'
import { sizeOf } from '../../layers/layer.ts'
import { newGraph } from '../graph.ts'
import { constantOf, type Node, type ReadOperator } from '../node.ts'
import type { Constant, Tensor } from '../tensors.ts'
import { isInteger } from '../numberTypes.ts'
import { type Followed, mixed, probes, type Rows, rowsOf, type Rule, shapeAt, type Step } from './followed.ts'

/** What goes into a node. */
type Given = Pick<Step, 'node' | 'followed'>

/** Whole numbers of an input, for the size of index `probe`. */
export function lengthsAt({ node, followed }: Given, index: number, probe: number): readonly number[] {
  const own = followed[index]
  return [...(own?.kind === 'sized' ? own.at[probe]! : constantOf(node, index, 'a shape')).data]
}

/** Do lengths, one for each axis of the first input, leave that of its rows as it is, and hang on n nowhere else? */
export function isAsLong(step: Given, own: Rows, index: number): boolean {
  const { shape } = step.node.inputs[0]!
  const fixed = lengthsAt(step, index, 2)
  return [0, 1].every((probe) => {
    const wanted = lengthsAt(step, index, probe)
    const kept = shapeAt(shape, own, probes[probe]!)
    return (
      wanted.length === shape.length && wanted.every((one, axis) => one === (axis === own.axis ? kept : fixed)[axis])
    )
  })
}

/** The shape of a tensor: where rows lie it hangs on how many there are. */
export const shapeOf =
  (read: ReadOperator): Rule =>
  (step) => {
    const own = rowsOf(step, 0)!
    const shaped = (size: number): Tensor => ({
      ...step.node.inputs[0]!,
      shape: shapeAt(step.node.inputs[0]!.shape, own, size),
    })
    return computed(step, read, (i) => [shaped(probes[i]!)])
  }

/** What a node makes of known numbers, some of which hang on the size of the batch. */
export const folded =
  (read: ReadOperator): Rule =>
  (step) => {
    const { node, followed } = step
    if (node.inputs.some((tensor) => tensor?.kind === 'variable'))
      return mixed(node, 'it computes with how many rows a batch has')
    return computed(step, read, (probe) =>
      node.inputs.map((tensor, i) => {
        const own = followed[i]
        return own?.kind === 'sized' ? own.at[probe] : tensor
      }),
    )
  }

/** What a tensor is for the two sizes that stand for all. */
type Pair = readonly [Constant, Constant]

/**
 * Is each number that comes out a + b n with whole a and b, as those are that go in? Else what it is for two sizes does
 * not tell what it is for others. What is cut or rounded for either is NaN already.
 */
function isStraight({ type }: Node, inputs: readonly (Pair | undefined)[], results: Pair): boolean {
  if (results[0].type === 'bool') return false
  switch (type) {
    case 'Shape':
    case 'Size':
      return true
    case 'Cast':
      return isInteger(results[0].type) || isProportional(results)
    case 'Add':
    case 'Sub':
      return isInteger(results[0].type)
    case 'Mul':
      return isInteger(results[0].type) && inputs.some((one) => isSame(one!))
    case 'Div':
      return isInteger(results[0].type) && (isSame(inputs[1]!) || isSame(results))
    default:
      return isMoved(inputs, results)
  }
}

function isSame([a, b]: Pair): boolean {
  return a.data.every((value, i) => Object.is(value, b.data[i]))
}

/** Is each b n, or the same for all? If that has the digits for two large n, it has them for all smaller ones. */
function isProportional([a, b]: Pair): boolean {
  return a.data.every((value, i) => Object.is(value, b.data[i]) || value / probes[0] === b.data[i]! / probes[1])
}

/** Is each number one that went in, or the same for all? */
function isMoved(inputs: readonly (Pair | undefined)[], [a, b]: Pair): boolean {
  const given = new Set(
    inputs.flatMap((one) => [...(one?.[0].data ?? [])].map((value, i) => `${value} ${one![1].data[i]}`)),
  )
  return a.data.every((value, i) => Object.is(value, b.data[i]) || given.has(`${value} ${b.data[i]}`))
}

/** Is whether each number of one tensor is that of the other, a + b n both, the same for each n from 1? */
function isSettled(at: readonly (readonly (Tensor | undefined)[])[]): boolean {
  const [one, other] = at.map(([a, b]) => {
    if (a?.kind !== 'constant' || b?.kind !== 'constant') return []
    const [{ data: left }, { data: right }] = [a, b]
    const length = Math.max(left.length, right.length)
    if (![left, right].every((data) => data.length === 1 || data.length === length)) return []
    return Array.from({ length }, (_, i) => left[left.length === 1 ? 0 : i]! - right[right.length === 1 ? 0 : i]!)
  }) as [number[], number[]]
  return (
    one.length > 0 &&
    one.every((gap, i) => {
      const slope = (gap - other[i]!) / (probes[0] - probes[1])
      const start = gap - slope * probes[0]
      if (!Number.isSafeInteger(start)) return false
      const n = -start / slope
      return slope === 0 || !(Number.isInteger(n) && n >= 1)
    })
  )
}

/** Shapes have few numbers; what has more is no shape. */
const MOST = 1024

/**
 * Runs an operator on what its inputs are for each size. What is known even where the size is not, hangs on it no more.
 */
function computed(
  { node, results }: Step,
  read: ReadOperator,
  inputs: (probe: number) => readonly (Tensor | undefined)[],
): Followed | undefined {
  const cannot = mixed(node, 'it computes with how many rows a batch has')
  if (sizeOf(results[0]!.shape) > MOST) return cannot
  try {
    const at = probes.map((_, probe) => read({ ...node, inputs: inputs(probe), isProbe: true }, newGraph())[0])
    if (!at.every((tensor): tensor is Constant => tensor?.kind === 'constant')) return cannot
    const [one, other, unknown] = at as [Constant, Constant, Constant]
    if (at.some(({ shape }) => String(shape) !== String(one.shape))) return cannot
    if (!unknown.data.some((value) => Number.isNaN(value))) return undefined
    const [first, second] = [inputs(0), inputs(1)]
    if (node.type === 'Equal' && isSettled([first, second])) return undefined
    const pairs = first.map((tensor, i) => (tensor?.kind === 'constant' ? ([tensor, second[i]] as Pair) : undefined))
    const isKept = isStraight(node, pairs, [one, other])
    return { kind: 'sized', at: isKept ? at : probes.map(() => unknown) }
  } catch (error) {
    if (!(error instanceof OvershootError)) throw error
    return cannot
  }
}
