import { brief } from '../../../files/brief.ts'
import { kernelCalls } from '../../kernelCalls.ts'
import type { Known } from '../../onnx/reading/known.ts'
import type { Reading } from '../../onnx/reading/reading.ts'
import type { MappedNode } from '../graphExecutor.ts'
import type { Step } from './step.ts'

/** A node with what it reads, and the operators that it may be made of. */
export function stepOf(reading: Reading, node: MappedNode, inputs: readonly Known[]): Step {
  const label = `${brief(node.name, 120)} (${brief(node.op, 60)})`
  return { op: node.op, label, inputs, attributes: node.attrParams, ...kernelCalls(reading, label) }
}
