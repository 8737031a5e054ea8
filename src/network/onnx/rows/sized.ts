import { OvershootError } from '../../../errors.ts'
import { sizeOf } from '../../layers/layer.ts'
import { newGraph } from '../graph.ts'
import { constantOf, type ReadOperator } from '../node.ts'
import type { Constant, Tensor } from '../tensors.ts'
import { type Followed, mixed, probes, rowsOf, type Rule, shapeAt, type Step } from './followed.ts'

/** Whole numbers of an input, for the size of index `probe`. */
export function lengthsAt({ node, followed }: Step, index: number, probe: number): readonly number[] {
  const own = followed[index]
  return [...(own?.kind === 'sized' ? own.at[probe]! : constantOf(node, index, 'a shape')).data]
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

/** Shapes have few numbers; what has more is no shape. */
const MOST = 1024

/** Runs an operator on what its inputs are for each size. What is known even where the size is not, hangs on it no more. */
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
    if (at.some(({ shape }) => String(shape) !== String(at[0]!.shape))) return cannot
    return at[2]!.data.some((value) => Number.isNaN(value)) ? { kind: 'sized', at } : undefined
  } catch (error) {
    if (!(error instanceof OvershootError)) throw error
    return cannot
  }
}
