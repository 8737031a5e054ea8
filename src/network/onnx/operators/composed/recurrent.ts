import { floatOf, intOf, type Node, refuse, textOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { zerosOf } from '../../tensors.ts'
import type { Compose, Operators, Others } from '../operator.ts'
import { float, int, ints } from './attributes.ts'
import { type Activation, type Cell, gru, lstm, type Run, simple, sliced, squeezed } from './cells.ts'

/*
 * Recurrent layers, step by step, as the standard defines them. x is [length, batch, numbers], or with layout 1
 * [batch, length, numbers]; W, R and B have an axis of directions before all others.
 */

const activationNames: Readonly<Record<string, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softsign: 'Softsign',
  softplus: 'Softplus',
  affine: 'affine',
  leakyrelu: 'LeakyRelu',
  elu: 'Elu',
  hardsigmoid: 'HardSigmoid',
  thresholdedrelu: 'ThresholdedRelu',
}

/** The functions of each gate, with their parameters: those of all directions, one after the other. */
function activationsOf(node: Node, { run, known }: Others, usual: readonly string[], directions: number): Activation[] {
  const names = node.attributes.get('activations')?.texts ?? []
  const all = names.length > 0 ? names : Array.from({ length: directions }, () => usual).flat()
  if (all.length !== usual.length * directions)
    throw wrong(node, `${usual.length * directions} activations`, 'activations', all)
  const parameters = (['alpha', 'beta'] as const).map((name) => [
    ...(node.attributes.get(`activation_${name}`)?.floats ?? []),
  ])
  if (floatOf(node, 'clip', 0) !== 0) throw refuse(node, 'a recurrent layer with a clip', 'Export the model without.')
  return all.map((name) => {
    const type = activationNames[name.toLowerCase()]
    if (type === undefined) throw refuse(node, `the activation ${name}`, 'Export the model with another.')
    const takes = { affine: 2, LeakyRelu: 1, Elu: 1, HardSigmoid: 2, ThresholdedRelu: 1 }[type] ?? 0
    const [alpha, beta] = parameters.map((list, i) => (i < takes ? list.shift() : undefined))
    if (type === 'affine') return (x) => run('Add', [run('Mul', [x, known(alpha ?? 1)]), known(beta ?? 0)])
    const attributes = {
      ...(alpha !== undefined && float('alpha', alpha)),
      ...(beta !== undefined && float('beta', beta)),
    }
    return (x) => run(type, [x], attributes)
  })
}

/** A layer of these gates, with this many states. */
const recurrent =
  (gates: number, states: number, usual: readonly string[], cell: Cell): Compose =>
  (node, others) => {
    const { inputs, run, runAll, known } = others
    const layout = intOf(node, 'layout', 0)
    const [given, weights, recurrence, bias, lengths] = inputs
    const way = textOf(node, 'direction', 'forward')
    if (!['forward', 'reverse', 'bidirectional'].includes(way)) throw wrong(node, 'a known direction', 'direction', way)
    if (given === undefined || weights === undefined || recurrence === undefined)
      throw wrong(node, 'an input and its weights', 'inputs', inputs.length)
    const x = layout === 0 ? given : run('Transpose', [given], ints('perm', [1, 0, 2]))
    const [length = 0] = x.tensor.shape
    const hidden = intOf(node, 'hidden_size', recurrence.tensor.shape[2] ?? 0)
    if (recurrence.tensor.shape[1] !== gates * hidden)
      throw wrong(node, `${gates * hidden} rows`, 'R', recurrence.tensor.shape)
    checkLengths(node, lengths, length)
    const count = way === 'bidirectional' ? 2 : 1
    const all = activationsOf(node, others, usual, count)
    const steps = (length === 1 ? [x] : runAll('Split', [x], int('axis', 0), length)).map((step) =>
      squeezed(others, step, 0),
    )
    const initial = inputs.slice(5, 5 + states)
    const runs = Array.from({ length: count }, (_, d): Run => {
      const part = (tensor: Known): Known => squeezed(others, sliced(others, tensor, 0, d, d + 1), 0)
      const turned = (tensor: Known): Known => run('Transpose', [part(tensor)], ints('perm', [1, 0]))
      const isReverse = way === 'reverse' || d === 1
      const own = bias === undefined ? undefined : part(bias)
      const done = cell(
        node,
        others,
        {
          steps: isReverse ? steps.toReversed() : steps,
          w: turned(weights),
          r: turned(recurrence),
          biases: own && [
            sliced(others, own, 0, 0, gates * hidden),
            sliced(others, own, 0, gates * hidden, 2 * gates * hidden),
          ],
          initial: Array.from({ length: states }, (_state, k) => {
            const one = initial[k]
            if (one === undefined) return known(zerosOf(hidden), 'float32', [1, hidden])
            return layout === 0 ? part(one) : squeezed(others, sliced(others, one, 1, d, d + 1), 1)
          }),
          activations: all.slice(d * usual.length, (d + 1) * usual.length),
          peepholes: peepholesOf(others, inputs[7], gates, d, hidden),
        },
        hidden,
      )
      return isReverse ? { ...done, states: done.states.toReversed() } : done
    })
    return outputsOf(others, runs, layout)
  }

/** All states, [length, directions, batch, hidden], and the last ones, [directions, batch, hidden]; batches first in layout 1. */
function outputsOf({ run, known }: Others, runs: readonly Run[], layout: number): Known[] {
  const stack = (parts: readonly Known[], axis: number): Known => {
    const each = parts.map((part) => run('Unsqueeze', [part, known([axis], 'int64')]))
    return each.length === 1 ? each[0]! : run('Concat', each, int('axis', axis))
  }
  const length = runs[0]!.states.length
  const states = Array.from({ length }, (_, t) =>
    stack(
      runs.map((one) => one.states[t]!),
      0,
    ),
  )
  const all = stack(states, 0)
  const last = runs[0]!.last.map((_, k) =>
    stack(
      runs.map((one) => one.last[k]!),
      0,
    ),
  )
  if (layout === 0) return [all, ...last]
  return [
    run('Transpose', [all], ints('perm', [2, 0, 1, 3])),
    ...last.map((one) => run('Transpose', [one], ints('perm', [1, 0, 2]))),
  ]
}

/** Lengths of sequences that are shorter are not read: all must be whole. */
function checkLengths(node: Node, lengths: Known | undefined, length: number): void {
  if (lengths === undefined) return
  const { tensor } = lengths
  if (tensor.kind === 'constant' && tensor.data.every((one) => one === length)) return
  throw refuse(node, 'sequences of different lengths', 'Leave sequence_lens out.')
}

function peepholesOf(
  others: Others,
  all: Known | undefined,
  gates: number,
  d: number,
  hidden: number,
): Known[] | undefined {
  if (all === undefined || gates !== 4) return undefined
  const own = squeezed(others, sliced(others, all, 0, d, d + 1), 0)
  return [0, 1, 2].map((k) => sliced(others, own, 0, k * hidden, (k + 1) * hidden))
}

/** Sequences and their numbers. */
const notBatch = (node: Node): readonly number[] => (intOf(node, 'layout', 0) === 0 ? [0, 2] : [1, 2])

/** First states have the batch, too. */
const rows = { fixed: notBatch, takesSeveral: [5, 6] }

export const recurrentLayers: Operators = {
  GRU: { compose: recurrent(3, 1, ['Sigmoid', 'Tanh'], gru), ...rows },
  LSTM: { compose: recurrent(4, 2, ['Sigmoid', 'Tanh', 'Tanh'], lstm), ...rows },
  RNN: { compose: recurrent(1, 1, ['Tanh'], simple), ...rows },
}
