import { OvershootError } from '../../errors.ts'
import { checkTime } from '../../timeUp.ts'
import { kernelCalls, newReading } from '../kernelCalls.ts'
import { type LayerView, type Part, sameShape, type Shape, sizeOf } from '../layers/layer.ts'
import type { Network } from '../network.ts'
import { append, asVariable, naming, settle, take } from '../onnx/graph.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { Reading } from '../onnx/reading/reading.ts'
import { trim } from '../onnx/reading/trim.ts'
import type { Variable } from '../onnx/tensors.ts'
import type { LayerCalls } from './compose.ts'
import { composers } from './index.ts'

/**
 * One use of a layer that branches and meets again, as a network of its inputs; undefined for one that no composer
 * reads. Shapes are those of one row.
 * @throws TimeUp when it is past `until`
 */
export function composeLayer(
  layer: LayerView,
  shapes: readonly Shape[],
  output: Shape,
  until: number,
): Network | undefined {
  const compose = composers.get(layer.className)
  if (compose === undefined) return undefined
  const reading = newReading(false)
  const { graph } = reading
  try {
    const inputs = shapes.map((shape, i): Known => {
      const size = sizeOf(shape)
      take(graph, size)
      return {
        tensor: append(graph, { kind: 'input', input: i, size }, [], [1, ...shape]),
        type: 'float32',
        followed: [],
      }
    })
    const found = compose(layer, layerCalls(reading, layer.description, until), inputs, output)
    if (found === undefined || !sameShape(found.tensor.shape, [1, ...output])) return undefined
    const last = naming(graph, layer.description, () => settle(graph, asVariable(graph, found.tensor)))
    return {
      inputs: shapes.map((shape, i) => ({ name: String(i), size: sizeOf(shape) })),
      opaque: [],
      ...trim(graph, last),
    }
  } catch (error) {
    // Too large, or of settings that operators do not take.
    if (error instanceof OvershootError) return undefined
    throw error
  }
}

function layerCalls(reading: Reading, label: string, until: number): LayerCalls {
  const { graph } = reading
  return {
    ...kernelCalls(reading, label),
    checkTime: () => checkTime(until),
    apply: (parts, inputs, shape) =>
      naming(graph, label, () => {
        let found: readonly Variable[] = inputs.map(({ tensor }) => asVariable(graph, tensor))
        for (const part of parts) {
          take(graph, numbersIn(part))
          found = [append(graph, part, found.map((one) => settle(graph, one)), [part.size])] // prettier-ignore
        }
        return { tensor: { ...found[0]!, shape }, type: 'float32', followed: [] }
      }),
  }
}

/** Numbers that an operation keeps, about. */
function numbersIn(part: Part): number {
  const taps = 'taps' in part ? (part.taps instanceof Int32Array ? part.taps : part.taps.steps) : []
  return part.size + taps.length + ('kernel' in part ? part.kernel.length : 0)
}
