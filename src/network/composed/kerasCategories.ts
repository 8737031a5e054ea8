import { edgesOf, encodedShape, encodingIn } from '../../model/keras/layers/categories.ts'
import { dataTypeNamed } from '../onnx/numberTypes.ts'
import { int } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { LayerCalls } from './compose.ts'
import { type ComposeKeras, weightIn } from './kerasCompose.ts'

/** Is each number, cut to a whole one, one of so many categories? */
const isCategory = ({ run, known }: LayerCalls, x: Known, count: number): Known =>
  run('And', [run('Greater', [x, known(-1)]), run('Less', [x, known(count)])])

/** Rows of a table, at whole numbers; past them all there is NaN. */
function rowsAt(calls: LayerCalls, x: Known, table: Known): Known {
  const { run, known } = calls
  const [count] = table.tensor.shape as [number]
  const whole = run('Cast', [x], int('to', dataTypeNamed('INT64')))
  const index = run('Where', [isCategory(calls, x, count), whole, known(count, 'int64')])
  return run('Gather', [table, index], int('axis', 0))
}

const embedding: ComposeKeras = (use, [x]) => {
  const { inputDim, outputDim } = use.settings as { inputDim: number; outputDim: number }
  const table = weightIn(use, 'embeddings', [inputDim, outputDim])
  return table && rowsAt(use.calls, x!, table)
}

const categoryEncoding: ComposeKeras = ({ settings, calls }, [x]) => {
  const { run, known } = calls
  const { shape } = x!.tensor
  const [encoding, count] = [encodingIn(settings), settings['numTokens']]
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || shape.length < 2) return undefined
  const edges = Array.from({ length: count }, (_, i) => edgesOf(i))
  const edge = (key: 'from' | 'below'): Known => known(edges.map((one) => one[key]))
  const each = run('Unsqueeze', [x, known([shape.length], 'int64')])
  const isIt = run('And', [run('GreaterOrEqual', [each, edge('from')]), run('Less', [each, edge('below')])])
  const hits = run('Cast', [isIt], int('to', dataTypeNamed('FLOAT')))
  // 0 / 0 that hangs on what is read: a known NaN is none of an operation.
  const zeros = run('Mul', [x, known(0)])
  const missing = run('Div', [zeros, zeros])
  const zeroOrNaN = run('Where', [isCategory(calls, x!, count), known(0), missing])
  const sums = run('Add', [hits, run('Unsqueeze', [zeroOrNaN, known([shape.length], 'int64')])])
  const wanted = known(encodedShape(encoding, shape, count), 'int64')
  if (encoding === 'oneHot') return run('Reshape', [sums, wanted])
  const all = run('ReduceSum', [sums, known([shape.length - 1], 'int64')], int('keepdims', 0))
  const counted = run('Reshape', [all, wanted])
  return encoding === 'count' ? counted : run('Where', [run('Greater', [counted, known(1)]), known(1), counted])
}

export const kerasCategories: Readonly<Record<string, ComposeKeras>> = {
  CategoryEncoding: categoryEncoding,
  Embedding: embedding,
}
