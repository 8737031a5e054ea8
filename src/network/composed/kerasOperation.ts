import { operandsIn } from '../../model/keras/layers/operation.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { ComposeKeras } from './kerasCompose.ts'

/** ONNX' operators by the names of operations. */
const operators: Readonly<Record<string, string>> = { add: 'Add', divide: 'Div', multiply: 'Mul', subtract: 'Sub' }

/** Of tensors of one rank: where another is spread over them, rows of a batch would mix. */
const operation: ComposeKeras = ({ settings, calls: { run, known } }, inputs) => {
  const operator = operators[String(settings['operation'])]
  const ranks = new Set(inputs.map(({ tensor }) => tensor.shape.length))
  if (operator === undefined || ranks.size !== 1) return undefined
  return run(
    operator,
    operandsIn(settings, inputs, (value) => known(Math.fround(value))),
  )
}

/** By numbers of the last axis, or by one. */
const rescaling: ComposeKeras = ({ settings: { scale, offset }, calls: { run, known } }, [x]) => {
  const numbers = (value: unknown): Known =>
    known((Array.isArray(value) ? value : [value]).map(Number).map(Math.fround))
  return run('Add', [run('Mul', [x, numbers(scale)]), numbers(offset)])
}

/** Of tensors of one rank and several shapes; of one shape it is read elsewhere. */
const subtract: ComposeKeras = ({ calls: { run } }, [a, b]) => {
  const [one, other] = [a!, b!].map(({ tensor }) => tensor.shape) as [readonly number[], readonly number[]]
  return one.length === other.length && String(one) !== String(other) ? run('Sub', [a, b]) : undefined
}

export const kerasOperations: Readonly<Record<string, ComposeKeras>> = {
  Operation: operation,
  Rescaling: rescaling,
  Subtract: subtract,
}
