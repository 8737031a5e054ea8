import { causalMask, headsOf } from '../../model/keras/layers/heads.ts'
import { sizeOf } from '../layers/layer.ts'
import { int, ints } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import { type ComposeKeras, type KerasUse, weightIn } from './kerasCompose.ts'

/** The kernel and the bias of one of its dense layers, in these shapes; undefined unless they are its own. */
function denseIn(
  use: KerasUse,
  name: string,
  [own, as]: readonly [number[], [number, number]],
  bias: number[] | undefined,
): { kernel: Known; bias: Known | undefined } | undefined {
  const kernel = weightIn(use, `${name}/kernel`, own, as)
  const plus = bias && weightIn(use, `${name}/bias`, bias, [as[1]])
  return kernel === undefined || (bias !== undefined && plus === undefined) ? undefined : { kernel, bias: plus }
}

export const heads: ComposeKeras = (use, inputs) => {
  const { run, known, checkTime } = use.calls
  const own = headsOf(
    use.settings,
    inputs.map(({ tensor }) => tensor.shape.slice(1)),
  )
  const { queries, keys, width, valueWidth, outputs, useBias } = own
  const [query, value, key = value] = inputs
  const list = (values: readonly number[]): Known => known(values, 'int64')
  const weigh = (x: Known, { kernel, bias }: { kernel: Known; bias: Known | undefined }): Known => {
    const product = run('MatMul', [run('Reshape', [x, list([-1, kernel.tensor.shape[0]!])]), kernel])
    return bias === undefined ? product : run('Add', [product, bias])
  }
  const headsIn = (x: Known, name: string, count: number, each: number): Known | undefined => {
    const channels = x.tensor.shape.at(-1)!
    const shapes = [
      [channels, count, each],
      [channels, count * each],
    ] as [number[], [number, number]]
    const dense = denseIn(use, name, shapes, useBias ? [count, each] : undefined)
    if (dense === undefined) return undefined
    const turned = run('Transpose', [x], ints('perm', own.order))
    const steps = sizeOf(turned.tensor.shape.slice(1 + own.kept.length, -1))
    const split = run('Reshape', [weigh(turned, dense), list([-1, steps, count, each])])
    return run('Transpose', [split], ints('perm', [0, 2, 1, 3]))
  }
  const [q, k, v] = [
    headsIn(query!, 'query', queries, width),
    headsIn(key!, 'key', keys, width),
    headsIn(value!, 'value', keys, valueWidth),
  ]
  const shapes = [
    [queries, valueWidth, outputs],
    [queries * valueWidth, outputs],
  ] as [number[], [number, number]]
  const last = denseIn(use, 'attention_output', shapes, useBias ? [outputs] : undefined)
  if (q === undefined || k === undefined || v === undefined || last === undefined) return undefined
  checkTime()
  const times = queries / keys
  const order = list(Array.from({ length: queries }, (_, i) => Math.floor(i / times)))
  const repeated = (x: Known): Known => (times === 1 ? x : run('Gather', [x, order], int('axis', 1)))
  const turned = run('Transpose', [repeated(k)], ints('perm', [0, 1, 3, 2]))
  const scores = run('MatMul', [run('Mul', [q, known(Math.fround(own.factor))]), turned])
  const [steps, others] = scores.tensor.shape.slice(2) as [number, number]
  const seen = own.isCausal
    ? run('Add', [scores, known([...causalMask(steps, others)], 'float32', [1, 1, steps, others])])
    : scores
  const shares = run('MatMul', [run('Softmax', [seen], int('axis', -1)), repeated(v)])
  const rows = run('Transpose', [shares], ints('perm', [0, 2, 1, 3]))
  const made = weigh(run('Reshape', [rows, list([-1, queries * valueWidth])]), last)
  const whole = run('Reshape', [made, list([1, ...own.kept, ...own.space, outputs])])
  return run('Transpose', [whole], ints('perm', own.back))
}
