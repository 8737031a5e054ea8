import { int } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import { zerosOf } from '../onnx/tensors.ts'
import { activationOf } from '../layers/activations.ts'
import { type LayerView, sizeOf } from '../layers/layer.ts'
import type { ComposeLayer, Composers, LayerCalls } from './compose.ts'

/*
 * Recurrent layers of tf.js, step by step. A gate adds up products of the input, products of the state and a bias:
 * whatever the order, it is one sum.
 */

/** What comes of one step's input, [1, inputs], and of the states, [1, units] each; the first of them is put out. */
type Step = (x: Known, states: readonly Known[]) => readonly Known[]

/** Weights of a cell with so many gates. */
interface Weights {
  readonly kernel: Float64Array
  readonly recurrent: Float64Array
  readonly bias: Float64Array | undefined
  readonly inputs: number
  readonly units: number
  readonly gates: number
}

type MakeStep = (cell: LayerView, calls: LayerCalls, weights: Weights) => Step

/** Undefined for weights that are not the cell's own, or not finite: 0 times such is not 0. */
function weightsOf(cell: LayerView, inputs: number, gates: number, biases: 1 | 2): Weights | undefined {
  const { units, useBias } = cell.config
  if (typeof units !== 'number') return undefined
  const columns = gates * units
  const kernel = cell.weight('kernel', [inputs, columns])
  const recurrent = cell.weight('recurrentKernel', [units, columns])
  const bias = cell.weight('bias', biases === 1 ? [columns] : [biases, columns])
  if (!kernel || !recurrent || bias === undefined || (bias !== null) !== useBias) return undefined
  if (![kernel, recurrent, bias ?? []].every((values) => values.every(Number.isFinite))) return undefined
  return { kernel, recurrent, bias: bias ?? undefined, inputs, units, gates }
}

/** A cell's function of each number. */
const activated =
  (cell: LayerView, { apply }: LayerCalls, field: 'activation' | 'recurrentActivation') =>
  (x: Known): Known => {
    const { shape } = x.tensor
    return apply(activationOf({ ...cell, activation: cell[field] }, shape), [x], shape)
  }

/** Columns of gates `from` to `to`. */
const gatesOf = ({ run, known }: LayerCalls, x: Known, units: number, from: number, to = from + 1): Known =>
  run('Slice', [x, known([from * units], 'int64'), known([to * units], 'int64'), known([1], 'int64')])

const columnsOf = (values: Float64Array, columns: number, from: number, to: number): Float64Array =>
  values.filter((_, i) => i % columns >= from && i % columns < to)

/** The sums of gates `from` to `to`: x kernel + h recurrent + bias. */
function summed(calls: LayerCalls, own: Weights, from: number, to: number): (x: Known, h: Known) => Known {
  const { run, known } = calls
  const { inputs, units, gates, kernel, recurrent, bias } = own
  const [first, last] = [from * units, to * units]
  const cut = (values: Float64Array): number[] => [...columnsOf(values, gates * units, first, last)]
  const ofInput = known(cut(kernel), 'float32', [inputs, last - first])
  const ofBoth = known([...cut(kernel), ...cut(recurrent)], 'float32', [inputs + units, last - first])
  const plus = bias && known([...bias.subarray(first, last)])
  return (x, h) => {
    // A state that is known is 0, and finite weights times 0 are 0.
    const isFirst = h.tensor.kind === 'constant'
    const product = isFirst
      ? run('MatMul', [x, ofInput])
      : run('MatMul', [run('Concat', [x, h], int('axis', 1)), ofBoth])
    return plus === undefined ? product : run('Add', [product, plus])
  }
}

const simple: MakeStep = (cell, calls, own) => {
  const [f, sum] = [activated(cell, calls, 'activation'), summed(calls, own, 0, 1)]
  return (x, [h]) => [f(sum(x, h!))]
}

/** Gates of input, forgetting, cell and output. */
const lstm: MakeStep = (cell, calls, own) => {
  const { run } = calls
  const [f, gate] = [activated(cell, calls, 'activation'), activated(cell, calls, 'recurrentActivation')]
  const sum = summed(calls, own, 0, 4)
  return (x, [h, carry]) => {
    const all = sum(x, h!)
    const [i, forget, c, o] = [0, 1, 2, 3].map((k) => gatesOf(calls, all, own.units, k)) as [Known, Known, Known, Known]
    const next = run('Add', [run('Mul', [gate(forget), carry]), run('Mul', [gate(i), f(c)])])
    return [run('Mul', [gate(o), f(next)]), next]
  }
}

/** z h + (1 - z) next */
const blended = ({ run, known }: LayerCalls, z: Known, h: Known, next: Known): Known =>
  run('Add', [run('Mul', [z, h]), run('Mul', [run('Sub', [known(1), z]), next])])

/** Gates of update, reset and state. */
const gru: MakeStep = (cell, calls, own) => {
  const [f, gate] = [activated(cell, calls, 'activation'), activated(cell, calls, 'recurrentActivation')]
  const [both, last] = [summed(calls, own, 0, 2), summed(calls, own, 2, 3)]
  return (x, [h]) => {
    const sums = both(x, h!)
    const [z, reset] = [0, 1].map((k) => gate(gatesOf(calls, sums, own.units, k))) as [Known, Known]
    return [blended(calls, z, h!, f(last(x, calls.run('Mul', [reset, h]))))]
  }
}

/** The reset comes after the product: what comes of input and state is rounded before it meets. */
const resetAfter: MakeStep = (cell, calls, own) => {
  const { run, known } = calls
  const [f, gate] = [activated(cell, calls, 'activation'), activated(cell, calls, 'recurrentActivation')]
  const columns = 3 * own.units
  const [ofInput, ofState] = [own.bias?.subarray(0, columns), own.bias?.subarray(columns)]
  const fromInput = summed(calls, { ...own, bias: ofInput }, 0, 3)
  const recurrent = known([...own.recurrent], 'float32', [own.units, columns])
  const zero = known(zerosOf(own.units), 'float32', [1, own.units])
  const fromState = (h: Known): Known => {
    const bias = known([...(ofState ?? zerosOf(columns))], 'float32', [1, columns])
    return h.tensor.kind === 'constant' ? bias : run('Add', [run('MatMul', [h, recurrent]), bias])
  }
  return (x, [h]) => {
    const [a, b] = [fromInput(x, zero), fromState(h!)]
    const part = (all: Known, k: number): Known => gatesOf(calls, all, own.units, k)
    const [z, reset] = [0, 1].map((k) => gate(run('Add', [part(a, k), part(b, k)]))) as [Known, Known]
    return [blended(calls, z, h!, f(run('Add', [part(a, 2), run('Mul', [reset, part(b, 2)])])))]
  }
}

const recurrent =
  (gates: number, states: number, make: MakeStep, biases: 1 | 2 = 1): ComposeLayer =>
  (layer, calls, [x, ...others]) => {
    const { stateful, returnState, returnSequences, goBackwards, numConstants } = layer.config
    const [, length, inputs, ...more] = x!.tensor.shape as [number, number, number]
    const cell = layer.part('cell')
    if (others.length > 0 || more.length > 0 || !(length >= 1) || inputs === undefined) return undefined
    if (stateful === true || returnState === true || numConstants !== undefined || cell === undefined) return undefined
    const own = weightsOf(cell, inputs, gates, biases)
    if (own === undefined) return undefined
    const { known, checkTime } = calls
    const step = make(cell, calls, own)
    const zeros = known(zerosOf(own.units), 'float32', [1, own.units])
    let state: readonly Known[] = Array.from({ length: states }, () => zeros)
    const order = [...Array(length).keys()]
    const outputs = (goBackwards === true ? order.toReversed() : order).map((t) => {
      checkTime()
      const at = stepOf(calls, x!, t)
      state = step(at, state)
      return state[0]!
    })
    return returnSequences === true ? stacked(calls, outputs) : outputs.at(-1)!
  }

/** Step `t` of [1, steps, ...]: [1, ...]. */
export function stepOf({ run, known }: LayerCalls, x: Known, t: number): Known {
  const [, , ...rest] = x.tensor.shape
  const one = run('Slice', [x, known([t], 'int64'), known([t + 1], 'int64'), known([1], 'int64')])
  return run('Reshape', [one, known([1, ...rest], 'int64')])
}

/** Steps, [1, ...] each: [1, steps, ...]. */
export function stacked({ run, known }: LayerCalls, steps: readonly Known[]): Known {
  const all = steps.length === 1 ? steps[0]! : run('Concat', [...steps], int('axis', 0))
  return run('Reshape', [all, known([1, steps.length, ...steps[0]!.tensor.shape.slice(1)], 'int64')])
}

const cells: Composers = {
  GRU: recurrent(3, 1, gru),
  LSTM: recurrent(4, 2, lstm),
  ResetAfterGRU: recurrent(3, 1, resetAfter, 2),
  SimpleRNN: recurrent(1, 1, simple),
}

/** Both ways, what comes backwards turned round, and merged. */
const bidirectional: ComposeLayer = (layer, calls, inputs, output) => {
  const { mergeMode, returnSequences, returnState } = layer.config
  const ways = ['forwardLayer', 'backwardLayer'].map((field) => layer.part(field))
  const [forward, backward] = ways.map((way) => {
    const isAlike = way !== undefined && way.config['returnSequences'] === returnSequences
    return isAlike && Object.hasOwn(cells, way.className)
      ? cells[way.className]!(way, calls, inputs, output)
      : undefined
  })
  if (forward === undefined || backward === undefined || returnState === true) return undefined
  const { run, known } = calls
  const [steps, rank] = [backward.tensor.shape[1]!, backward.tensor.shape.length]
  const order = known([...Array(steps).keys()].toReversed(), 'int64')
  const turned = returnSequences === true ? run('Gather', [backward, order], int('axis', 1)) : backward
  if (sizeOf(forward.tensor.shape) !== sizeOf(turned.tensor.shape)) return undefined
  if (mergeMode === 'concat') return run('Concat', [forward, turned], int('axis', rank - 1))
  if (mergeMode === 'mul') return run('Mul', [forward, turned])
  if (mergeMode === 'sum') return run('Add', [forward, turned])
  return mergeMode === 'ave' ? run('Mul', [run('Add', [forward, turned]), known(0.5)]) : undefined
}

export const recurrentLayers: Composers = { ...cells, Bidirectional: bidirectional }
