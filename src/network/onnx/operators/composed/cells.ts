import { intOf, type Node, refuse } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import type { Others } from '../operator.ts'

/*
 * One step after the other of recurrent layers, in one direction, as the standard defines them.
 */

export type Activation = (x: Known) => Known

/** What runs from one end to the other: all states in the order of the input, and the last. */
export interface Run {
  readonly states: readonly Known[]
  readonly last: readonly Known[]
}

export interface Direction {
  readonly steps: readonly Known[]
  /** Weights of the input and of the state, both to be multiplied from the right, and the biases of each gate. */
  readonly w: Known
  readonly r: Known
  readonly biases: readonly [input: Known, state: Known] | undefined
  readonly initial: readonly Known[]
  readonly activations: readonly Activation[]
  readonly peepholes: readonly Known[] | undefined
}

export type Cell = (node: Node, others: Others, direction: Direction, hidden: number) => Run

export const sliced = ({ run, known }: Others, x: Known, axis: number, from: number, to: number): Known =>
  run('Slice', [x, known([from], 'int64'), known([to], 'int64'), known([axis], 'int64')])

export const squeezed = ({ run, known }: Others, x: Known, axis: number): Known =>
  run('Squeeze', [x, known([axis], 'int64')])

/** x w + h r and the biases, cut into gates of so many numbers. */
function gatesOf(
  others: Others,
  x: Known,
  h: Known,
  { w, r, biases }: Direction,
  hidden: number,
  gates: number,
): Known[] {
  const { run } = others
  const sums = [run('MatMul', [x, w]), run('MatMul', [h, r]), ...(biases ?? [])]
  const all = sums.reduce((sum, one) => run('Add', [sum, one]))
  return Array.from({ length: gates }, (_, k) => sliced(others, all, 1, k * hidden, (k + 1) * hidden))
}

/** h' = f(x w + h r + b) */
export const simple: Cell = (_node, others, direction, hidden) => {
  const [f] = direction.activations as [Activation]
  let h = direction.initial[0]!
  const states = direction.steps.map((x) => (h = f(gatesOf(others, x, h, direction, hidden, 1)[0]!)))
  return { states, last: [h] }
}

/** Gates of input, output, forgetting and cell, in this order. */
export const lstm: Cell = (node, others, direction, hidden) => {
  const { run } = others
  const [f, g, h] = direction.activations as [Activation, Activation, Activation]
  if (intOf(node, 'input_forget', 0) !== 0) throw refuse(node, 'an input_forget', 'Export the model without.')
  let [state, cell] = direction.initial as [Known, Known]
  const peek = (sum: Known, k: number, at: Known): Known =>
    direction.peepholes === undefined ? sum : run('Add', [sum, run('Mul', [direction.peepholes[k]!, at])])
  const states = direction.steps.map((x) => {
    const [i, o, forget, c] = gatesOf(others, x, state, direction, hidden, 4) as [Known, Known, Known, Known]
    const kept = run('Mul', [f(peek(forget, 2, cell)), cell])
    const next = run('Add', [kept, run('Mul', [f(peek(i, 0, cell)), g(c)])])
    state = run('Mul', [f(peek(o, 1, next)), h(next)])
    cell = next
    return state
  })
  return { states, last: [state, cell] }
}

/** Gates of update, reset and state, in this order. */
export const gru: Cell = (node, others, direction, hidden) => {
  const { run, known } = others
  const [f, g] = direction.activations as [Activation, Activation]
  const { w, r, biases } = direction
  const isAfter = intOf(node, 'linear_before_reset', 0) !== 0
  const cut = (x: Known, axis: number, k: number, count = 1): Known =>
    sliced(others, x, axis, k * hidden, (k + count) * hidden)
  const gateWeights: Direction = {
    ...direction,
    w: cut(w, 1, 0, 2),
    r: cut(r, 1, 0, 2),
    biases: biases && [cut(biases[0], 0, 0, 2), cut(biases[1], 0, 0, 2)],
  }
  const [wh, rh] = [cut(w, 1, 2), cut(r, 1, 2)]
  const plus = (x: Known, bias: Known | undefined): Known => (bias === undefined ? x : run('Add', [x, cut(bias, 0, 2)]))
  let state = direction.initial[0]!
  const states = direction.steps.map((x) => {
    const [z, reset] = gatesOf(others, x, state, gateWeights, hidden, 2).map((one) => f(one)) as [Known, Known]
    const fromInput = plus(run('MatMul', [x, wh]), biases?.[0])
    const fromState = isAfter
      ? run('Mul', [reset, plus(run('MatMul', [state, rh]), biases?.[1])])
      : plus(run('MatMul', [run('Mul', [reset, state]), rh]), biases?.[1])
    const candidate = g(run('Add', [fromInput, fromState]))
    const kept = run('Mul', [z, state])
    return (state = run('Add', [run('Mul', [run('Sub', [known(1), z]), candidate]), kept]))
  })
  return { states, last: [state] }
}
